/** The options of a history in PostgreSQL, and what they and the others make of where the history is. */

import { join } from 'node:path';
import { optionError } from './option-errors.js';
import { isPath } from './paths.js';
import { labelOf, parseAddress } from './postgres/address.js';
import type { HistoryPlace } from './source/history-place.js';

export interface DatabaseOptions {
  /**
   * A history in PostgreSQL, in place of `databasePath`: `postgres://user:password@host:5432/database`. It needs the npm
   * package `postgres`. The password may be left to the variable `PGPASSWORD`.
   */
  readonly databaseUrl?: string | undefined;
  /** The schema of Hermes' tables there. Default `public`. */
  readonly databaseSchema?: string | undefined;
  /** The profile whose sessions count, where one schema holds those of all; `default` for the sessions of none. Default all. */
  readonly databaseProfile?: string | undefined;
}

const NAME = {
  takes: 'a name as a string that is not empty',
  read: (value: unknown) => (typeof value === 'string' && isPath(value) ? value : undefined),
};

/** What each takes, and how it is read. */
export const DATABASE_RULES = {
  databaseUrl: {
    takes:
      'the address of a PostgreSQL database, such as postgres://user:password@host:5432/database, with %40 for an @ in a password',
    read: (value: unknown) =>
      typeof value === 'string' && parseAddress(value) !== undefined ? value : undefined,
    // A password may be anywhere in it.
    blame: (value: unknown) =>
      typeof value === 'string' && value !== '' ? `${/^[a-z+]*:\/\//i.exec(value)?.[0] ?? ''}…` : value,
  },
  databaseSchema: NAME,
  databaseProfile: NAME,
};

/** What says where a history is, as far as it was given. */
export interface GivenPlace extends DatabaseOptions {
  readonly databasePath: string | undefined;
  readonly source: unknown;
}

/**
 * Where the history of a home is.
 * @param configuredBy the home whose configuration may tell that the file is of the past; undefined for none
 * @throws AchievementsError `ERR_ACHIEVEMENTS_OPTION` when it would be in two places; what was given is not shown then
 */
export function historyOf(given: GivenPlace, home: string, configuredBy: string | undefined): HistoryPlace {
  const { databaseUrl: url, databasePath, source, databaseSchema, databaseProfile } = given;
  if (url === undefined) {
    const lost = Object.entries({ databaseSchema, databaseProfile }).find(([, value]) => value !== undefined);
    if (lost === undefined)
      return {
        kind: 'sqlite',
        databasePath: databasePath ?? join(home, 'state.db'),
        ...(configuredBy !== undefined && { home: configuredBy }),
      };
    throw optionError(`Option ${lost[0]} is for a history in PostgreSQL: it takes databaseUrl beside it.`);
  }
  const other = Object.entries({ databasePath, source }).find(([, value]) => value !== undefined);
  if (other !== undefined)
    throw optionError(`A history is in one place: of the options databaseUrl and ${other[0]} give one only.`);
  return { kind: 'postgres', url, schema: databaseSchema ?? 'public', profile: databaseProfile };
}

/** For who runs the command: a path, or `host/database/schema`. No password. */
export function describeHistory(place: HistoryPlace): string {
  return place.kind === 'sqlite' ? place.databasePath : describeDatabase(place);
}

/** For who runs the command: `host/database/schema`. No password. */
export function describeDatabase({ url, schema }: { readonly url: string; readonly schema: string }): string {
  const address = parseAddress(url);
  return address === undefined ? schema : labelOf(address, schema);
}
