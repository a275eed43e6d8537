/** A history of plain objects: for specs, for trying things out, and as the example of a source of one's own. */

import { AchievementsError } from '../errors.js';
import type { ListedSession, Message, SessionSource } from '../types.js';
import { fingerprintOf } from './fingerprint.js';
import { toUnixSeconds } from './timestamps.js';

export interface MemoryMessage {
  /** Unique within the session, and its order; by default the place in the list, from 1. */
  readonly id?: number;
  readonly role: string | null;
  readonly content: string | null;
  /** JSON text. */
  readonly toolCalls?: string | null;
  readonly toolName?: string | null;
  /** Unix seconds. */
  readonly timestamp?: number | null;
  readonly hidden?: boolean;
}

export interface MemorySession {
  readonly id: string;
  readonly title?: string | null;
  readonly model?: string | null;
  /** Unix seconds. */
  readonly startedAt?: number | null;
  /** Unix seconds. */
  readonly lastActivityAt?: number | null;
  readonly messages: readonly MemoryMessage[];
}

const PAGE_ROWS = 500;

/** The array may be changed at any time: each look sees it as it is then, as with a database. */
export function createMemorySource(sessions: readonly MemorySession[]): SessionSource {
  return {
    async open() {
      let ended = false;
      const assertOpen = () => {
        if (ended)
          throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The reading of the history was stopped.');
      };
      const end = () => {
        ended = true;
      };
      return {
        async list() {
          assertOpen();
          const listed = sessions.toSorted(byScanOrder);
          return { identity: identityOf(listed.at(-1)), sessions: listed.map(toListed) };
        },
        async *messages(wanted) {
          const byId = new Map(sessions.map((session) => [session.id, session]));
          for (const { id } of wanted) {
            const messages =
              byId.get(id)?.messages.map((message, index) => toMessage(id, message, index + 1)) ?? [];
            messages.sort((a, b) => a.id - b.id);
            for (let start = 0; start < messages.length; start += PAGE_ROWS) {
              assertOpen();
              yield messages.slice(start, start + PAGE_ROWS);
            }
          }
        },
        interrupt: end,
        async close() {
          end();
        },
      };
    },
  };
}

/** Ids in the order of their code points, which is SQLite's; JavaScript's `<` differs beyond U+FFFF. */
function byScanOrder(a: MemorySession, b: MemorySession): number {
  const [later, earlier] = [b.startedAt ?? -Infinity, a.startedAt ?? -Infinity];
  return later === earlier ? Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) : later - earlier;
}

/** Another oldest session means another history. */
function identityOf(oldest: MemorySession | undefined): string {
  return fingerprintOf(['memory', oldest?.id ?? null, oldest?.startedAt ?? null]);
}

function toListed(session: MemorySession): ListedSession {
  const { id, title = null, model = null, startedAt = null, lastActivityAt = null, messages } = session;
  return {
    id,
    fingerprint: fingerprintOf([title, model, startedAt, messages]),
    title,
    model,
    startedAt: toUnixSeconds(startedAt),
    lastActivityAt: toUnixSeconds(lastActivityAt),
    messageCount: messages.length,
  };
}

function toMessage(sessionId: string, message: MemoryMessage, place: number): Message {
  const { id = place, role, content, toolCalls = null, toolName = null, hidden = false } = message;
  return {
    sessionId,
    id,
    role,
    content,
    toolCalls,
    toolName,
    timestamp: toUnixSeconds(message.timestamp),
    hidden,
  };
}
