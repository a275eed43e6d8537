/** From what the driver hands out to sessions and messages. Pure. */

import type { ListedSession, MessageFacts, TextOrBytes } from '../types.js';
import { fingerprintOf } from './fingerprint.js';
import {
  FACT,
  HIDDEN,
  NEEDS_SUPERSEDED,
  PACKED_BYTES,
  type Row,
  SESSION,
  WHOLE_BYTES,
} from './sqlite-schema.js';
import type { StoredText } from './sqlite-text.js';
import { toUnixSeconds } from './timestamps.js';

/** One of the rows that a statement packed into one value. */
export type Fields = readonly unknown[];

/** A body, or the length in bytes of one that is fetched apart. */
type StoredBody = TextOrBytes | number | null;

/** A counted row whose long bodies are not there yet. */
export interface StoredMessage extends Omit<MessageFacts, 'toolCalls'> {
  readonly content: StoredBody;
  readonly toolCalls: StoredBody;
}

/** A row that is there as a whole. */
export interface CompleteMessage extends MessageFacts {
  readonly content: TextOrBytes | null;
}

/** What a statement packed into one value. */
export function unpack(packed: unknown): readonly unknown[] {
  return typeof packed === 'string' ? toList(JSON.parse(packed)) : [];
}

/** The rows that a statement packed into one value. */
export function unpackRows(packed: unknown): readonly Fields[] {
  return unpack(packed).map(toList);
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The id of a session, or null when it is none that messages could refer to. */
export function toSessionId(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

/**
 * The fingerprint is made of what counting depends on, and of nothing else: a column that appears with its default
 * changes no fingerprint, neither does a heartbeat.
 * @param inactive what is known of its rows that are not active
 * @param texts those that many sessions have in common, each once
 */
export function toListedSession(
  id: string,
  session: Fields,
  lastActivity: unknown,
  inactive: readonly unknown[],
  texts: Map<string, string>,
): ListedSession {
  const title = toText(session[SESSION.title]);
  const model = one(texts, toText(session[SESSION.model]));
  const startedAt = toTime(session[SESSION.startedAt]);
  const rows = toList(session[SESSION.rows]);
  return {
    id,
    fingerprint: fingerprintOf([title, model, startedAt, rows, inactive]),
    title,
    model,
    startedAt,
    lastActivityAt: toTime(lastActivity),
    messageCount: toNumber(rows[0]),
  };
}

/** The same text for equal texts: a history has many sessions and few models. */
function one(known: Map<string, string>, text: string | null): string | null {
  if (text === null) return null;
  const first = known.get(text);
  if (first === undefined) known.set(text, text);
  return first ?? text;
}

/** Some of one session's messages, ascending by id. */
export interface StoredMessages {
  readonly messages: readonly StoredMessage[];
  /** True when some of them count only if no other row stands for them. */
  readonly mayBeSuperseded: boolean;
}

/** Unpacks the row of a session's messages; there is none for a session without messages. */
export function toStoredMessages(sessionId: string, row: Row | undefined, text: StoredText): StoredMessages {
  let flagged = 0;
  const facts = unpackRows(row?.facts);
  const contents = splitter(row?.contents, facts, FACT.contentBytes, text);
  const toolCalls = splitter(row?.toolCalls, facts, FACT.toolCallsBytes, text);
  const messages = facts.map((fact): StoredMessage => {
    const bits = toNumber(fact[FACT.flags]);
    flagged |= bits;
    return {
      sessionId,
      id: toNumber(fact[FACT.id]),
      role: toText(fact[FACT.role]),
      content: contents(fact),
      toolCalls: toolCalls(fact),
      toolName: toText(fact[FACT.toolName]),
      timestamp: toTime(fact[FACT.timestamp]),
      hidden: (bits & HIDDEN) !== 0,
    };
  });
  messages.sort((a, b) => a.id - b.id);
  return { messages, mayBeSuperseded: (flagged & NEEDS_SUPERSEDED) !== 0 };
}

/**
 * Cuts the short bodies of a column, which come as one value, by the lengths that the facts tell at `place`. If those do
 * not add up (a damaged text in another encoding than it claims), each body is fetched apart.
 */
function splitter(
  joined: unknown,
  facts: readonly Fields[],
  place: number,
  text: StoredText,
): (fact: Fields) => StoredBody {
  const bytes = toBytes(joined);
  let total = 0;
  for (const fact of facts) {
    const length = fact[place];
    if (isPacked(length)) total += length;
  }
  const fits = total === bytes.length;
  let at = 0;
  return (fact) => {
    const length = fact[place];
    if (typeof length !== 'number') return null;
    if (!fits || !isPacked(length)) return length;
    at += length;
    return text.toText(bytes.subarray(at - length, at));
  };
}

function isPacked(length: unknown): length is number {
  return typeof length === 'number' && length <= PACKED_BYTES;
}

export function isComplete(message: StoredMessage): message is CompleteMessage {
  return typeof message.content !== 'number' && typeof message.toolCalls !== 'number';
}

/** True when the content is to be read in slices. */
export function needsSlices(content: StoredBody): content is number {
  return typeof content === 'number' && content > WHOLE_BYTES;
}

/** Bytes of the bodies that are to be fetched whole. */
export function missingBytes({ content, toolCalls }: StoredMessage): number {
  const missing = typeof content === 'number' && !needsSlices(content) ? content : 0;
  return missing + (typeof toolCalls === 'number' ? toolCalls : 0);
}

/** The message with the bodies of `row`, which was fetched for it. */
export function withBodies(
  message: StoredMessage,
  { content, toolCalls }: Row,
  text: StoredText,
): CompleteMessage {
  return { ...message, content: toBody(content, text), toolCalls: toBody(toolCalls, text) };
}

const NOTHING = new Uint8Array();

/** Bytes as the language has them: the driver's own kind takes twice as long to cut. */
export function toBytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) return NOTHING;
  return new Uint8Array(value.buffer, value.byteOffset, value.length);
}

/** The ids of a statement that answers `1,2,3` in one value, ascending. */
export function toIds(rows: readonly Row[]): readonly number[] {
  const ids = rows[0]?.ids;
  if (typeof ids !== 'string') return [];
  return ids
    .split(',')
    .map(Number)
    .sort((a, b) => a - b);
}

function toBody(value: unknown, text: StoredText): TextOrBytes | null {
  return value instanceof Uint8Array ? text.toText(toBytes(value)) : null;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Times are texts, as JSON numbers are cut to 15 digits on their way. */
function toTime(value: unknown): number | null {
  return typeof value === 'string' ? toUnixSeconds(Number(value)) : null;
}
