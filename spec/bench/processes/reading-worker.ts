/**
 * The floor of a scan: a thread that reads all messages through the same driver and does nothing with them. Ranges of
 * row ids, two reads in flight, so that SQLite is at work while the driver makes values of the rows before.
 */
import { workerData } from 'node:worker_threads';
import sqlite3 from 'sqlite3';
import { giveWay } from '#src/scan/priority.js';

export interface Reading {
  readonly databasePath: string;
  readonly rowsAtOnce: number;
}

// As nice to others as a scan is.
giveWay();

const { databasePath, rowsAtOnce }: Reading = workerData;
const IN_FLIGHT = 2;

const database = await new Promise<sqlite3.Database>((resolve, reject) => {
  const opened = new sqlite3.Database(databasePath, sqlite3.OPEN_READONLY, (error) =>
    error ? reject(error) : resolve(opened),
  );
});

function all(sql: string, ...parameters: readonly number[]): Promise<readonly { readonly last?: number }[]> {
  return new Promise((resolve, reject) => {
    database.all<{ last?: number }>(sql, parameters, (error, rows) =>
      error ? reject(error) : resolve(rows),
    );
  });
}

const [{ last = 0 } = {}] = await all('SELECT max(id) AS last FROM messages');
let next = 1;

async function readOn(): Promise<void> {
  while (next <= last) {
    const from = next;
    next += rowsAtOnce;
    await all(
      `SELECT session_id, id, role, content, tool_calls, tool_name, timestamp
        FROM messages WHERE id BETWEEN ? AND ? AND active = 1`,
      from,
      next - 1,
    );
  }
}

await Promise.all(Array.from({ length: IN_FLIGHT }, readOn));
await new Promise<void>((resolve) => {
  database.close(() => setImmediate(resolve));
});
