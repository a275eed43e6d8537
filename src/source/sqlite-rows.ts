/** From what the driver hands out to sessions and messages. Pure. */

import type { ListedSession, Message } from '../types.js';
import { fingerprintOf } from './fingerprint.js';
import { HIDDEN, NEEDS_SUPERSEDED, type Row } from './sqlite-schema.js';
import { toUnixSeconds } from './timestamps.js';

/** A body, or the length in bytes of one that is fetched apart. */
type StoredBody = string | number | null;

/** A counted row whose large bodies are not there yet. */
export interface StoredMessage extends Omit<Message, 'content' | 'toolCalls'> {
  readonly content: StoredBody;
  readonly toolCalls: StoredBody;
}

/** What the rows of the listing statements say about one session. */
export interface SessionRows {
  readonly session: Row;
  readonly counts: Row | undefined;
  readonly inactive: Row | undefined;
}

/** The id of a session, or null when it is none that messages could refer to. */
export function toSessionId(value: unknown): string | null {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}

/**
 * The fingerprint is made of what counting depends on, and of nothing else: a column that appears with its default
 * changes no fingerprint, neither does a heartbeat.
 */
export function toListedSession(
  id: string,
  { session, counts = {}, inactive = {} }: SessionRows,
): ListedSession {
  const { rowCount, lastId, idSum } = counts;
  const { inactiveCount, inactiveSum, compactedSum, identityCount } = inactive;
  const title = toText(session.title);
  const model = toText(session.model);
  const startedAt = toUnixSeconds(session.startedAt);
  const shown = [title, model, startedAt];
  const rows = [toNumber(rowCount), toNumber(lastId), toNumber(idSum)];
  const dropped = [inactiveCount, inactiveSum, compactedSum, identityCount].map(toNumber);
  return {
    id,
    fingerprint: fingerprintOf([...shown, ...rows, ...dropped]),
    title,
    model,
    startedAt,
    lastActivityAt: toUnixSeconds(session.lastActivityAt),
    messageCount: toNumber(rowCount),
  };
}

/** Some of one session's messages, ascending by id. */
export interface StoredMessages {
  readonly messages: readonly StoredMessage[];
  /** True when some of them count only if no other row stands for them. */
  readonly mayBeSuperseded: boolean;
}

/** Unpacks messages of a session. */
export function toStoredMessages(sessionId: string, packed: unknown): StoredMessages {
  let flagged = 0;
  const messages = toList(typeof packed === 'string' ? JSON.parse(packed) : null).map(
    (item): StoredMessage => {
      const [id, role, content, toolCalls, toolName, timestamp, flags] = toList(item);
      const bits = toNumber(flags);
      flagged |= bits;
      return {
        sessionId,
        id: toNumber(id),
        role: toText(role),
        content: toBody(content),
        toolCalls: toBody(toolCalls),
        toolName: toText(toolName),
        timestamp: typeof timestamp === 'string' ? toUnixSeconds(Number(timestamp)) : null,
        hidden: (bits & HIDDEN) !== 0,
      };
    },
  );
  messages.sort((a, b) => a.id - b.id);
  return { messages, mayBeSuperseded: (flagged & NEEDS_SUPERSEDED) !== 0 };
}

export function isComplete(message: StoredMessage): message is Message {
  return typeof message.content !== 'number' && typeof message.toolCalls !== 'number';
}

/** Bytes of the bodies that are not there yet. */
export function missingBytes({ content, toolCalls }: StoredMessage): number {
  return (typeof content === 'number' ? content : 0) + (typeof toolCalls === 'number' ? toolCalls : 0);
}

/** The message with the bodies of `row`, which was fetched for it. */
export function withBodies(message: StoredMessage, { content, toolCalls }: Row): Message {
  return { ...message, content: toText(content), toolCalls: toText(toolCalls) };
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

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function toNumber(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function toBody(value: unknown): StoredBody {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
