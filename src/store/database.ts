/** The database of a store: its tables are made when they are needed, and all that goes wrong is told in words of the store. */

import { AchievementsError } from '../errors.js';
import { type Address, labelOf, parseAddress } from '../postgres/address.js';
import { type Ask, createClient, type Limits, type RawRow } from '../postgres/client.js';
import { codeOf } from '../postgres/error-codes.js';
import { inSchema, migrationSince, SCHEMA_VERSION } from './schema.js';
import { ServerClock } from './server-clock.js';
import { passes, storeError } from './store-errors.js';

/** Where a store is: plain data, which crosses to another process. */
export interface StorePlace {
  /** With its password, which is told to nobody but the server. */
  readonly url: string;
  readonly schema: string;
}

/** Asks within a transaction. `$schema` stands for the schema of the store; parameters and cells are texts. */
export type Query = (statement: string, ...parameters: readonly string[]) => Promise<readonly Cells[]>;
export type Cells = readonly (string | null)[];

export interface Database {
  readonly label: string;
  readonly clock: ServerClock;
  /** Hears of the version of the tables, which somebody may raise at any time. */
  met(version: number): void;
  /** Sees one moment. @throws AchievementsError, here and below */
  read<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** All of it or nothing, and nothing where a newer version has made the tables. May run again, also after it was committed: it has to come to the same. */
  write<T>(work: (query: Query) => Promise<T>): Promise<T>;
  /** One statement that reads, in one journey. */
  ask: Query;
  /** One that takes but a moment, which is asked with each read: it is soon known when the line is dead. */
  glance: Query;
  close(): Promise<void>;
}

/**
 * A statement takes as long as thousands of blocks do; who falls asleep between two keeps others waiting no longer than a lease
 * does. A connection is given back as soon as nobody is likely to ask.
 */
const LIMITS: Partial<Limits> = {
  statementMs: 30_000,
  pauseMs: 5_000,
  connectMs: 5_000,
  graceMs: 5_000,
  idleMs: 10_000,
  retryDelaysMs: [50, 250, 1_000],
};

/** @param local the machine's own clock, Unix milliseconds. @param limits other than usual */
export function openDatabase(
  { url, schema }: StorePlace,
  local: () => number = Date.now,
  limits: Partial<Limits> = {},
): Database {
  const address = addressOf(url);
  const label = labelOf(address, schema);
  const client = createClient(address, passes, { ...LIMITS, ...limits });
  const told = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => Promise.reject(storeError(error, label)));
  let preparing: Promise<void> | undefined;
  let isNewer = false;
  const met = (version: number): void => {
    isNewer = version > SCHEMA_VERSION;
  };

  const queryOf =
    ({ rows }: Ask): Query =>
    async (statement, ...parameters) =>
      (await rows(inSchema(statement, schema), ...parameters)).map(cellsOf);

  async function prepare(): Promise<void> {
    const version = await client.read((ask) => versionIn(queryOf(ask), schema));
    met(version);
    if (version < SCHEMA_VERSION) await client.write((ask) => migrate(queryOf(ask), schema, label));
  }

  /** Once for each process, and again where it failed. */
  async function ready(): Promise<void> {
    preparing ??= prepare();
    try {
      await preparing;
    } catch (error) {
      preparing = undefined;
      throw error;
    }
  }

  async function inTables<T>(work: () => Promise<T>): Promise<T> {
    await ready();
    try {
      return await work();
    } catch (error) {
      // Somebody has removed the tables: they are made anew the next time.
      if (['42P01', '3F000'].includes(codeOf(error))) preparing = undefined;
      throw error;
    }
  }

  const single =
    (asking: typeof client.ask): Query =>
    (statement, ...parameters) =>
      told(inTables(async () => (await asking(inSchema(statement, schema), ...parameters)).map(cellsOf)));

  return {
    label,
    clock: new ServerClock(local),
    met,
    read: (work) => told(inTables(() => client.read((ask) => work(queryOf(ask))))),
    write: (work) =>
      told(
        inTables(async () => {
          if (isNewer) throw newerTables(label);
          return await client.write((ask) => work(queryOf(ask)));
        }),
      ),
    ask: single(client.ask),
    glance: single(client.glance),
    close: () => client.close(),
  };
}

function addressOf(url: string): Address {
  const address = parseAddress(url);
  if (address !== undefined) return address;
  throw new AchievementsError(
    'ERR_ACHIEVEMENTS_OPTION',
    'Option store is no address of a PostgreSQL database.',
  );
}

function cellsOf(row: RawRow): Cells {
  // They are views of what was received.
  return row.map((cell) =>
    cell === null ? null : Buffer.from(cell.buffer, cell.byteOffset, cell.length).toString(),
  );
}

/** 0: there are no tables. */
async function versionIn(query: Query, schema: string): Promise<number> {
  // By rows: what a name stands for a server may have in mind from before others have made it.
  const [there] = await query(
    'SELECT 1 FROM pg_class JOIN pg_namespace AS schemas ON schemas.oid = relnamespace WHERE nspname = $1 AND relname = $2',
    schema,
    'cabinet',
  );
  if (there === undefined) return 0;
  const [row] = await query('SELECT schema_version FROM $schema.cabinet');
  return Number(row?.[0] ?? 0);
}

/** Why nothing may be written; what is there may be read, as far as it is understood. */
export function newerTables(label: string): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_STATE',
    `The store in PostgreSQL (${label}) was brought up to date by a newer version of hermes-achievements-router. Install that one here as well.`,
  );
}

/** What an older version says that counts nothing any more. */
export function newerCounting(label: string): string {
  return (
    `The store in PostgreSQL (${label}) is counted by a newer version of hermes-achievements-router: this one shows what others have counted, ` +
    'and counts nothing. Install that one here as well.'
  );
}

/** One at a time, for as long as the transaction lasts: poolers leave nothing that lasts longer. */
async function migrate(query: Query, schema: string, label: string): Promise<void> {
  await query("SELECT pg_advisory_xact_lock(hashtext('hermes-achievements-router'), hashtext($1))", schema);
  const version = await versionIn(query, schema);
  if (version > SCHEMA_VERSION) throw newerTables(label);
  if (version === SCHEMA_VERSION) return;
  const [there] = await query('SELECT 1 FROM pg_namespace WHERE nspname = $1', schema);
  if (there === undefined) await query('CREATE SCHEMA $schema');
  for (const statement of statementsOf(migrationSince(version))) await query(statement);
}

/** With parameters a server takes one statement at a time; none of ours has a semicolon within. */
function statementsOf(script: string): readonly string[] {
  return script
    .replace(/^\s*--.*$/gm, '')
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}
