/** Reads the messages of sessions in pages that are bounded in rows and in bytes, each in a short transaction of its own. */

import { oneAhead } from '../../one-ahead.js';
import type { Client, RawRow } from '../../postgres/client.js';
import type { ListedSession, Message } from '../../types.js';
import { groupsOf } from '../session-groups.js';
import { type CompleteMessage, isComplete, missingBytes, needsSlices, withTexts } from '../sqlite/rows.js';
import { storedText } from '../sqlite/text.js';
import { restored } from './content.js';
import { textOf } from './list.js';
import { longBody, longContent } from './long-bodies.js';
import { type PostgresMessageStatements, toArray } from './message-statements.js';
import { keyOf, type PostgresMessage, toSessionMessages } from './rows.js';

/** What messages are read with. */
export interface PostgresMessageQueries {
  readonly client: Client;
  readonly statements: PostgresMessageStatements;
  /** What the client threw, as an error for the user. */
  readonly explain: (error: unknown) => Error;
}

/** Rows that one statement is to return. */
const PAGE_ROWS = 2_000;

/** Bytes of long bodies that are fetched together, and held together with their page. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** The bytes of a text in PostgreSQL come as UTF-8. */
const TEXT = storedText('UTF-8');

/** The counted messages of `sessions`, in their order, each session's by ascending id. Rejects with what the client threw. */
export function readPostgresMessages(
  queries: PostgresMessageQueries,
  sessions: Iterable<ListedSession>,
): AsyncGenerator<readonly Message[]> {
  return oneAhead(completePages(queries, oneAhead(storedPages(queries, sessions))));
}

/** As it comes: who takes it apart lets the next one be asked for before. */
interface StoredPage {
  readonly records: Uint8Array;
  readonly sessionAt: (place: number) => string;
}

async function* storedPages(
  queries: PostgresMessageQueries,
  sessions: Iterable<ListedSession>,
): AsyncGenerator<StoredPage> {
  const { statements } = queries;
  for (const group of groupsOf(sessions, PAGE_ROWS)) {
    const [first] = group;
    if (first === undefined) continue;
    if (first.messageCount > PAGE_ROWS) yield* largeSession(queries, first.id);
    else {
      const ids = group.map(({ id }) => id);
      const records = await packed(queries, statements.messagesOf, toArray(ids));
      if (records !== null) yield { records, sessionAt: (place) => ids[place] ?? '' };
    }
  }
}

/** By ids that are collected once: where no index has them in their order, each page would sort the rest of the session. */
async function* largeSession(queries: PostgresMessageQueries, sessionId: string): AsyncGenerator<StoredPage> {
  const { statements } = queries;
  const [all] = await rows(queries, statements.idsOf, sessionId);
  const ids = listedIn(all?.[0]);
  for (let start = 0; start < ids.length; start += PAGE_ROWS) {
    const wanted = toArray(ids.slice(start, start + PAGE_ROWS));
    const records = await packed(queries, statements.messagesById, sessionId, wanted);
    if (records !== null) yield { records, sessionAt: () => sessionId };
  }
}

/** Of `1,2,3`, whose numbers may be larger than those of JavaScript. */
function listedIn(joined: Uint8Array | null | undefined): readonly string[] {
  return (textOf(joined) ?? '').split(',').filter((id) => id !== '');
}

async function* completePages(
  queries: PostgresMessageQueries,
  pages: AsyncGenerator<StoredPage>,
): AsyncGenerator<readonly Message[]> {
  const superseded = createSuperseded(queries);
  for await (const { records, sessionAt } of pages) {
    const page: PostgresMessage[] = [];
    for (const { sessionId, messages, mayBeSuperseded } of toSessionMessages(records, sessionAt)) {
      const replaced = mayBeSuperseded ? await superseded(sessionId) : undefined;
      for (const message of messages) if (replaced?.has(keyOf(message)) !== true) page.push(message);
    }
    if (page.every(isComplete)) yield page.map(asInSqlite);
    else yield* completeParts(queries, page);
  }
}

/** Only the latest session is remembered: sessions come one after the other. */
function createSuperseded(
  queries: PostgresMessageQueries,
): (sessionId: string) => Promise<ReadonlySet<string>> {
  const { superseded } = queries.statements;
  let latest: { readonly sessionId: string; readonly ids: ReadonlySet<string> } | undefined;
  return async (sessionId) => {
    if (superseded === null) return new Set();
    if (latest?.sessionId !== sessionId) {
      const [row] = await rows(queries, superseded, sessionId);
      latest = { sessionId, ids: new Set(listedIn(row?.[0])) };
    }
    return latest.ids;
  };
}

/** Brings in the long texts of a page, and splits it so that not many of them are held at once. */
async function* completeParts(
  queries: PostgresMessageQueries,
  page: readonly PostgresMessage[],
): AsyncGenerator<readonly Message[]> {
  for (const { messages, bytes } of partsOf(page)) {
    if (bytes <= PAGE_BYTES) yield await withLongTexts(queries, messages);
    else {
      // Pages that take nobody time: nothing is counted while the value is read, and nothing read ahead while it is counted.
      yield [];
      yield tidied(await withLongTexts(queries, messages));
      yield [];
      tidied(undefined);
    }
  }
}

/** V8 by itself keeps what is left of one long value beside the next. Does nothing in a host's process. */
function tidied<T>(value: T): T {
  globalThis.gc?.();
  return value;
}

interface Part {
  readonly messages: PostgresMessage[];
  /** That are to be fetched. */
  bytes: number;
}

function* partsOf(page: readonly PostgresMessage[]): Generator<Part> {
  let part: Part = { messages: [], bytes: 0 };
  for (const message of page) {
    const more = missingBytes(message);
    if (part.bytes > 0 && part.bytes + more > PAGE_BYTES) {
      yield part;
      part = { messages: [], bytes: 0 };
    }
    part.messages.push(message);
    part.bytes += more;
  }
  if (part.messages.length > 0) yield part;
}

async function withLongTexts(
  queries: PostgresMessageQueries,
  part: readonly PostgresMessage[],
): Promise<readonly Message[]> {
  const wanted = part.filter((message) => !isComplete(message)).map(keyOf);
  const found =
    wanted.length === 0 ? [] : await rows(queries, queries.statements.bodiesById, toArray(wanted));
  const bodies = new Map(
    found.map(([id, content, toolCalls, toolName]) => [textOf(id), { content, toolCalls, toolName }]),
  );
  const messages: Message[] = [];
  for (const message of part) {
    const row = bodies.get(keyOf(message));
    if (isComplete(message)) messages.push(asInSqlite(message));
    // Else deleted since its length was read: the session has another fingerprint now, and is read again.
    else if (row !== undefined) {
      const { content, toolCalls } = message;
      const id = keyOf(message);
      const short = asInSqlite(withTexts(message, row, TEXT));
      const complete = needsSlices(toolCalls)
        ? { ...short, toolCalls: await longBody(queries, 'toolCalls', id, toolCalls) }
        : short;
      messages.push(
        needsSlices(content) ? { ...complete, content: longContent(queries, id, content) } : complete,
      );
    }
  }
  return messages;
}

/** Most contents are. */
function asInSqlite(message: CompleteMessage): CompleteMessage {
  const { content } = message;
  const now = content instanceof Uint8Array ? restored(content) : content;
  return now === content ? message : { ...message, content: now };
}

async function rows(
  { client }: PostgresMessageQueries,
  statement: string,
  ...parameters: readonly string[]
): Promise<readonly RawRow[]> {
  return await client.ask(statement, ...parameters);
}

/** The one value of a statement's one row. */
async function packed(
  { client }: PostgresMessageQueries,
  statement: string,
  ...parameters: readonly string[]
): Promise<Uint8Array | null> {
  const [row] = await client.binary(statement, ...parameters);
  return row?.[0] ?? null;
}
