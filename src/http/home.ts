import { AchievementsError } from '../errors.js';
import type { Context, Route } from './messages.js';
import { readName } from './parameters.js';
import { refuseOtherProfile } from './profile.js';
import type { HomesService } from './service.js';

/** What a mobile client always sends. */
const DEFAULT = 'default';

/**
 * What a request is answered with: where there are several homes, `home` (or `profile`, by which mobile clients say it)
 * names the one that it is about.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PROFILE` for a profile that is not mounted here; `ERR_ACHIEVEMENTS_PARAMETER` for
 * a parameter given twice, for two names, and for a reset of one home alone
 */
export function contextFor(route: Route, context: Context, query: URLSearchParams): Context {
  const { homes } = context;
  if (homes === undefined) {
    refuseOtherProfile(context, query);
    return context;
  }
  return { ...context, ...scope(route, homes, query) };
}

function scope(route: Route, homes: HomesService, query: URLSearchParams): Partial<Context> {
  const [home, profile] = [readName(query, 'home'), readName(query, 'profile')];
  if (home !== undefined && profile !== undefined && home !== profile)
    throw wrong('Parameters home and profile name two homes; give one of them.');
  const name = home ?? profile;
  if (name === undefined) return {};
  if (route.isForAll !== true) return { service: homes.of(name, home === undefined) };
  if (home === undefined && name === DEFAULT) return {};
  throw wrong('This is done to all homes at once: leave the parameters home and profile out.');
}

function wrong(message: string): AchievementsError {
  return new AchievementsError('ERR_ACHIEVEMENTS_PARAMETER', message);
}
