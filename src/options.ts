import { join, resolve } from 'node:path';
import { types } from 'node:util';
import { DATABASE_RULES, type DatabaseOptions, historyOf } from './database-options.js';
import { HOMES, type HomeOptions, type Homes, homesOf, PROFILE } from './homes.js';
import { readHostName } from './host-names.js';
import { wrongOption } from './option-errors.js';
import {
  type Environment,
  isoTime,
  LOGGER_METHODS,
  readLogger,
  readOnce,
  readSource,
  SILENT,
} from './option-values.js';
import { defaultHome, expandTilde, isPath } from './paths.js';
import { profileOf } from './profile.js';
import type { HistoryPlace } from './source/history-place.js';
import { type StatePlaces, statePlaces } from './state-places.js';
import { type SharedStore, STORE_RULES, type StoreOptions, storeOf } from './store-options.js';
import { ianaName } from './time-zone/named-zone.js';
import { machineZone } from './time-zone/time-zone.js';
import type { Logger, SessionSource } from './types.js';

export type { HomeOptions } from './homes.js';

/** What users pass. Every option may be left out; `undefined` means left out. All are read once, at creation. */
export interface AchievementsOptions extends DatabaseOptions, StoreOptions {
  /** Where Hermes lives. Default `$HERMES_HOME`, else `~/.hermes`. A leading `~/` is the user's home directory. */
  readonly hermesHome?: string | undefined;
  /** A named profile: its home is `<hermesHome>/profiles/<profile>`. Default none. One name, not a path. */
  readonly profile?: string | undefined;
  /** The history database. Default `state.db` in the home. A leading `~/` is the user's home directory. */
  readonly databasePath?: string | undefined;
  /** Several homes in one cabinet: `'profiles'`, or a list of them. Default none: one home. */
  readonly homes?: 'profiles' | readonly HomeOptions[] | undefined;
  /** Where our files live. Default `plugins/hermes-achievements` in the home. A leading `~/` as above. */
  readonly stateDir?: string | undefined;
  /** How long a snapshot is fresh, in milliseconds. Default 120 000. */
  readonly ttlMs?: number | undefined;
  /** How long the very first read may wait for the first scan, in milliseconds. Default 5 000. */
  readonly bootstrapWaitMs?: number | undefined;
  /** How long `POST /rescan` waits for its scan before it answers 202, in milliseconds. Default 5 000. */
  readonly rescanWaitMs?: number | undefined;
  /** Another history source, in place of a database. */
  readonly source?: SessionSource | undefined;
  /** When `/overview` is gone: a Date or an ISO 8601 date (`2027-01-31`, or a time with `Z` or an offset). Default never. */
  readonly sunset?: Date | string | undefined;
  /** Refresh at this pace, in milliseconds, also without readers. Default `false`: off. */
  readonly refreshEveryMs?: number | false | undefined;
  /**
   * Within this time, in milliseconds, every session is read again, a few at a time, to find what no cheap look can: texts
   * rewritten in place. Default 86 400 000 (a day); `false`: off.
   */
  readonly recheckEveryMs?: number | false | undefined;
  /** Serve the Achievements page and its element. Default `true`. */
  readonly page?: boolean | undefined;
  /** Refuse cross-site POST. Default `true`. */
  readonly protectWrites?: boolean | undefined;
  /** The IANA zone that decides days, nights and weekends, such as `Europe/Berlin`. Default the machine's. */
  readonly timeZone?: string | undefined;
  /** The names that the router is reached by, without ports; another `Host` gets 403. Default any. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Hears from us. Default silent. `console` fits. */
  readonly logger?: Logger | undefined;
}

/** The options, complete and checked. Paths are absolute; nothing is shared with what the user passed. */
export interface Config extends StatePlaces {
  /** The home of the profile, if one is named; else of Hermes. */
  readonly home: string;
  /** The name of the profile whose home it is; `default` for none. */
  readonly profile: string;
  /** Of no use beside a `source`. */
  readonly history: HistoryPlace;
  /** Several homes in place of that one; `undefined`: none. */
  readonly homes: Homes | undefined;
  /** Where several machines share the cabinet of these homes; `undefined`: in files of `stateDir`. */
  readonly store: SharedStore | undefined;
  readonly ttlMs: number;
  readonly bootstrapWaitMs: number;
  readonly rescanWaitMs: number;
  /** `undefined`: what `history` says. */
  readonly source: SessionSource | undefined;
  /** Unix milliseconds; `undefined`: never. */
  readonly sunset: number | undefined;
  /** `undefined`: off, as below. */
  readonly refreshEveryMs: number | undefined;
  readonly recheckEveryMs: number | undefined;
  readonly page: boolean;
  readonly protectWrites: boolean;
  /** An IANA name, or a text as POSIX describes it where the machine's `TZ` is one. */
  readonly timeZone: string;
  /** As `isNamed` takes them; `undefined`: any. */
  readonly allowedHosts: readonly string[] | undefined;
  /** Never throws, whatever the user's does. */
  readonly logger: Logger;
}

/** What an option takes, in words, and how a value is read; a value that is refused reads as `undefined`. */
interface Rule<T> {
  readonly takes: string;
  readonly read: (value: unknown) => T | undefined;
  /** The part of a refused value that is to be shown; all of it when left out. */
  readonly blame?: (value: unknown) => unknown;
}

/** Node fires timers with a longer delay at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;
const A_DAY_MS = 86_400_000;
/** An HTTP date has a year of four digits. */
const MAX_DATE_MS = Date.UTC(9999, 11, 31, 23, 59, 59);

const BOOLEAN: Rule<boolean> = {
  takes: 'true or false',
  read: (value) => (typeof value === 'boolean' ? value : undefined),
};

const PATH: Rule<string> = {
  takes: 'a path as a string that is not empty',
  read: (value) => (typeof value === 'string' && isPath(value) ? resolve(expandTilde(value)) : undefined),
};

const SUNSET: Rule<number> = {
  takes: 'a valid Date from 1970 on, or an ISO 8601 date such as 2027-01-31 or 2027-01-31T12:00:00Z',
  read: (value) => {
    const time = types.isDate(value) ? value.getTime() : isoTime(value);
    return time >= 0 && time <= MAX_DATE_MS ? time : undefined;
  },
};

const TIME_ZONE: Rule<string> = {
  takes: 'the IANA name of a time zone, such as Europe/Berlin',
  read: (value) => (typeof value === 'string' ? ianaName(value) : undefined),
};

const LOGGER: Rule<Logger> = {
  takes: `an object with the functions ${LOGGER_METHODS.join(', ')}`,
  read: readLogger,
};

const SOURCE: Rule<SessionSource> = {
  takes: 'an object with the function open',
  read: readSource,
};

const PACE: Rule<number | false> = {
  takes: `${milliseconds(1).takes}, or false for off`,
  read: (value) => (value === false ? false : milliseconds(1).read(value)),
};

const ALLOWED_HOSTS: Rule<readonly string[]> = {
  takes: 'a list of host names without ports, such as localhost, 127.0.0.1 and [::1]',
  read: (value) => {
    const names = Array.isArray(value) ? value.map(readHostName).filter((name) => name !== undefined) : [];
    return names.length > 0 && Array.isArray(value) && names.length === value.length ? names : undefined;
  },
  blame: (value) =>
    Array.isArray(value) && value.length > 0 ? value.find((name) => readHostName(name) === undefined) : value,
};

/** Every option's rule. A new option starts here: without a rule it is unknown, with one it must be resolved. */
const RULES = {
  hermesHome: PATH,
  profile: PROFILE,
  databasePath: PATH,
  ...DATABASE_RULES,
  homes: HOMES,
  ...STORE_RULES,
  stateDir: PATH,
  ttlMs: milliseconds(0),
  bootstrapWaitMs: milliseconds(0),
  rescanWaitMs: milliseconds(0),
  source: SOURCE,
  sunset: SUNSET,
  refreshEveryMs: PACE,
  recheckEveryMs: PACE,
  page: BOOLEAN,
  protectWrites: BOOLEAN,
  timeZone: TIME_ZONE,
  allowedHosts: ALLOWED_HOSTS,
  logger: LOGGER,
} as const satisfies { readonly [Name in keyof Required<AchievementsOptions>]: Rule<unknown> };

const NAMES = Object.keys(RULES);

/**
 * The complete configuration: every default and every check.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_OPTION` when an option is unknown or its value is wrong.
 */
export function resolveOptions(
  options: AchievementsOptions | undefined,
  environment: Environment = process.env,
): Config {
  const given = readOnce(options, NAMES);
  const take = <T>(name: keyof AchievementsOptions, rule: Rule<T>): T | undefined => {
    const value = given.get(name);
    if (value === undefined) return undefined;
    const read = rule.read(value);
    if (read === undefined) throw wrongOption(name, rule.blame?.(value) ?? value, rule.takes);
    return read;
  };

  const profile = take('profile', RULES.profile);
  const hermesHome = take('hermesHome', RULES.hermesHome) ?? defaultHome(environment);
  const stateDir = take('stateDir', RULES.stateDir);
  const store = storeOf(take('store', RULES.store), take('storeSchema', RULES.storeSchema), given);
  const several = homesOf(take('homes', RULES.homes), hermesHome, given, store !== undefined);
  const home = profile === undefined ? hermesHome : join(hermesHome, 'profiles', profile);
  const place = {
    source: take('source', RULES.source),
    databasePath: take('databasePath', RULES.databasePath),
    databaseUrl: take('databaseUrl', RULES.databaseUrl),
    databaseSchema: take('databaseSchema', RULES.databaseSchema),
    databaseProfile: take('databaseProfile', RULES.databaseProfile),
  };
  const history = historyOf(place, home, home);
  const only = { name: profile ?? profileOf(home), titles: true, home, history, source: place.source };
  return {
    home,
    profile: profile ?? profileOf(home),
    history,
    // In a store there are others, of other machines.
    homes: several ?? (store === undefined ? undefined : { kind: 'list', homes: [only] }),
    store,
    ...statePlaces(home, stateDir, several !== undefined),
    ttlMs: take('ttlMs', RULES.ttlMs) ?? 120_000,
    bootstrapWaitMs: take('bootstrapWaitMs', RULES.bootstrapWaitMs) ?? 5_000,
    rescanWaitMs: take('rescanWaitMs', RULES.rescanWaitMs) ?? 5_000,
    source: place.source,
    sunset: take('sunset', RULES.sunset),
    refreshEveryMs: take('refreshEveryMs', RULES.refreshEveryMs) || undefined,
    recheckEveryMs: (take('recheckEveryMs', RULES.recheckEveryMs) ?? A_DAY_MS) || undefined,
    page: take('page', RULES.page) ?? true,
    protectWrites: take('protectWrites', RULES.protectWrites) ?? true,
    timeZone: take('timeZone', RULES.timeZone) ?? machineZone(environment),
    allowedHosts: take('allowedHosts', RULES.allowedHosts),
    logger: take('logger', RULES.logger) ?? SILENT,
  };
}

function milliseconds(least: number): Rule<number> {
  return {
    takes: `a number of milliseconds from ${least} to ${MAX_DELAY_MS}`,
    read: (value) =>
      typeof value === 'number' && value >= least && value <= MAX_DELAY_MS ? value : undefined,
  };
}
