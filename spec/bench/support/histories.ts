/** Histories of any size, made of the fixtures as `build_state_db.py --scale` does, but inside SQLite: a gigabyte in seconds. */
import { join } from 'node:path';
import { FIXTURES, GOLDEN_DIRECTORY } from '../../support/golden.js';
import { readGoldenSessions } from '../../support/golden-sessions.js';
import {
  type HistoryMessage,
  type HistorySession,
  type HistoryWriter,
  openWriter,
  writeHistory,
} from '../../support/history.js';

/** Between two copies of a session, in seconds. */
const SHIFT = 13 * 3600 + 7 * 60;

/** A hundred recorded sessions: any number of them is easily made. */
export async function fixtureSessions(): Promise<HistorySession[]> {
  return (await readGoldenSessions(join(FIXTURES, 'sessions-real-part.jsonl.gz'))).slice(0, 100);
}

/** All recorded sessions where they are at hand (`HERMES_GOLDEN_DIR`), else those of the fixtures. */
export async function recordedSessions(): Promise<HistorySession[]> {
  if (GOLDEN_DIRECTORY === undefined) return await fixtureSessions();
  return await readGoldenSessions(join(GOLDEN_DIRECTORY, 'sessions-real.jsonl.gz'));
}

/** Writes the sessions `copies` times. Resolves with the bytes of text in there. */
export async function writeScaled(
  path: string,
  sessions: readonly HistorySession[],
  copies: number,
): Promise<number> {
  await writeHistory(path, sessions);
  const writer = await openWriter(path);
  await scale(writer, copies);
  const [[bytes] = []] = await writer.query(
    'SELECT total(octet_length(content)) + total(octet_length(tool_calls)) FROM messages',
  );
  await writer.close();
  return Number(bytes);
}

/** Makes of each session that many, each later than the one before. */
export async function scale(writer: HistoryWriter, copies: number): Promise<void> {
  await withoutIndexes(writer, async () => {
    await repeat(writer, 'sessions', copies, {
      id: `id || '-r' || k`,
      started_at: `started_at + k * ${SHIFT}`,
    });
    await repeat(writer, 'messages', copies, {
      id: 'NULL',
      session_id: `session_id || '-r' || k`,
      timestamp: `timestamp + k * ${SHIFT}`,
    });
  });
}

/** Sessions with messages of a given size, each other than the last. Resolves with the bytes of text in there. */
export async function writeLarge(
  path: string,
  {
    sessions,
    messages,
    bytes,
  }: { readonly sessions: number; readonly messages: number; readonly bytes: number },
): Promise<number> {
  const text = (await fixtureSessions())
    .flatMap((session) => session.messages.map(({ content }) => (typeof content === 'string' ? content : '')))
    .join('\n');
  await writeHistory(path, []);
  const writer = await openWriter(path);
  for (let s = 0; s < sessions; s++) {
    const contents = Array.from({ length: messages }, (_, m) => cut(text, (s * messages + m) * 7919, bytes));
    await writer.addSession({
      id: `large-${s}`,
      started_at: 1_790_000_000 + s * 1000,
      messages: contents.map((content, m) => ({ role: m % 2 === 0 ? 'user' : 'tool', content })),
    });
  }
  await writer.close();
  return sessions * messages * bytes;
}

/** Names of any length: titles of 2 MB, models of 2 MB, and tools of 5 MB, each other than the rest, named in both ways. */
export async function writeLongNames(path: string): Promise<void> {
  await writeHistory(path, [], { activeIndex: true });
  const writer = await openWriter(path);
  const long = (megabytes: number, number: number) => `${'long name '.repeat(megabytes * 100_000)}${number}`;
  for (let s = 0; s < 100; s++) {
    const messages = s < 50 ? [{ role: 'assistant', ...toolNamed(long(5, s), s % 2 === 0) }] : [];
    const model = s < 20 ? long(2, s) : 'ordinary';
    await writer.addSession({
      id: `s${s}`,
      title: long(2, s),
      model,
      started_at: 1_790_000_000 + s,
      messages,
    });
  }
  await writer.close();
}

function toolNamed(name: string, isCalled: boolean): Partial<HistoryMessage> {
  return isCalled ? { tool_calls: JSON.stringify([{ function: { name } }]) } : { tool_name: name };
}

function cut(text: string, from: number, bytes: number): string {
  const start = from % text.length;
  const turned = Buffer.from(text.slice(start) + text.slice(0, start));
  return Buffer.alloc(bytes, turned).toString('utf8');
}

/** Building them last is many times as fast. */
async function withoutIndexes(writer: HistoryWriter, fill: () => Promise<void>): Promise<void> {
  const indexes = await writer.query(
    `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL`,
  );
  await writer.exec('PRAGMA journal_mode = OFF; PRAGMA cache_size = -200000');
  for (const [name] of indexes) await writer.exec(`DROP INDEX ${String(name)}`);
  await fill();
  for (const [, sql] of indexes) await writer.exec(String(sql));
  await writer.exec('PRAGMA journal_mode = WAL');
}

/** Adds copies 1, 2 … of all rows of a table; `changed` holds what is not copied as it is, by column. */
async function repeat(
  writer: HistoryWriter,
  table: string,
  copies: number,
  changed: Readonly<Record<string, string>>,
): Promise<void> {
  const names = (await writer.query(`PRAGMA table_info(${table})`)).map(([, name]) => String(name));
  await writer.exec(`
    CREATE TEMP TABLE original AS SELECT * FROM ${table};
    WITH RECURSIVE copy(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM copy WHERE k < ${copies} - 1)
    INSERT INTO ${table} (${names.join()})
    SELECT ${names.map((name) => changed[name] ?? name).join()} FROM copy CROSS JOIN original WHERE ${copies} > 1;
    DROP TABLE original`);
}
