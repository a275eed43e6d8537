import { AchievementsError } from '../errors.js';

/** A session id that Hermes makes has some 30 characters. */
const MAX_SESSION_ID_LENGTH = 512;

/**
 * A query parameter that is `true` or `false`; not given means false.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for anything else, and for a parameter given twice.
 */
export function readFlag(query: URLSearchParams, name: string): boolean {
  const [value = 'false', ...more] = query.getAll(name);
  if (more.length > 0) throw wrong(name, 'true or false, and is given once');
  if (value !== 'true' && value !== 'false') throw wrong(name, 'true or false');
  return value === 'true';
}

/** @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` when it is too long to be one. */
export function readSessionId(params: Readonly<Record<string, unknown>>): string {
  const { id } = params;
  if (typeof id !== 'string' || id.length > MAX_SESSION_ID_LENGTH) {
    throw wrong('id', `a session id of at most ${MAX_SESSION_ID_LENGTH} characters`);
  }
  return id;
}

/** For a path that cannot be decoded. */
export function undecodable(): AchievementsError {
  return wrong('id', 'a session id in valid percent-encoding');
}

/** What was given is left out: it may be anything, and the client knows it. */
function wrong(name: string, takes: string): AchievementsError {
  return new AchievementsError('ERR_ACHIEVEMENTS_PARAMETER', `Parameter ${name} takes ${takes}.`);
}
