/** The options that have several machines share one cabinet. */

import { DATABASE_RULES } from './database-options.js';
import { optionError } from './option-errors.js';

export interface StoreOptions {
  /**
   * One cabinet on several machines: a PostgreSQL database, `postgres://user:password@host:5432/database`. It needs the npm
   * package `postgres`. Default none: files in `stateDir`.
   */
  readonly store?: string | undefined;
  /** The schema of the cabinet there; one schema is one cabinet. Default `hermes_achievements`. */
  readonly storeSchema?: string | undefined;
}

/** Where several machines keep one cabinet, and what of it was asked for here. */
export interface SharedStore {
  /** With its password. */
  readonly url: string;
  readonly schema: string;
  readonly isZoneGiven: boolean;
  readonly isTtlGiven: boolean;
}

/** PostgreSQL cuts a longer one short. */
const LONGEST_NAME = 63;

/** What each takes, and how it is read. */
export const STORE_RULES = {
  store: DATABASE_RULES.databaseUrl,
  storeSchema: {
    takes: `the name of a schema, of 1 to ${LONGEST_NAME} bytes, which does not begin with pg_`,
    read: (value: unknown) => (isSchemaName(value) ? value : undefined),
  },
};

/**
 * Undefined for files.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_OPTION` for a schema of nothing
 */
export function storeOf(
  url: string | undefined,
  schema: string | undefined,
  given: ReadonlyMap<string, unknown>,
): SharedStore | undefined {
  if (url !== undefined)
    return {
      url,
      schema: schema ?? 'hermes_achievements',
      isZoneGiven: given.get('timeZone') !== undefined,
      isTtlGiven: given.get('ttlMs') !== undefined,
    };
  if (schema === undefined) return undefined;
  throw optionError('Option storeSchema is for a cabinet in PostgreSQL: it takes store beside it.');
}

function isSchemaName(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    Buffer.byteLength(value) <= LONGEST_NAME &&
    !/\p{Cc}/u.test(value) &&
    !/^pg_/i.test(value)
  );
}
