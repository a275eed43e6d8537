import { AchievementsError, ERRORS } from '../../errors.js';

/**
 * Why nothing can be told of a session or a day as long as no scan has ever been finished: an empty answer would look final.
 * @param error what is wrong with the history; what is none of its own is told as part of the answer
 */
export function uncounted(isRunning: boolean, error: AchievementsError | undefined): AchievementsError {
  if (!isRunning && error !== undefined && ERRORS[error.code].status === 503) return error;
  const why = isRunning
    ? 'The history is being counted for the first time, so that nobody knows yet what happened when, and what one session would ' +
      'unlock. Ask again when that is done; /scan-status tells how far it is.'
    : 'The history was never counted to its end, so that nobody knows what happened when, and what one session would unlock. ' +
      'That is tried again when somebody asks.';
  const trouble = isRunning || error === undefined ? '' : ` The last time: ${error.message}`;
  return new AchievementsError('ERR_ACHIEVEMENTS_SCANNING', why + trouble, isRunning ? undefined : error);
}

/** The same of one home of several. @param error what is wrong with it, in words */
export function uncountedHome(error: string | null): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_SCANNING',
    error === null
      ? 'This home is being counted for the first time. Ask again when that is done; /scan-status tells how far it is.'
      : `This home was never counted. ${error}`,
  );
}
