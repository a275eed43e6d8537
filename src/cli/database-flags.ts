/** The options that say in which PostgreSQL database the history is. */

import { Option } from 'commander';
import type { DatabaseOptions } from '../database-options.js';
import { variable } from './variable.js';

/** As commander hands them over. */
export type DatabaseFlags = { readonly [Name in keyof DatabaseOptions]?: string };

/** TABLE: the variable that stands for each, since others on the machine see the arguments of a command. */
const VARIABLES = {
  databaseUrl: 'ACHIEVEMENTS_DATABASE_URL',
  databaseSchema: 'ACHIEVEMENTS_DATABASE_SCHEMA',
  databaseProfile: 'ACHIEVEMENTS_DATABASE_PROFILE',
} as const satisfies Record<keyof DatabaseOptions, string>;

export const DATABASE_FLAGS: readonly Option[] = [
  new Option(
    '--database-url <url>',
    `a history in PostgreSQL instead (default: $${VARIABLES.databaseUrl}, where others do not see the password)`,
  ),
  new Option(
    '--database-schema <name>',
    `of the tables there (default: $${VARIABLES.databaseSchema}, else public)`,
  ),
  new Option(
    '--database-profile <name>',
    `whose sessions count there (default: $${VARIABLES.databaseProfile}, else all)`,
  ),
];

/** What was asked for. @param isElsewhere whether flags say that the history is somewhere else: then no variable counts */
export function databaseOptions(flags: DatabaseFlags, isElsewhere: boolean): DatabaseOptions {
  const { databaseUrl: url, databaseSchema: schema, databaseProfile: profile } = flags;
  const usual = (name: keyof DatabaseOptions) => (isElsewhere ? undefined : variable(VARIABLES[name]));
  const databaseUrl = url ?? usual('databaseUrl');
  const other = (given: string | undefined, name: keyof DatabaseOptions) =>
    given ?? (databaseUrl === undefined ? undefined : usual(name));
  return {
    databaseUrl,
    databaseSchema: other(schema, 'databaseSchema'),
    databaseProfile: other(profile, 'databaseProfile'),
  };
}
