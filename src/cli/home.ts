/** The options that say whose achievements are meant. */

import { Option } from 'commander';
import { AchievementsError } from '../errors.js';
import { type AchievementsOptions, type Config, resolveOptions } from '../options.js';
import { EXIT, Hint } from './exit.js';

/** As commander hands them over. */
export interface HomeFlags {
  readonly home?: string;
  readonly profile?: string;
  readonly database?: string;
  readonly stateDir?: string;
  readonly timeZone?: string;
  readonly verbose?: boolean;
}

export const HOME_OPTIONS: readonly Option[] = [
  new Option('--home <dir>', 'where Hermes lives (default: $HERMES_HOME, else ~/.hermes)'),
  new Option('--profile <name>', 'a named profile of Hermes'),
  new Option('--database <file>', 'the history (default: state.db in the home)'),
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
  databasePath: '--database',
  stateDir: '--state-dir',
  timeZone: '--time-zone',
};

/** `profile` is a plain word, too: only where options are listed, or one is said to be wrong, it is the name of one. */
const OPTION_NAME = /\b(?:hermesHome|databasePath|stateDir|timeZone)\b|\bprofile(?= and | takes )/g;

export function homeOptions({ home, profile, database, stateDir, timeZone }: HomeFlags): AchievementsOptions {
  return { hermesHome: home, profile, databasePath: database, stateDir, timeZone };
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

/** A message of the router, with the flags of the command for its options. */
export function inFlags(message: string): string {
  return message.replace(OPTION_NAME, (name) => FLAGS[name] ?? name);
}
