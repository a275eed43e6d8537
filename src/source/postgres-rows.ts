/** From records of messages, as `messagesOf` of the statements makes them, to messages. Pure. */

import { RecordCells } from '../postgres/records.js';
import { BITS } from './sqlite-message-statements.js';
import { type StoredMessage, type StoredMessages, sortById } from './sqlite-rows.js';
import { toUnixSeconds } from './timestamps.js';

/** Some of one session's messages, ascending by id. */
export type SessionMessages = Omit<StoredMessages, 'seen'>;

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
    const message: StoredMessage = {
      sessionId: session.sessionId,
      id: cells.int8() ?? 0,
      role: cells.text(),
      timestamp: toUnixSeconds(cells.float8()),
      content: bodyOf(cells),
      toolCalls: bodyOf(cells),
      toolName: nameOf(cells),
      hidden: (bits & BITS.hidden) !== 0,
    };
    if ((bits & BITS.needsSuperseded) !== 0) session.mayBeSuperseded = true;
    if ((bits & BITS.uncounted) === 0) session.messages.push(message);
  }
  for (const { messages } of sessions) sortById(messages);
  return sessions;
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
