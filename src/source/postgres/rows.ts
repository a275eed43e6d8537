/** From records of messages, as `messagesOf` of the statements makes them, to messages. Pure. */

import { RecordCells } from '../../postgres/records.js';
import { BITS } from '../sqlite/message-statements.js';
import { type StoredMessage, type StoredMessages, sortById } from '../sqlite/rows.js';
import { toUnixSeconds } from '../timestamps.js';

/** A row that counts, with its id as digits where that is no number that JavaScript has. */
export interface PostgresMessage extends StoredMessage {
  readonly digits?: string;
}

/** Some of one session's messages, ascending by id. */
export interface SessionMessages extends Omit<StoredMessages, 'seen' | 'messages'> {
  readonly messages: PostgresMessage[];
}

/** By what a row is asked for. */
export function keyOf({ id, digits }: PostgresMessage): string {
  return digits ?? String(id);
}

/** @param sessionAt tells whose the messages are that were asked for at a place */
export function toSessionMessages(
  records: Uint8Array,
  sessionAt: (place: number) => string,
): readonly SessionMessages[] {
  const cells = new RecordCells(records);
  const sessions: SessionMessages[] = [];
  let session: SessionMessages | undefined;
  let before = -1;
  while (cells.nextRecord()) {
    const kind = cells.int4() ?? 0;
    const bits = kind % BITS.place;
    if (session === undefined || kind - bits !== before) {
      before = kind - bits;
      session = { sessionId: sessionAt(before / BITS.place), messages: [], mayBeSuperseded: false };
      sessions.push(session);
    }
    // In the order of the statement's cells.
    const id = cells.int8() ?? 0;
    const digits = Number.isSafeInteger(id) ? undefined : cells.digits;
    const stored: StoredMessage = {
      sessionId: session.sessionId,
      id,
      role: cells.text(),
      timestamp: toUnixSeconds(cells.float8()),
      content: bodyOf(cells),
      toolCalls: bodyOf(cells),
      toolName: nameOf(cells),
      hidden: (bits & BITS.hidden) !== 0,
    };
    const message = digits === undefined ? stored : { ...stored, digits };
    if ((bits & BITS.needsSuperseded) !== 0) session.mayBeSuperseded = true;
    if ((bits & BITS.uncounted) === 0) session.messages.push(message);
  }
  for (const { messages } of sessions) inOrder(messages);
  return sessions;
}

function inOrder(messages: PostgresMessage[]): void {
  if (messages.every(({ digits }) => digits === undefined)) sortById(messages);
  else messages.sort((a, b) => (BigInt(keyOf(a)) < BigInt(keyOf(b)) ? -1 : 1));
}

/** The length of a long one, then the others themselves. */
function bodyOf(cells: RecordCells): number | Uint8Array | null {
  const length = cells.int4();
  const bytes = cells.bytes();
  return length ?? bytes;
}

function nameOf(cells: RecordCells): number | string | null {
  const length = cells.int4();
  const text = cells.text();
  return length ?? text;
}
