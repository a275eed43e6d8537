/** The SQLite drivers that specs run on. */

import type { SqliteDriver } from '#src/sqlite/driver.js';
import type { LoadDriver } from '#src/sqlite/load-driver.js';
import { loadNodeSqlite } from '#src/sqlite/node-sqlite.js';
import { loadSqlite3 } from '#src/sqlite/sqlite3.js';

/** Undefined where this Node has none. */
const nodeSqlite: SqliteDriver | undefined = loadNodeSqlite();

/** The same specs for each driver; where Node brings none of its own, those of that one are skipped, and say so. */
export function onEachDriver(what: string, specs: (loadDriver: LoadDriver) => void): void {
  describe(`${what}, with sqlite3`, () => specs(loadSqlite3));
  if (nodeSqlite === undefined) {
    it(`${what}, with node:sqlite (skipped: Node ${process.version} has none)`);
    return;
  }
  describe(`${what}, with node:sqlite`, () => specs(async () => nodeSqlite));
}

interface Hooks {
  before?(sql: string): Promise<unknown>;
  onClose?(): void;
}

/** A driver, watched. */
export function watched(
  load: LoadDriver,
  { before = async () => {}, onClose = () => {} }: Hooks,
): LoadDriver {
  return async () => {
    const driver = await load();
    return {
      ...driver,
      async open(...how) {
        const database = await driver.open(...how);
        return {
          ...database,
          async prepare(sql) {
            const statement = await database.prepare(sql);
            return {
              ...statement,
              all: async (parameters) => {
                await before(sql);
                return await statement.all(parameters);
              },
            };
          },
          async close() {
            onClose();
            await database.close();
          },
        };
      },
    };
  };
}
