import { inspect } from 'node:util';
import { ERRORS, toAchievementsError } from '../errors.js';
import type { Context, Reply } from './messages.js';
import { passing, retryAfter } from './responses.js';
import type { AchievementsService } from './service.js';

/** What telling of an error needs: the log, and when asking again may help. */
export interface ProblemContext extends Pick<Context, 'logger'> {
  readonly service: Pick<AchievementsService, 'retryAfterSeconds'>;
}

/**
 * An error as `application/problem+json` (RFC 9457). One that is not ours is told in full to the logger only.
 * @param headers what the answer carries beside the usual ones, such as `Allow`.
 */
export function problem(
  error: unknown,
  { service, logger }: ProblemContext,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  const { code, message } = toAchievementsError(
    error,
    'ERR_ACHIEVEMENTS_INTERNAL',
    'Something broke while answering this request; the log of the server has the details.',
  );
  if (code === 'ERR_ACHIEVEMENTS_INTERNAL' || code === 'ERR_ACHIEVEMENTS_PAGE')
    logger.error(`A request could not be answered: ${inspect(error)}`);

  const { status, title } = ERRORS[code];
  const again = status === 503 ? retryAfter(service.retryAfterSeconds()) : {};
  return passing(
    status,
    { type: `urn:hermes-achievements-router:${code}`, title, status, detail: message, code },
    { ...again, ...headers },
    'application/problem+json',
  );
}
