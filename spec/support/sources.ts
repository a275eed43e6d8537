/** Sources that are watched, or made up. */

import type { ListedSession, Message, SessionReader, SessionSource } from '#src/types.js';
import { messageOf } from './messages.js';

/** What a scan is asked for, and what it did. */
export interface Observed {
  readonly source: SessionSource;
  /** Ids of the sessions whose messages were asked for, by read. */
  readonly reads: string[][];
  opened: number;
  closed: number;
}

function* watch<T>(items: Iterable<T>, look: (item: T) => unknown): Generator<T> {
  for (const item of items) {
    look(item);
    yield item;
  }
}

export function observed(source: SessionSource): Observed {
  const seen: Observed = {
    reads: [],
    opened: 0,
    closed: 0,
    source: {
      async open() {
        const reader = await source.open();
        seen.opened++;
        return {
          ...reader,
          messages(sessions) {
            const ids: string[] = [];
            seen.reads.push(ids);
            return reader.messages(watch(sessions, ({ id }) => ids.push(id)));
          },
          async close() {
            await reader.close();
            seen.closed++;
          },
        };
      },
    },
  };
  return seen;
}

/** A source of any list and any pages. */
export function sourceOf(
  sessions: readonly string[],
  messages: (wanted: Iterable<ListedSession>) => AsyncIterable<readonly Message[]>,
  part: Partial<SessionReader> = {},
  messageCount = 1,
): SessionSource {
  const listed = sessions.map((id) => ({
    id,
    fingerprint: `f-${id}`,
    title: null,
    model: null,
    startedAt: 1_790_000_000,
    lastActivityAt: null,
    messageCount,
  }));
  return {
    open: async () => ({
      list: async () => ({ identity: 'a history', sessions: listed }),
      messages,
      interrupt() {},
      async close() {},
      ...part,
    }),
  };
}

export async function* pagesOf(
  ...pages: readonly (readonly Message[])[]
): AsyncGenerator<readonly Message[]> {
  yield* pages;
}

/** A message of a session. */
export function from(sessionId: string, id = 1): Message {
  return messageOf({ sessionId, id, content: 'hello' });
}
