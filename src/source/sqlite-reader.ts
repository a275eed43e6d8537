/** Lists the sessions of an open database: one short look, so that the writer is not held up. */

import { isUtf8 } from 'node:buffer';
import type { ListedSession, Message, SessionList, SessionReader } from '../types.js';
import { fingerprintOf, markOf } from './fingerprint.js';
import type { Connection } from './sqlite-connection.js';
import { sourceError } from './sqlite-errors.js';
import { type Queries, readMessages } from './sqlite-messages.js';
import { toListedSession, toSessionId, unpack, unpackRows } from './sqlite-rows.js';
import { CHECK_STATEMENT, INACTIVE, type Row, SESSION } from './sqlite-schema.js';

export interface OpenHistory extends Queries {
  /** Names the file: a history in another place is another history. */
  readonly realPath: string;
  /** What the user should know of the place of the file. */
  readonly notice: string | null;
  /** Throws when what was read since opening cannot be trusted. */
  readonly verify: () => Promise<void>;
}

export function createReader(history: OpenHistory): SessionReader {
  const { connection, notice, verify } = history;
  return {
    notice,
    async list() {
      try {
        const list = await connection.retry(() => readList(history));
        await verify();
        connection.assertOpen();
        return list;
      } catch (error) {
        throw connection.explain(error);
      }
    },
    async *messages(sessions) {
      try {
        let isSound = true;
        for await (const page of readMessages(history, sessions)) {
          await verify();
          connection.assertOpen();
          isSound &&= page.every(hasSoundTexts);
          yield page;
        }
        // The slices of the last page were read after it.
        await verify();
        if (!isSound) await refuseDamaged(connection);
        await refuseMisfits(history);
      } catch (error) {
        throw connection.explain(error);
      }
    },
    interrupt: () => connection.interrupt(),
    close: () => connection.close(),
  };
}

/**
 * SQLite hands out much of a damaged file without noticing. Where something odd comes to light, all of it is looked at: what
 * can be read of it is not to be taken for the whole.
 */
async function refuseDamaged(connection: Connection): Promise<void> {
  const [row] = await connection.retry(() => connection.all(CHECK_STATEMENT));
  if (row?.quick_check === 'ok') return;
  throw sourceError('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', new Error(String(row?.quick_check)));
}

/** An index that lacks an entry hides a message, and nothing odd comes to light. */
async function refuseMisfits({ connection, statements: { misfits } }: OpenHistory): Promise<void> {
  if (misfits === null) return;
  const [row] = await connection.retry(() => connection.all(misfits));
  if (row?.misfits === 0) return;
  const cause = new Error('An index of messages does not fit its table: the SQL command REINDEX mends that.');
  throw sourceError('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', cause);
}

/** Hermes stores no bytes that make no text. */
function hasSoundTexts({ content, toolCalls }: Message): boolean {
  return isSoundText(content) && isSoundText(toolCalls);
}

function isSoundText(text: Message['content']): boolean {
  return !(text instanceof Uint8Array) || isUtf8(text);
}

/** Sessions that are listed by one statement. */
const LIST_ROWS = 2_000;

async function readList({ connection, statements, realPath }: OpenHistory): Promise<SessionList> {
  await connection.all('BEGIN');
  try {
    const [oldest] = await connection.all(statements.oldest);
    const [rows] = await connection.all(statements.sessionRows);
    if (rows?.odd !== 0) await refuseDamaged(connection);
    const wanted = unpack(rows?.packed);
    const pages: Row[] = [];
    for (let start = 0; start < wanted.length; start += LIST_ROWS) {
      const page = JSON.stringify(wanted.slice(start, start + LIST_ROWS));
      pages.push(...(await connection.all(statements.sessionsByRow, page)));
    }
    const [rest] = statements.inactive === null ? [] : await connection.all(statements.inactive);
    const identity = identityOf(realPath, oldest);
    return {
      identity,
      mark: markOf([identity, rest?.packed, ...pages.map(({ packed }) => packed)]),
      sessions: { length: wanted.length, [Symbol.iterator]: () => sessionsOf(pages, rest?.packed) },
    };
  } finally {
    // It fails only where the connection did, and that is the error to report.
    await connection.all('COMMIT').catch(() => {});
  }
}

/**
 * Makes sessions of what the statements answered, one by one, since looking at them may not be necessary, and uses it up:
 * of very many sessions only those are in memory as objects that somebody holds.
 */
function* sessionsOf(pages: Row[], inactive: unknown): Generator<ListedSession> {
  const rowsOf = new Map(unpackRows(inactive).map((row) => [toSessionId(row[INACTIVE.sessionId]), row]));
  const models = new Map<string, string>();
  for (let page = pages.shift(); page !== undefined; page = pages.shift()) {
    const activities = unpack(page.activity);
    for (const [index, row] of unpackRows(page.packed).entries()) {
      const id = toSessionId(row[SESSION.id]);
      if (id !== null) yield toListedSession(id, row, activities[index], rowsOf.get(id) ?? [], models);
    }
  }
}

function identityOf(realPath: string, oldest: Row = {}): string {
  const { id, startedAt } = oldest;
  return fingerprintOf([realPath, id ?? null, startedAt ?? null]);
}
