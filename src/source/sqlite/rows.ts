/** From what the driver hands out to messages. Pure. */

import { isUtf8 } from 'node:buffer';
import type { MessageFacts, TextOrBytes } from '../../types.js';
import { toUnixSeconds } from '../timestamps.js';
import { unpack } from '../unpack.js';
import { BITS, OTHER_ROLE, PACKED_BYTES, ROLES, WHOLE_BYTES } from './message-statements.js';
import type { Row } from './row.js';
import { nothingSeen, type Seen, see } from './seen.js';
import { fromTicks } from './sql.js';
import type { StoredText } from './text.js';

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
  const kinds = numbers(row?.kinds);
  const ids = numbers(row?.ids);
  const times = unpack(row?.times);
  // Of these there are as many as rows have one.
  const roles = unpack(row?.roles);
  const toolNames = unpack(row?.toolNames);
  let [nextRole, nextName] = [0, 0];
  const contents = new Cutter(row?.contentTexts, numbers(row?.contentBytes), text);
  const toolCalls = new Cutter(row?.toolCallsTexts, numbers(row?.toolCallsBytes), text);
  const sessions: StoredMessages[] = [];
  let session: StoredMessages | undefined;
  let before = -1;
  for (let i = 0; i < kinds.length; i++) {
    const kind = kinds[i] ?? 0;
    const bits = kind % BITS.place;
    if (kind - bits !== before) {
      before = kind - bits;
      const sessionId = sessionAt(before / BITS.place);
      if (session?.sessionId !== sessionId) {
        session = { sessionId, messages: [], mayBeSuperseded: false, seen: nothingSeen() };
        sessions.push(session);
      }
    }
    if (session === undefined) break;
    const id = ids[i] ?? 0;
    see(session.seen, id, bits);
    const role = bits & BITS.role;
    const message: StoredMessage = {
      sessionId: session.sessionId,
      id,
      role: role === OTHER_ROLE ? toText(roles[nextRole++]) : (ROLES[role] ?? null),
      content: (bits & BITS.hasContent) === 0 ? null : contents.next(),
      toolCalls: (bits & BITS.hasToolCalls) === 0 ? null : toolCalls.next(),
      toolName: (bits & BITS.hasToolName) === 0 ? null : toName(toolNames[nextName++]),
      timestamp: toTime(times[i]),
      hidden: (bits & BITS.hidden) !== 0,
    };
    if ((bits & BITS.needsSuperseded) !== 0) session.mayBeSuperseded = true;
    if ((bits & BITS.uncounted) === 0) session.messages.push(message);
  }
  for (const { messages } of sessions) sortById(messages);
  return { sessions, isSound: contents.isSound && toolCalls.isSound };
}

/** Many indexes have them in that order already. */
export function sortById(messages: StoredMessage[]): void {
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
  #next = 0;

  constructor(joined: unknown, lengths: readonly number[], text: StoredText) {
    this.#bytes = toBytes(joined);
    this.#lengths = lengths;
    this.#text = text;
    let total = 0;
    let begin = true;
    for (const length of lengths) {
      if (length > PACKED_BYTES) continue;
      // Two halves of a character that are each no text would make one together.
      if (length > 0 && ((this.#bytes[total] ?? 0) & 0xc0) === 0x80) begin = false;
      total += length;
    }
    this.#fits = total === this.#bytes.length;
    this.isSound = text.isUtf8 ? begin && isUtf8(this.#bytes) : true;
  }

  next(): StoredBody {
    const length = this.#lengths[this.#next++];
    if (length === undefined) return null;
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
  const { sessionId, id, role, content, toolCalls, toolName, timestamp, hidden } = message;
  // One by one, and in the order of all others: what is put together otherwise is another kind of object to V8.
  return {
    sessionId,
    id,
    role,
    content: typeof content === 'number' ? toBody(row.content, text) : content,
    toolCalls: typeof toolCalls === 'number' ? toBody(row.toolCalls, text) : toolCalls,
    toolName: typeof toolName === 'number' ? textOf(toBody(row.toolName, text)) : toolName,
    timestamp,
    hidden,
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
