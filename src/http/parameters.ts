import { AchievementsError } from '../errors.js';

/** A session id that Hermes makes has some 30 characters. */
export const MAX_SESSION_ID_LENGTH = 512;
/** How many recent unlocks a client may ask for, and gets when it does not say. */
export const MOST_RECENT = 100;
export const USUALLY_RECENT = 20;
/** More digits than that would not stay a whole number. */
const WHOLE_NUMBER = /^[1-9]\d{0,14}$/;

/**
 * A query parameter that is `true` or `false`; not given means false.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for anything else, and for a parameter given twice.
 */
export function readFlag(query: URLSearchParams, name: string): boolean {
  return readParsed(query, name, 'true or false', flagOf) ?? false;
}

/**
 * A query parameter that is one of some words, spelled as they are.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for anything else, and for a parameter given twice.
 */
export function readChoice<Choice extends string>(
  query: URLSearchParams,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const takes = `one of ${choices.join(', ')}`;
  return readParsed(query, name, takes, (value) => choices.find((choice) => choice === value));
}

/**
 * A query parameter that is any text, also none.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for a longer one, and for a parameter given twice.
 */
export function readText(query: URLSearchParams, name: string, longest: number): string | undefined {
  const takes = `a text of at most ${longest} characters`;
  return readParsed(query, name, takes, (value) => (value.length <= longest ? value : undefined));
}

/**
 * A query parameter that is a name of any kind.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for a parameter given twice.
 */
export function readName(query: URLSearchParams, name: string): string | undefined {
  return readParsed(query, name, 'a name', (value) => value);
}

/**
 * A query parameter that is a whole number from 1 on.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for anything else, and for a parameter given twice.
 */
export function readCount(
  query: URLSearchParams,
  name: string,
  most = Number.POSITIVE_INFINITY,
): number | undefined {
  const takes = `a whole number from 1 ${most === Number.POSITIVE_INFINITY ? 'on' : `to ${most}`}`;
  return readParsed(query, name, takes, (value) =>
    WHOLE_NUMBER.test(value) && Number(value) <= most ? Number(value) : undefined,
  );
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

/**
 * A query parameter of any kind.
 * @param takes what it takes, in words
 * @param parse gives undefined for anything else
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for that, and for a parameter given twice.
 */
export function readParsed<Value>(
  query: URLSearchParams,
  name: string,
  takes: string,
  parse: (value: string) => Value | undefined,
): Value | undefined {
  const [value, ...more] = query.getAll(name);
  if (value === undefined) return undefined;
  if (more.length > 0) throw wrong(name, `${takes}, and is given once`);
  const parsed = parse(value);
  if (parsed === undefined) throw wrong(name, takes);
  return parsed;
}

function flagOf(value: string): boolean | undefined {
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}

/** What was given is left out: it may be anything, and the client knows it. */
function wrong(name: string, takes: string): AchievementsError {
  return new AchievementsError('ERR_ACHIEVEMENTS_PARAMETER', `Parameter ${name} takes ${takes}.`);
}
