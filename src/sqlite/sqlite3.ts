/** The npm package `sqlite3`, whose statements run in other threads. The only file that imports it. */

import type sqlite from 'sqlite3';
import type { Database, Statement } from 'sqlite3';
import type { SqliteDatabase, SqliteDriver, SqliteRow, SqliteStatement } from './driver.js';

/** Rejects when the package is not installed, or its native binary is missing or does not fit. */
export async function loadSqlite3(): Promise<SqliteDriver> {
  const sqlite3 = load();
  const modes = {
    read: sqlite3.OPEN_READONLY | sqlite3.OPEN_URI,
    write: sqlite3.OPEN_READWRITE | sqlite3.OPEN_CREATE,
  };
  return {
    name: 'sqlite3',
    isThreaded: true,
    open: (file, access, busyTimeoutMs) =>
      new Promise((resolve, reject) => {
        const database = new sqlite3.Database(file, modes[access], (error) => {
          if (error) return reject(error);
          database.configure('busyTimeout', busyTimeoutMs);
          resolve(databaseOf(database));
        });
      }),
  };
}

/**
 * Not at the top of the file: without a binary the import itself fails. And not by an import, which a bundler would follow:
 * made a part of a bundle, what finds the binary breaks down, and every stack of the host with it.
 */
function load(): typeof sqlite {
  // An import of that name would clash with the line that bundlers are commonly told to put on top of their ES modules.
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('sqlite3');
}

function databaseOf(database: Database): SqliteDatabase {
  const prepared = new Set<SqliteStatement>();
  return {
    prepare: (sql) =>
      new Promise((resolve, reject) => {
        const handle: Statement = database.prepare(sql, (error: Error | null) => {
          if (error) return reject(error);
          const statement = statementOf(handle, () => prepared.delete(statement));
          prepared.add(statement);
          resolve(statement);
        });
      }),
    exec: (sql) =>
      new Promise((resolve, reject) => {
        database.exec(sql, (error) => (error ? reject(error) : resolve()));
      }),
    interrupt: () => database.interrupt(),
    async close() {
      for (const statement of prepared) await statement.finalize();
      await new Promise<void>((resolve, reject) => {
        // One more turn of the event loop: a thread that ends inside the driver's callback takes the process with it.
        database.close((error) => setImmediate(() => (error ? reject(error) : resolve())));
      });
    },
  };
}

function statementOf(handle: Statement, gone: () => void): SqliteStatement {
  return {
    all: (parameters) =>
      new Promise((resolve, reject) => {
        handle.all<SqliteRow>(parameters, (error, rows) => (error ? reject(error) : resolve(rows)));
      }),
    finalize: () =>
      new Promise((resolve) => {
        handle.finalize(() => {
          gone();
          resolve();
        });
      }),
  };
}
