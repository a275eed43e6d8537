/** `node:sqlite`, which Node brings from 22.13 on, and which works in the thread of its caller. */

import { getBuiltinModule } from 'node:process';
import { setImmediate as turn } from 'node:timers/promises';
import type { SqliteDatabase, SqliteDriver, SqliteParameter, SqliteRow, SqliteStatement } from './driver.js';

/** Undefined where Node has none. */
export function loadNodeSqlite(): SqliteDriver | undefined {
  const module: object | undefined = getBuiltinModule('node:sqlite');
  if (module === undefined || !hasSqlite(module)) return undefined;
  const { DatabaseSync } = module;
  return {
    name: 'node:sqlite',
    isThreaded: false,
    async open(file, access, busyTimeoutMs) {
      return translated(() => {
        const database = new DatabaseSync(file, { readOnly: access === 'read' });
        database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
        return databaseOf(database);
      });
    },
  };
}

/** The part of `node:sqlite` that is used, as it has no types in the oldest Node that we are compiled for. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => DatabaseSync;
}

interface DatabaseSync {
  prepare(sql: string): StatementSync;
  exec(sql: string): void;
  close(): void;
}

interface StatementSync {
  setReadBigInts(enabled: boolean): void;
  all(...parameters: readonly SqliteParameter[]): SqliteRow[];
}

function hasSqlite(module: object): module is NodeSqlite {
  return 'DatabaseSync' in module && typeof module.DatabaseSync === 'function';
}

function databaseOf(database: DatabaseSync): SqliteDatabase {
  return {
    prepare: async (sql) => translated(() => statementOf(database.prepare(sql))),
    exec: async (sql) => translated(() => database.exec(sql)),
    interrupt() {},
    // Statements go with it.
    close: async () => translated(() => database.close()),
  };
}

function statementOf(statement: StatementSync): SqliteStatement {
  // Without that a whole number beyond 2^53 is an error.
  statement.setReadBigInts(true);
  return {
    async all(parameters) {
      await turn();
      return translated(() => statement.all(...parameters).map(withNumbers));
    },
    async finalize() {},
  };
}

function withNumbers(row: SqliteRow): SqliteRow {
  for (const name in row) {
    if (typeof row[name] === 'bigint')
      return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, toNumber(value)]));
  }
  return row;
}

function toNumber(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}

/** Names of SQLite's primary result codes, in the order of their numbers. */
const RESULTS = [
  ...['OK', 'ERROR', 'INTERNAL', 'PERM', 'ABORT', 'BUSY', 'LOCKED', 'NOMEM', 'READONLY', 'INTERRUPT'],
  ...['IOERR', 'CORRUPT', 'NOTFOUND', 'FULL', 'CANTOPEN', 'PROTOCOL', 'EMPTY', 'SCHEMA', 'TOOBIG'],
  ...['CONSTRAINT', 'MISMATCH', 'MISUSE', 'NOLFS', 'AUTH', 'FORMAT', 'RANGE', 'NOTADB'],
];

/** Runs a task whose errors have SQLite's number, and gives them its name. */
function translated<T>(task: () => T): T {
  try {
    return task();
  } catch (error) {
    if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') throw error;
    // The low byte is the primary code; what is above tells more of it.
    const code = `SQLITE_${RESULTS[error.errcode & 0xff] ?? 'ERROR'}`;
    throw Object.assign(new Error(`${code}: ${error.message}`, { cause: error }), { code });
  }
}
