/** Reads the messages of sessions in pages that are bounded in rows and in bytes. */

import { isUtf8 } from 'node:buffer';
import { oneAhead } from '../../one-ahead.js';
import type { ListedSession, Message, TextOrBytes } from '../../types.js';
import { groupsOf } from '../session-groups.js';
import { toList, toSessionId, unpack } from '../unpack.js';
import type { Checks } from './checks.js';
import type { Connection } from './connection.js';
import type { MessageStatements } from './message-statements.js';
import {
  isComplete,
  missingBytes,
  needsSlices,
  type StoredMessage,
  type StoredMessages,
  toBytes,
  toIds,
  toStoredPage,
  withTexts,
} from './rows.js';
import { addSeen, nothingSeen } from './seen.js';
import type { StoredText } from './text.js';

/** What messages are read with. */
export interface MessageQueries {
  readonly connection: Connection;
  readonly statements: MessageStatements;
  readonly text: StoredText;
  readonly checks: Checks;
}

/** Rows that one statement is to return. More are no faster: from some hundred on each row has its price. */
const PAGE_ROWS = 1_000;

/** Bytes of long bodies that are fetched together, and held together with their page. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** SQLite loads a whole value for each of its slices: many small ones would take quadratic time. */
const SLICE_BYTES = 1024 * 1024;
const MOST_SLICES = 8;

/**
 * The counted messages of `sessions`, in their order, each session's by ascending id. Rejects with the driver's error.
 * Two pages are under way while a third is counted: one of which the long bodies are fetched, and one before that.
 */
export function readMessages(
  queries: MessageQueries,
  sessions: Iterable<ListedSession>,
): AsyncGenerator<readonly Message[]> {
  return oneAhead(completePages(queries, oneAhead(storedPages(queries, sessions))));
}

async function* storedPages(
  queries: MessageQueries,
  sessions: Iterable<ListedSession>,
): AsyncGenerator<readonly StoredMessages[]> {
  const idsOf = queries.statements.messagesOf === null ? await idsOfAll(queries) : undefined;
  for (const group of groupsOf(sessions, PAGE_ROWS)) {
    const [first] = group;
    if (first !== undefined && first.messageCount > PAGE_ROWS) {
      yield* largeSession(queries, first, idsOf?.get(first.id));
    } else yield await sessionsTogether(queries, group, idsOf);
  }
}

async function sessionsTogether(
  { connection, statements, text, checks }: MessageQueries,
  group: readonly ListedSession[],
  idsOf: IdsOf | undefined,
): Promise<readonly StoredMessages[]> {
  // What is asked for, and whose it is.
  const wanted: (string | number)[] = [];
  const owners: string[] = [];
  for (const { id } of group) {
    for (const one of idsOf === undefined ? [id] : toIds(idsOf.get(id))) {
      wanted.push(one);
      owners.push(id);
    }
  }
  const statement = statements.messagesOf ?? statements.messagesById;
  const [row] = await connection.retry(() => connection.all(statement, JSON.stringify(wanted)));
  const page = toStoredPage(row, (place) => owners[place] ?? '', text);
  if (!page.isSound) checks.unsound();
  const seen = new Map(page.sessions.map((session) => [session.sessionId, session.seen]));
  for (const session of group) checks.read(session, seen.get(session.id) ?? nothingSeen());
  return page.sessions;
}

/**
 * A session of many pages. Paging by "id > last" would sort the rest of the session for each page where the only
 * index is by time; so all ids are collected once, from the index alone, and the rows fetched by them.
 */
async function* largeSession(
  { connection, statements, text, checks }: MessageQueries,
  session: ListedSession,
  known: unknown,
): AsyncGenerator<readonly StoredMessages[]> {
  const ids = toIds(
    known ?? (await connection.retry(() => connection.all(statements.idsOf, session.id)))[0]?.ids,
  );
  const all = nothingSeen();
  for (let start = 0; start < ids.length; start += PAGE_ROWS) {
    const wanted = JSON.stringify(ids.slice(start, start + PAGE_ROWS));
    const [row] = await connection.retry(() => connection.all(statements.messagesById, wanted));
    const page = toStoredPage(row, () => session.id, text);
    if (!page.isSound) checks.unsound();
    for (const { seen } of page.sessions) addSeen(all, seen);
    yield page.sessions;
  }
  checks.read(session, all);
}

/** Row ids (`1,2,3`) by session id, where only the whole table tells. */
type IdsOf = ReadonlyMap<string, unknown>;

async function idsOfAll({ connection, statements }: MessageQueries): Promise<IdsOf> {
  const [row] = await connection.retry(() => connection.all(statements.idsOfAll));
  const ids = new Map<string, unknown>();
  for (const [id, stored] of unpack(row?.packed).map(toList)) ids.set(toSessionId(id) ?? '', stored);
  return ids;
}

async function* completePages(
  queries: MessageQueries,
  pages: AsyncGenerator<readonly StoredMessages[]>,
): AsyncGenerator<readonly Message[]> {
  const superseded = createSuperseded(queries);
  for await (const sessions of pages) {
    const page: StoredMessage[] = [];
    for (const { sessionId, messages, mayBeSuperseded } of sessions) {
      const replaced = mayBeSuperseded ? await superseded(sessionId) : undefined;
      for (const message of messages) if (replaced?.has(message.id) !== true) page.push(message);
    }
    if (page.every(isComplete)) yield page;
    else yield* completeParts(queries, page);
  }
}

/** Ids of a session's compacted rows for which another row stands. */
type Superseded = (sessionId: string) => Promise<ReadonlySet<number>>;

/** Only the latest session is remembered: sessions come one after the other. */
function createSuperseded({ connection, statements: { superseded } }: MessageQueries): Superseded {
  let latest: { readonly sessionId: string; readonly ids: ReadonlySet<number> } | undefined;
  return async (sessionId) => {
    if (superseded === null) return new Set();
    if (latest?.sessionId !== sessionId) {
      const [row] = await connection.retry(() => connection.all(superseded, sessionId));
      latest = { sessionId, ids: new Set(toIds(row?.ids)) };
    }
    return latest.ids;
  };
}

/** Brings in the long texts of a page, and splits it so that not many of them are held at once. */
async function* completeParts(
  queries: MessageQueries,
  page: readonly StoredMessage[],
): AsyncGenerator<readonly Message[]> {
  let part: StoredMessage[] = [];
  let bytes = 0;
  for (const message of page) {
    const more = missingBytes(message);
    if (bytes > 0 && bytes + more > PAGE_BYTES) {
      yield await withLongTexts(queries, part);
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += more;
  }
  if (part.length > 0) yield await withLongTexts(queries, part);
}

async function withLongTexts(
  queries: MessageQueries,
  part: readonly StoredMessage[],
): Promise<readonly Message[]> {
  const { connection, statements, text, checks } = queries;
  const wanted = part.filter((message) => !isComplete(message)).map((message) => message.id);
  if (wanted.length === 0) return part.filter(isComplete);
  const rows = await connection.retry(() => connection.all(statements.bodiesById, JSON.stringify(wanted)));
  const bodies = new Map(rows.map((row) => [row.id, row]));
  const messages: Message[] = [];
  for (const message of part) {
    const row = bodies.get(message.id);
    if (isComplete(message)) messages.push(message);
    // Else deleted since its length was read: the session has another fingerprint now, and is read again.
    else if (row !== undefined) {
      const complete = withTexts(message, row, text);
      if (!isSound(complete.content) || !isSound(complete.toolCalls)) checks.unsound();
      const { id, content } = message;
      messages.push(
        needsSlices(content) ? { ...complete, content: oneAhead(slices(queries, id, content)) } : complete,
      );
    }
  }
  return messages;
}

function isSound(text: TextOrBytes | null): boolean {
  return !(text instanceof Uint8Array) || isUtf8(text);
}

/** Unlike all else here it is read from outside of the reader, so it explains its errors itself. */
async function* slices(
  { connection, statements, text }: MessageQueries,
  id: number,
  bytes: number,
): AsyncGenerator<TextOrBytes> {
  const length = Math.max(SLICE_BYTES, Math.ceil(bytes / MOST_SLICES));
  for (let start = 0; start < bytes; ) {
    const from = start + 1;
    const [row] = await connection
      .retry(() => connection.all(statements.sliceById, from, length, id))
      .catch((error: unknown) => Promise.reject(connection.explain(error)));
    const slice = toBytes(row?.slice);
    // Deleted, or shortened: as above.
    if (slice.length === 0) return;
    const isLast = slice.length < length;
    const whole = isLast ? slice : slice.subarray(0, text.wholeLength(slice));
    yield text.toText(whole);
    start += whole.length;
  }
}
