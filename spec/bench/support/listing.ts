import sqlite3 from 'sqlite3';
import { COLUMNS_STATEMENT, statementsFor } from '#src/source/sqlite-schema.js';

interface ColumnRow {
  readonly owner: string;
  readonly name: string;
}

/** Only the queries that list the sessions, on a connection of their own that is opened for them, as a scan does. */
export async function listOnly(databasePath: string): Promise<void> {
  const database = await new Promise<sqlite3.Database>((resolve, reject) => {
    const opened = new sqlite3.Database(databasePath, sqlite3.OPEN_READONLY, (error) =>
      error ? reject(error) : resolve(opened),
    );
  });
  const all = <Row>(sql: string, ...parameters: readonly string[]): Promise<Row[]> =>
    new Promise((resolve, reject) => {
      database.all<Row>(sql, parameters, (error, rows) => (error ? reject(error) : resolve(rows)));
    });
  const rows = await all<ColumnRow>(COLUMNS_STATEMENT);
  const columns = (table: string) =>
    new Set(rows.filter(({ owner }) => owner === table).map(({ name }) => name));
  const statements = statementsFor({
    sessions: columns('sessions'),
    messages: columns('messages'),
    indexes: [],
  });
  await all(statements.oldest);
  const [rowids] = await all<{ readonly packed: string }>(statements.sessionRows);
  const wanted: unknown[] = JSON.parse(rowids?.packed ?? '[]');
  for (let start = 0; start < wanted.length; start += 2_000) {
    await all(statements.sessionsByRow, JSON.stringify(wanted.slice(start, start + 2_000)));
  }
  if (statements.inactive !== null) await all(statements.inactive);
  await new Promise<void>((resolve) => {
    database.close(() => resolve());
  });
}
