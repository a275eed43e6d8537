/** From what the driver hands out to messages. Pure. */

import { isUtf8 } from 'node:buffer';
import type { MessageFacts, TextOrBytes } from '../types.js';
import { FLAG, PACKED_BYTES, ROLES, WHOLE_BYTES } from './sqlite-message-statements.js';
import type { Row } from './sqlite-row.js';
import { nothingSeen, type Seen, see } from './sqlite-seen.js';
import { fromTicks } from './sqlite-sql.js';
import type { StoredText } from './sqlite-text.js';
import { toUnixSeconds } from './timestamps.js';
import { unpack } from './unpack.js';

/** A text, or the length in bytes of one that is fetched apart. */
type StoredBody = TextOrBytes | number | null;

/** A row that counts, whose long texts are not there yet. */
export interface StoredMessage extends Omit<MessageFacts, 'toolCalls' | 'toolName'> {
  readonly content: StoredBody;
  readonly toolCalls: StoredBody;
  readonly toolName: string | number | null;
}

/** A row that is there as a whole. */
export interface CompleteMessage extends MessageFacts {
  readonly content: TextOrBytes | null;
}

/** Some of one session's messages, ascending by id. */
export interface StoredMessages {
  readonly sessionId: string;
  readonly messages: StoredMessage[];
  /** True when some of them count only if no other row stands for them. */
  mayBeSuperseded: boolean;
  /** Of all of its rows, also of those that do not count. */
  readonly seen: Seen;
}

export interface StoredPage {
  readonly sessions: readonly StoredMessages[];
  /** False when some short text is none: Hermes stores no bytes that make no text. */
  readonly isSound: boolean;
}

/**
 * Unpacks a page of messages, those of one session after those of another.
 * @param sessionAt tells whose the messages are that were asked for at a place
 */
export function toStoredPage(
  row: Row | undefined,
  sessionAt: (place: number) => string,
  text: StoredText,
): StoredPage {
  const places = numbers(row?.places);
  const ids = numbers(row?.ids);
  const flags = numbers(row?.flags);
  const roles = unpack(row?.roles);
  const toolNames = unpack(row?.toolNames);
  const times = unpack(row?.times);
  const contents = new Cutter(row?.contents, numbers(row?.contentBytes), text);
  const toolCalls = new Cutter(row?.toolCalls, numbers(row?.toolCallsBytes), text);
  const sessions: StoredMessages[] = [];
  let session: StoredMessages | undefined;
  let before = -1;
  for (let i = 0; i < places.length; i++) {
    const place = places[i] ?? 0;
    if (place !== before) {
      before = place;
      const sessionId = sessionAt(place);
      if (session?.sessionId !== sessionId) {
        session = { sessionId, messages: [], mayBeSuperseded: false, seen: nothingSeen() };
        sessions.push(session);
      }
    }
    if (session === undefined) break;
    const id = ids[i] ?? 0;
    const bits = flags[i] ?? 0;
    see(session.seen, id, bits);
    const content = contents.cut(i);
    const calls = toolCalls.cut(i);
    if ((bits & FLAG.uncounted) !== 0) continue;
    if ((bits & FLAG.needsSuperseded) !== 0) session.mayBeSuperseded = true;
    const role = roles[i];
    session.messages.push({
      sessionId: session.sessionId,
      id,
      role: typeof role === 'number' ? (ROLES[role] ?? null) : toText(role),
      content,
      toolCalls: calls,
      toolName: toName(toolNames[i]),
      timestamp: toTime(times[i]),
      hidden: (bits & FLAG.hidden) !== 0,
    });
  }
  for (const { messages } of sessions) sortById(messages);
  return { sessions, isSound: contents.isSound && toolCalls.isSound };
}

/** Many indexes have them in that order already. */
function sortById(messages: StoredMessage[]): void {
  for (let i = 1; i < messages.length; i++) {
    if ((messages[i]?.id ?? 0) >= (messages[i - 1]?.id ?? 0)) continue;
    messages.sort((a, b) => a.id - b.id);
    return;
  }
}

/**
 * Cuts the short bodies of a column, which come as one value, by their lengths. If those do not add up (a damaged text in
 * another encoding than it claims), each body is fetched apart.
 */
class Cutter {
  readonly isSound: boolean;
  readonly #bytes: Uint8Array;
  readonly #lengths: readonly number[];
  readonly #text: StoredText;
  readonly #fits: boolean;
  #at = 0;

  constructor(joined: unknown, lengths: readonly number[], text: StoredText) {
    this.#bytes = toBytes(joined);
    this.#lengths = lengths;
    this.#text = text;
    let total = 0;
    let begin = true;
    for (const length of lengths) {
      if (length < 0 || length > PACKED_BYTES) continue;
      // Two halves of a character that are each no text would make one together.
      if (length > 0 && ((this.#bytes[total] ?? 0) & 0xc0) === 0x80) begin = false;
      total += length;
    }
    this.#fits = total === this.#bytes.length;
    this.isSound = text.isUtf8 ? begin && isUtf8(this.#bytes) : true;
  }

  cut(i: number): StoredBody {
    const length = this.#lengths[i] ?? -1;
    if (length < 0) return null;
    if (!this.#fits || length > PACKED_BYTES) return length;
    const start = this.#at;
    this.#at += length;
    return this.#text.toText(this.#bytes.subarray(start, this.#at));
  }
}

export function isComplete(message: StoredMessage): message is CompleteMessage {
  return (
    typeof message.content !== 'number' &&
    typeof message.toolCalls !== 'number' &&
    typeof message.toolName !== 'number'
  );
}

/** True when the content is to be read in slices. */
export function needsSlices(content: StoredBody): content is number {
  return typeof content === 'number' && content > WHOLE_BYTES;
}

/** Bytes of the texts that are to be fetched whole. */
export function missingBytes({ content, toolCalls, toolName }: StoredMessage): number {
  let missing = typeof content === 'number' && !needsSlices(content) ? content : 0;
  for (const length of [toolCalls, toolName]) if (typeof length === 'number') missing += length;
  return missing;
}

/** The message with the texts of `row`, which was fetched for it; those that are there already stay as they are. */
export function withTexts(message: StoredMessage, row: Row, text: StoredText): CompleteMessage {
  const { content, toolCalls, toolName } = message;
  const body = (stored: StoredBody, value: unknown) =>
    typeof stored === 'number' ? toBody(value, text) : stored;
  return {
    ...message,
    content: body(content, row.content),
    toolCalls: body(toolCalls, row.toolCalls),
    toolName: typeof toolName === 'number' ? textOf(toBody(row.toolName, text)) : toolName,
  };
}

const NOTHING = new Uint8Array();

/** Bytes as the language has them: the driver's own kind takes twice as long to cut. */
export function toBytes(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) return NOTHING;
  return new Uint8Array(value.buffer, value.byteOffset, value.length);
}

/** The ids of a statement that answers `1,2,3`, ascending. */
export function toIds(ids: unknown): readonly number[] {
  return [...numbers(ids)].sort((a, b) => a - b);
}

function toBody(value: unknown, text: StoredText): TextOrBytes | null {
  return value instanceof Uint8Array ? text.toText(toBytes(value)) : null;
}

export function textOf(body: TextOrBytes | null): string | null {
  return body instanceof Uint8Array ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(body) : body;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function toName(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

/** Of a time as `time` in SQL makes it. */
export function toTime(value: unknown): number | null {
  if (typeof value === 'number') return fromTicks(value);
  return typeof value === 'string' ? toUnixSeconds(Number(value)) : null;
}

/** What a statement joined with commas. */
function numbers(joined: unknown): readonly number[] {
  if (typeof joined === 'number') return [joined];
  if (typeof joined !== 'string') return [];
  const list: unknown = JSON.parse(`[${joined}]`);
  return areNumbers(list) ? list : [];
}

function areNumbers(list: unknown): list is readonly number[] {
  return Array.isArray(list) && (list.length === 0 || typeof list[0] === 'number');
}
