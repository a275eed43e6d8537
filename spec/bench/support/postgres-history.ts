/** Histories in PostgreSQL as Hermes leaves them, of any number of sessions: copied by the server itself. */

import { type PostgresWriter, writePostgres } from '../../support/postgres/history.js';
import { quiet, type Server } from '../../support/postgres/server.js';
import { recordedSessions } from './histories.js';
import type { SchemaPlace } from './place.js';

/** Between two copies of a session, in seconds. */
const SHIFT = 13 * 3600 + 7 * 60;

/** Every number of sessions is a multiple of it. */
const RECORDED = 100;

export interface Written {
  readonly place: SchemaPlace;
  /** The id of a session somewhere in the middle. */
  readonly session: string;
  /** Of text. */
  readonly bytes: number;
}

/** Recorded sessions, again and again; of one in ten the first half of the messages is compacted away. */
export async function writeCopies(server: Server, place: SchemaPlace, sessions: number): Promise<Written> {
  const recorded = (await recordedSessions()).slice(0, RECORDED);
  const writer = await writePostgres(server, place.databaseSchema, recorded);
  const copies = sessions / recorded.length;
  await writer.exec(`
    UPDATE sessions SET last_activity_at = started_at, system_prompt = repeat('prompt ', 700);
    UPDATE messages SET active = 0, compacted = 1 WHERE abs(hashtext(session_id) % 10) = 3
      AND id < (SELECT avg(id) FROM messages AS others WHERE others.session_id = messages.session_id)`);
  await withoutIndexes(writer, async () => {
    await repeat(writer, 'sessions', copies, {
      id: `id || '-r' || k`,
      started_at: `started_at + k * ${SHIFT}`,
      last_activity_at: `last_activity_at + k * ${SHIFT}`,
    });
    await repeat(writer, 'messages', copies, {
      id: `nextval(pg_get_serial_sequence('messages', 'id'))`,
      session_id: `session_id || '-r' || k`,
      timestamp: `timestamp + k * ${SHIFT}`,
    });
  });
  const session = `${String(recorded.at(-1)?.id)}-r${Math.floor(copies / 2)}`;
  return { place, session, bytes: await settled(server, writer) };
}

/** Sessions that nobody had: of some short messages each. */
export async function writeMadeUp(server: Server, place: SchemaPlace, sessions: number): Promise<Written> {
  const writer = await writePostgres(server, place.databaseSchema, []);
  await withoutIndexes(writer, () =>
    writer.exec(`
      INSERT INTO sessions (id, source, model, title, started_at, last_activity_at)
        SELECT '20260101_' || k, 'cli', 'model-' || k % 7, 'Session ' || k, 1500000000 + k * 300, 1500000060 + k * 300
        FROM generate_series(1, ${sessions}) AS k;
      INSERT INTO messages (session_id, role, content, tool_calls, timestamp, active)
        SELECT '20260101_' || k, CASE WHEN m % 2 = 0 THEN 'user' ELSE 'assistant' END,
          'message ' || m || ' of session ' || k || ': npm test, git commit, and an error',
          CASE WHEN m % 2 = 1 THEN '[{"function": {"name": "terminal"}}]' END, 1500000000 + k * 300 + m, 1
        FROM generate_series(1, ${sessions}) AS k, generate_series(1, 3) AS m`),
  );
  const session = `20260101_${Math.floor(sessions / 2)}`;
  return { place, session, bytes: await settled(server, writer) };
}

/** Messages of a given size, of which nothing is alike, and some calls of tools as long. */
export async function writeLargeRows(
  server: Server,
  place: SchemaPlace,
  { rows, bytes }: { readonly rows: number; readonly bytes: number },
): Promise<Written> {
  const writer = await writePostgres(server, place.databaseSchema, []);
  await writer.exec(`
    INSERT INTO sessions (id, source, started_at) VALUES ('large', 'cli', 1790000000);
    CREATE FUNCTION pg_temp.long(bytes bigint, seed bigint) RETURNS text LANGUAGE sql AS
      $$ SELECT left(repeat(string_agg(md5((seed * 100000 + n)::text), ' '), (bytes / 33000 + 1)::int), bytes::int)
        FROM generate_series(1, 1000) AS n $$`);
  for (let row = 0; row < rows; row++)
    await writer.exec(`
      INSERT INTO messages (session_id, role, content, tool_calls, timestamp, active) SELECT 'large', 'assistant',
        CASE WHEN ${row} % 3 < 2 THEN CASE WHEN ${row} % 3 = 1 THEN E'\\x01json:["' ELSE '' END || pg_temp.long(${bytes}, ${row}) END,
        CASE WHEN ${row} % 3 = 2 THEN '[{"function": {"name": "terminal", "arguments": "' || pg_temp.long(${bytes}, ${row}) || '"}}]' END,
        1790000000 + ${row}, 1`);
  return { place, session: 'large', bytes: await settled(server, writer) };
}

/** As after a while: counted, and vacuumed. Resolves with the bytes of text in there. */
async function settled(server: Server, writer: PostgresWriter): Promise<number> {
  await writer.exec('VACUUM ANALYZE sessions');
  await writer.exec('VACUUM ANALYZE messages');
  const [[bytes] = []] = await writer.sql
    .unsafe(
      'SELECT coalesce(sum(octet_length(content)), 0) + coalesce(sum(octet_length(tool_calls)), 0) FROM messages',
    )
    .values();
  await writer.close();
  const sql = quiet(server.url());
  await sql`CHECKPOINT`;
  await sql.end();
  return Number(bytes);
}

/** Building them last is many times as fast. */
async function withoutIndexes(writer: PostgresWriter, fill: () => Promise<void>): Promise<void> {
  const indexes = await writer.sql`SELECT indexname AS name, indexdef AS made FROM pg_indexes
    WHERE schemaname = ${writer.schema} AND indexname NOT LIKE '%_pkey'`;
  for (const { name } of indexes) await writer.exec(`DROP INDEX ${name}`);
  await fill();
  for (const { made } of indexes) await writer.exec(String(made));
}

/** Adds copies 1, 2 … of all rows of a table; `changed` holds what is not copied as it is, by column. */
async function repeat(
  writer: PostgresWriter,
  table: string,
  copies: number,
  changed: Readonly<Record<string, string>>,
): Promise<void> {
  const columns = await writer.sql`SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = ${writer.schema} AND table_name = ${table}`;
  const names = columns.map(({ name }) => String(name));
  await writer.exec(`
    CREATE TEMP TABLE original AS SELECT * FROM ${table};
    INSERT INTO ${table} (${names.join()})
      SELECT ${names.map((name) => changed[name] ?? name).join()}
      FROM generate_series(1, ${copies - 1}) AS k, pg_temp.original;
    DROP TABLE pg_temp.original`);
}
