/** The one door to SQLite: whoever reads the history or takes a lock comes through here. */

import { AchievementsError } from '../errors.js';
import type { DriverName, SqliteDriver } from './driver.js';
import { loadNodeSqlite } from './node-sqlite.js';
import { loadSqlite3 } from './sqlite3.js';

export type LoadDriver = () => Promise<SqliteDriver>;

/** Where each driver comes from; for specs. */
export interface Drivers {
  /** Rejects when there is none. */
  readonly sqlite3: LoadDriver;
  /** Undefined when there is none. */
  readonly nodeSqlite: () => SqliteDriver | undefined;
}

const DRIVERS: Drivers = { sqlite3: loadSqlite3, nodeSqlite: loadNodeSqlite };

/**
 * `sqlite3` where its native binary loads, as it works in other threads and can be interrupted; else `node:sqlite`.
 * @throws AchievementsError (`ERR_ACHIEVEMENTS_DRIVER`) when neither is there
 */
export async function loadDriver({ sqlite3, nodeSqlite }: Drivers = DRIVERS): Promise<SqliteDriver> {
  try {
    return await sqlite3();
  } catch (error) {
    return nodeSqlite() ?? missing(error);
  }
}

/** What would read a history here; null when nothing can. Never rejects. */
export async function driverName(): Promise<DriverName | null> {
  return await loadDriver().then(
    ({ name }) => name,
    () => null,
  );
}

function missing(cause: unknown): never {
  throw new AchievementsError(
    'ERR_ACHIEVEMENTS_DRIVER',
    'No SQLite driver is here to read the history with. The npm package sqlite3 has no native binary; most likely npm ' +
      'was not allowed to run its install script, or could not compile it. Allow install scripts for sqlite3 and run ' +
      '"npm rebuild sqlite3"; where no prebuilt binary fits, that compiles it: Python 3, make and a C++ compiler are ' +
      'needed. Or run this with Node 22.15 or newer, which brings a driver of its own.',
    cause,
  );
}
