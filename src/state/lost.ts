import { AchievementsError } from '../errors.js';

/** What was kept of a history cannot be read any more: nobody knows what it said, and the history has to be read anew. */
export class LostError extends AchievementsError {
  constructor(cause?: unknown) {
    super(
      'ERR_ACHIEVEMENTS_SCANNING',
      'What was kept of the history cannot be read any more, and is read from the history anew. Ask again when that is done; ' +
        '/scan-status tells how far it is.',
      cause,
    );
  }
}
