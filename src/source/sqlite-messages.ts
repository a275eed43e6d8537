/** Reads the messages of sessions in pages that are bounded in rows and in bytes. */

import type { ListedSession, Message, TextOrBytes } from '../types.js';
import type { Connection } from './sqlite-connection.js';
import {
  isComplete,
  missingBytes,
  needsSlices,
  type StoredMessage,
  toBytes,
  toIds,
  toSessionId,
  toStoredMessages,
  withBodies,
} from './sqlite-rows.js';
import type { HistoryStatements, Row } from './sqlite-schema.js';
import type { StoredText } from './sqlite-text.js';

/** An open database, and what fits its columns and its encoding. */
export interface Queries {
  readonly connection: Connection;
  readonly statements: HistoryStatements;
  readonly text: StoredText;
}

/** Rows that one statement is to return. More are no faster: from some hundred on each row has its price. */
const PAGE_ROWS = 1_000;

/** Bytes of long bodies that are fetched together, and held together with their page. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** Sessions with nothing in them would otherwise make one statement of any length. */
const PAGE_SESSIONS = 500;

/** SQLite loads a whole value for each of its slices: many small ones would take quadratic time. */
const SLICE_BYTES = 1024 * 1024;
const MOST_SLICES = 8;

/** One session's messages, or some of them, as a statement packed them. */
interface PackedMessages {
  readonly sessionId: string;
  readonly row: Row | undefined;
}

/**
 * The counted messages of `sessions`, in their order, each session's by ascending id. Rejects with the driver's error.
 * Two pages are under way while a third is counted: one of which the long bodies are fetched, and one before that.
 */
export function readMessages(
  queries: Queries,
  sessions: Iterable<ListedSession>,
): AsyncGenerator<readonly Message[]> {
  return oneAhead(completed(queries, oneAhead(fetchPacked(queries, sessions))));
}

async function* completed(
  queries: Queries,
  pages: AsyncGenerator<readonly PackedMessages[]>,
): AsyncGenerator<readonly Message[]> {
  const superseded = createSuperseded(queries);
  for await (const fetched of pages) {
    const page: StoredMessage[] = [];
    for (const packed of fetched) page.push(...(await toCounted(queries, packed, superseded)));
    if (page.every(isComplete)) yield page;
    else yield* complete(queries, page);
  }
}

async function* fetchPacked(
  queries: Queries,
  sessions: Iterable<ListedSession>,
): AsyncGenerator<readonly PackedMessages[]> {
  for (const group of groupsOf(sessions)) {
    const [first] = group;
    if (first !== undefined && first.messageCount > PAGE_ROWS) yield* fetchLarge(queries, first.id);
    else yield await fetchTogether(queries, group);
  }
}

/** Neighbours that fit into one page; a session that does not fit is alone. */
function* groupsOf(sessions: Iterable<ListedSession>): Generator<readonly ListedSession[]> {
  let group: ListedSession[] = [];
  let rows = 0;
  for (const session of sessions) {
    if (group.length === PAGE_SESSIONS || (group.length > 0 && rows + session.messageCount > PAGE_ROWS)) {
      yield group;
      group = [];
      rows = 0;
    }
    group.push(session);
    rows += session.messageCount;
  }
  if (group.length > 0) yield group;
}

async function fetchTogether(
  { connection, statements }: Queries,
  sessions: readonly ListedSession[],
): Promise<readonly PackedMessages[]> {
  const ids = sessions.map((session) => session.id);
  const rows = await connection.retry(() => connection.all(statements.messagesOf, JSON.stringify(ids)));
  const packed = new Map(rows.map((row) => [toSessionId(row.sessionId), row]));
  return ids.map((sessionId) => ({ sessionId, row: packed.get(sessionId) }));
}

/**
 * A session of many pages. Paging by "id > last" would sort the rest of the session for each page where the only
 * index is by time; so all ids are collected once, from the index alone, and the rows fetched by them.
 */
async function* fetchLarge(
  { connection, statements }: Queries,
  sessionId: string,
): AsyncGenerator<readonly PackedMessages[]> {
  const ids = toIds(await connection.retry(() => connection.all(statements.idsOf, sessionId)));
  for (let start = 0; start < ids.length; start += PAGE_ROWS) {
    const wanted = JSON.stringify(ids.slice(start, start + PAGE_ROWS));
    const [row] = await connection.retry(() => connection.all(statements.messagesById, wanted));
    yield [{ sessionId, row }];
  }
}

/** Those of a session's packed messages that count, by ascending id. */
async function toCounted(
  { text }: Queries,
  { sessionId, row }: PackedMessages,
  superseded: Superseded,
): Promise<readonly StoredMessage[]> {
  const { messages, mayBeSuperseded } = toStoredMessages(sessionId, row, text);
  if (!mayBeSuperseded) return messages;
  const replaced = await superseded(sessionId);
  return messages.filter((message) => !replaced.has(message.id));
}

/** Ids of a session's compacted rows for which another row stands. */
type Superseded = (sessionId: string) => Promise<ReadonlySet<number>>;

/** Only the latest session is remembered: sessions come one after the other. */
function createSuperseded({ connection, statements: { superseded } }: Queries): Superseded {
  let latest: { readonly sessionId: string; readonly ids: ReadonlySet<number> } | undefined;
  return async (sessionId) => {
    if (superseded === null) return new Set();
    if (latest?.sessionId !== sessionId) {
      const rows = await connection.retry(() => connection.all(superseded, sessionId));
      latest = { sessionId, ids: new Set(toIds(rows)) };
    }
    return latest.ids;
  };
}

/** Brings in the long bodies of a page, and splits it so that not many of them are held at once. */
async function* complete(
  queries: Queries,
  page: readonly StoredMessage[],
): AsyncGenerator<readonly Message[]> {
  let part: StoredMessage[] = [];
  let bytes = 0;
  for (const message of page) {
    const more = missingBytes(message);
    if (bytes > 0 && bytes + more > PAGE_BYTES) {
      yield await withLongBodies(queries, part);
      part = [];
      bytes = 0;
    }
    part.push(message);
    bytes += more;
  }
  if (part.length > 0) yield await withLongBodies(queries, part);
}

async function withLongBodies(queries: Queries, part: readonly StoredMessage[]): Promise<readonly Message[]> {
  const { connection, statements, text } = queries;
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
      const complete = withBodies(message, row, text);
      const { id, content } = message;
      messages.push(
        needsSlices(content) ? { ...complete, content: oneAhead(slices(queries, id, content)) } : complete,
      );
    }
  }
  return messages;
}

/** Unlike all else here it is read from outside of the reader, so it explains its errors itself. */
async function* slices(
  { connection, statements, text }: Queries,
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

/** Asks for the next item before the one at hand is used, so that reading overlaps with unpacking and counting. */
async function* oneAhead<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = pages.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = pages.next();
      // It is awaited later, or never when the consumer stops: neither is an unhandled rejection.
      next.catch(() => {});
      yield value;
    }
  } finally {
    await next.catch(() => {});
  }
}
