/** The floors for PostgreSQL: what only reads, through the same driver, as bytes, and does nothing with what it read. */
import postgres, { type Sql } from 'postgres';
import type { SchemaPlace } from './place.js';

/** On one connection: the server is at work while the driver takes apart the rows before. */
const IN_FLIGHT = 2;

/** All messages. */
export async function readSchema(place: SchemaPlace, rowsAtOnce: number): Promise<void> {
  await connected(place, async (sql) => {
    const [newest] = await sql.unsafe(`SELECT max(id) FROM ${place.databaseSchema}.messages`).values();
    const last = Number(newest?.[0]);
    let next = 1;
    const readOn = async (): Promise<void> => {
      while (next <= last) {
        const from = next;
        next += rowsAtOnce;
        await sql
          .unsafe(
            `SELECT session_id, id, role, content, tool_calls, tool_name, timestamp
              FROM ${place.databaseSchema}.messages WHERE id BETWEEN ${from} AND ${next - 1} AND active = 1`,
          )
          .raw();
      }
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, readOn));
  });
}

/**
 * The plainest query that tells of each session whether it changed.
 * @param handOut whether its rows are handed to JavaScript, or only counted by the server
 */
export async function groupSchema(place: SchemaPlace, handOut: boolean): Promise<void> {
  const groups = `SELECT session_id, count(*), max(id), sum(id) FROM ${place.databaseSchema}.messages GROUP BY session_id`;
  await connected(place, async (sql) => {
    await sql.unsafe(handOut ? groups : `SELECT count(*) FROM (${groups}) AS g`).raw();
  });
}

async function connected(place: SchemaPlace, use: (sql: Sql) => Promise<void>): Promise<void> {
  const sql = postgres(place.databaseUrl, { max: 1, fetch_types: false, prepare: false, onnotice() {} });
  try {
    await use(sql);
  } finally {
    await sql.end();
  }
}
