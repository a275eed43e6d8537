/** Stores of the specs' own: each in a schema that nobody else has. */

import type { Sql } from 'postgres';
import { type Database, openDatabase } from '#src/store/database.js';
import { quiet, type Server } from '../support/postgres/server.js';

/** Few tries, soon after each other: what fails shall fail at once. */
export const SOON = { retryDelaysMs: [20], connectMs: 2_000, statementMs: 10_000 };

export interface TestStore {
  readonly place: { readonly url: string; readonly schema: string };
  /** Another process that shares it. */
  open(local?: () => number): Database;
  /** Past every rule of ours. `$schema` stands for its name. */
  sql(statement: string): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

/** @param url of a server or pooler. @param schema another one for each store */
export function testStore(server: Server, schema: string, url = server.url()): TestStore {
  const opened: Database[] = [];
  let direct: Sql | undefined;
  return {
    place: { url, schema },
    open(local = Date.now) {
      const database = openDatabase({ url, schema }, local, SOON);
      opened.push(database);
      return database;
    },
    async sql(statement) {
      direct ??= quiet(server.url());
      const rows = await direct
        .unsafe(statement.replaceAll('$schema', `"${schema}"`))
        .simple()
        .values();
      return rows;
    },
    async close() {
      await Promise.all(opened.map((database) => database.close()));
      await direct?.end({ timeout: 1 });
    },
  };
}

/** A home's row, as joining makes it. */
export async function addHome(database: Database, id: string, name = id): Promise<void> {
  await database.write((query) =>
    query('INSERT INTO $schema.home (id, name, has_titles) VALUES ($1, $2, true)', id, name),
  );
}
