/** The options that say whose achievements are meant. */

import { Option } from 'commander';
import { describeHistory } from '../database-options.js';
import { AchievementsError } from '../errors.js';
import { type AchievementsOptions, type Config, resolveOptions } from '../options.js';
import { DATABASE_FLAGS, type DatabaseFlags, databaseOptions } from './database-flags.js';
import { EXIT, Hint } from './exit.js';
import { STORE_FLAGS, type StoreFlags, storeOptions } from './store-flags.js';

/** As commander hands them over. */
export interface HomeFlags extends DatabaseFlags, StoreFlags {
  readonly home?: string;
  readonly profile?: string;
  readonly homes?: 'profiles';
  readonly name?: string;
  readonly database?: string;
  readonly stateDir?: string;
  readonly timeZone?: string;
  readonly verbose?: boolean;
}

export const HOME_OPTIONS: readonly Option[] = [
  new Option('--home <dir>', 'where Hermes lives (default: $HERMES_HOME, else ~/.hermes)'),
  new Option('--profile <name>', 'a named profile of Hermes'),
  new Option(
    '--homes <which>',
    'several homes in one cabinet; a plain word in --home then shows that one alone',
  ).choices(['profiles']),
  new Option(
    '--name <name>',
    'what it is called among the homes of a store (default: its profile, or default)',
  ),
  new Option('--database <file>', 'the history (default: state.db in the home)'),
  ...DATABASE_FLAGS,
  ...STORE_FLAGS,
  new Option(
    '--state-dir <dir>',
    'where unlocks are kept (default: plugins/hermes-achievements in the home)',
  ),
  new Option(
    '--time-zone <name>',
    "decides days, nights and weekends: Europe/Berlin (default: the machine's)",
  ),
  new Option('--verbose', 'say what happens, on standard error'),
];

/** TABLE: what the router calls these options. */
const FLAGS: Readonly<Record<string, string>> = {
  hermesHome: '--home',
  profile: '--profile',
  homes: '--homes',
  databasePath: '--database',
  databaseUrl: '--database-url',
  databaseSchema: '--database-schema',
  databaseProfile: '--database-profile',
  stateDir: '--state-dir',
  store: '--store',
  storeSchema: '--store-schema',
  timeZone: '--time-zone',
};

/** `profile` is a plain word, too: only where options are listed, or one is said to be wrong, it is the name of one. */
const OPTION_NAME =
  /\b(?:hermesHome|database(?:Path|Url|Schema|Profile)|stateDir|storeSchema|timeZone)\b|(?<=\b[Oo]ption )store\b|\bprofile(?= and | takes )/g;

/** @throws Hint for flags that contradict each other */
export function homeOptions(flags: HomeFlags): AchievementsOptions {
  const { home, profile, homes, name, database, stateDir, timeZone } = flags;
  if (name !== undefined && homes !== undefined)
    throw new Hint('--name is for one home, and --homes for several: give one of them.', EXIT.usage);
  const hermesHome = oneHome(flags) === undefined ? home : undefined;
  const elsewhere = database !== undefined || homes !== undefined;
  const place = { profile, databasePath: database, ...databaseOptions(flags, elsewhere) };
  return {
    ...(name === undefined ? { ...place, homes } : { homes: [{ name, ...place }] }),
    ...storeOptions(flags),
    ...{ hermesHome, stateDir, timeZone },
  };
}

/** The name of the one home of several that is to be shown: a word in `--home` that is no path. */
export function oneHome({ home, homes }: HomeFlags): string | undefined {
  return homes !== undefined && home !== undefined && !/[\\/]|^[.~]/.test(home) ? home : undefined;
}

/**
 * The configuration of the router for these flags.
 * @throws Hint when one of them is wrong
 */
export function resolveHome(flags: HomeFlags, more: AchievementsOptions = {}): Config {
  try {
    return resolveOptions({ ...homeOptions(flags), ...more });
  } catch (error) {
    if (!(error instanceof AchievementsError)) throw error;
    throw new Hint(inFlags(error.message).replace(/^Option /, ''), EXIT.usage);
  }
}

/** Where the history is, in a line. */
export function historyLine({ homes, history }: Pick<Config, 'homes' | 'history'>): string {
  return `History: ${homes?.kind !== 'profiles' ? describeHistory(history) : 'all profiles'}`;
}

/** A message of the router, with the flags of the command for its options. */
export function inFlags(message: string): string {
  return message.replace(OPTION_NAME, (name) => FLAGS[name] ?? name);
}
