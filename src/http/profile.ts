import { AchievementsError } from '../errors.js';
import type { Context } from './messages.js';
import { readName } from './parameters.js';

/**
 * Refuses a request that names a profile which is not mounted here: else it would get, or reset, another one's badges.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PROFILE`; `ERR_ACHIEVEMENTS_PARAMETER` for a profile given twice.
 */
export function refuseOtherProfile({ profile }: Pick<Context, 'profile'>, query: URLSearchParams): void {
  const name = readName(query, 'profile');
  if (name === undefined || name === profile) return;
  throw new AchievementsError(
    'ERR_ACHIEVEMENTS_PROFILE',
    'That profile is not served at this address. Ask where it is mounted, or leave the parameter profile out.',
  );
}
