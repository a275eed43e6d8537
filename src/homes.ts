/** The option `homes`: several homes in one cabinet. */

import { join, resolve } from 'node:path';
import { DATABASE_RULES, describeHistory, historyOf } from './database-options.js';
import { optionError, wrongOption } from './option-errors.js';
import { readSource } from './option-values.js';
import { expandTilde, isPath } from './paths.js';
import type { HistoryPlace } from './source/history-place.js';
import type { SessionSource } from './types.js';

/** One home of several, as users write it. */
export interface HomeOptions {
  /** What it is called on the wire and on the page; its key in the cabinet. */
  readonly name: string;
  /** Where Hermes lives. Default the option `hermesHome`. */
  readonly hermesHome?: string | undefined;
  /** A named profile of it. */
  readonly profile?: string | undefined;
  /** The history database. Default `state.db` in the home. */
  readonly databasePath?: string | undefined;
  /** A history in PostgreSQL instead. */
  readonly databaseUrl?: string | undefined;
  /** The schema of Hermes' tables there. Default `public`. */
  readonly databaseSchema?: string | undefined;
  /** The profile whose sessions count, where one schema holds those of all. Default all. */
  readonly databaseProfile?: string | undefined;
  /** Another history source. */
  readonly source?: SessionSource | undefined;
  /** `false`: titles of its sessions leave the process nowhere. Default `true`. */
  readonly titles?: boolean | undefined;
}

/** One home of several, complete. */
export interface NamedHome {
  readonly name: string;
  readonly titles: boolean;
  /** Where it lives, absolute; undefined where that is not told. */
  readonly home: string | undefined;
  readonly history: HistoryPlace;
  /** In place of that. */
  readonly source: SessionSource | undefined;
}

export type Homes =
  /** The default home and every profile in it that has a history, looked for again with each scan. */
  | { readonly kind: 'profiles'; readonly hermesHome: string }
  | { readonly kind: 'list'; readonly homes: readonly NamedHome[] };

export const PROFILE = {
  takes: 'the name of a profile, without path separators',
  read: (value: unknown): string | undefined => (isProfileName(value) ? value : undefined),
};

/** Checked with the others: see `homesOf`. */
export const HOMES = { takes: 'homes', read: (value: unknown): unknown => value };

const TAKES =
  "'profiles', or a list, not empty without a store, of { name, hermesHome, profile, databasePath, databaseUrl, databaseSchema, databaseProfile, source, titles }, each with a name of its own";
const KEYS = [
  'name',
  'hermesHome',
  'profile',
  'databasePath',
  ...Object.keys(DATABASE_RULES),
  'source',
  'titles',
];
/** What goes into the list, and not beside it. */
const OF_ONE = KEYS.slice(2).filter((key) => key !== 'titles');
const LONGEST_NAME = 64;

/** @throws AchievementsError `ERR_ACHIEVEMENTS_OPTION` */
function readHomes(value: unknown, hermesHome: string, isShared: boolean): Homes {
  if (value === 'profiles') return { kind: 'profiles', hermesHome };
  if (!Array.isArray(value) || (value.length === 0 && !isShared)) throw wrongOption('homes', value, TAKES);
  const homes = value.map((entry: unknown, place) => readHome(entry, place, hermesHome));
  const names = homes.map(({ name }) => name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  if (twice !== undefined) throw optionError(`Option homes has two homes called ${JSON.stringify(twice)}.`);
  const sources = homes.filter(({ source }) => source !== undefined).length;
  if (sources > 0 && sources < homes.length)
    throw optionError(
      'Option homes takes homes with a source, or homes without one, not both: one is read here, the other apart.',
    );
  return { kind: 'list', homes };
}

/**
 * Undefined for one home.
 * @param given all options
 * @param isShared whether there may be homes of other machines, so that the list may be empty
 * @throws AchievementsError `ERR_ACHIEVEMENTS_OPTION`, also for one that belongs into the list
 */
export function homesOf(
  value: unknown,
  hermesHome: string,
  given: ReadonlyMap<string, unknown>,
  isShared = false,
): Homes | undefined {
  if (value === undefined) return undefined;
  const beside = OF_ONE.find((name) => given.get(name) !== undefined);
  if (beside !== undefined)
    throw optionError(`Option ${beside} goes into the list of homes, not beside the option homes.`);
  return readHomes(value, hermesHome, isShared);
}

function readHome(entry: unknown, place: number, hermesHome: string): NamedHome {
  const wrong = (key: string, takes: string) =>
    optionError(`Option homes[${place}]${key === '' ? '' : `.${key}`} takes ${takes}.`);
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw wrong('', 'an object with a name');
  const given = new Map<string, unknown>(Object.entries(entry));
  const unknown = [...given.keys()].find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw wrong('', `${KEYS.join(', ')}; there is no ${unknown}`);
  const path = (key: string): string | undefined => {
    const value = given.get(key);
    if (value === undefined) return undefined;
    if (typeof value !== 'string' || !isPath(value)) throw wrong(key, 'a path as a string that is not empty');
    return resolve(expandTilde(value));
  };
  const name = given.get('name');
  if (!isName(name)) throw wrong('name', `a name of 1 to ${LONGEST_NAME} characters`);
  const profile = given.get('profile');
  if (profile !== undefined && !isProfileName(profile)) throw wrong('profile', PROFILE.takes);
  const titles = given.get('titles') ?? true;
  if (typeof titles !== 'boolean') throw wrong('titles', 'true or false');
  const source = readSource(given.get('source'));
  if (given.get('source') !== undefined && source === undefined)
    throw wrong('source', 'an object with the function open');
  const text = (key: keyof typeof DATABASE_RULES): string | undefined => {
    const { read, takes } = DATABASE_RULES[key];
    const value = given.get(key);
    if (value !== undefined && read(value) === undefined) throw wrong(key, takes);
    return read(value);
  };
  const root = path('hermesHome');
  const databasePath = path('databasePath');
  const database = {
    databaseUrl: text('databaseUrl'),
    databaseSchema: text('databaseSchema'),
    databaseProfile: text('databaseProfile'),
  };
  const home = profile === undefined ? (root ?? hermesHome) : join(root ?? hermesHome, 'profiles', profile);
  const isElsewhere =
    root === undefined &&
    profile === undefined &&
    (databasePath ?? database.databaseUrl ?? source) !== undefined;
  return {
    name,
    titles,
    home: isElsewhere ? undefined : home,
    history: historyOf({ databasePath, ...database, source }, home, isElsewhere ? undefined : home),
    source,
  };
}

/** Where they are, in words that tell one list from another, and no password. */
export function describeHomes(homes: Homes): string {
  if (homes.kind === 'profiles') return homes.hermesHome;
  return JSON.stringify(homes.homes.map(({ name, home, history }) => [name, home, describeHistory(history)]));
}

function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value.trim() !== '' && value.length <= LONGEST_NAME && !/\p{Cc}/u.test(value)
  );
}

function isProfileName(value: unknown): value is string {
  return typeof value === 'string' && isPath(value) && !/[\\/]|^\.{1,2}$/.test(value);
}
