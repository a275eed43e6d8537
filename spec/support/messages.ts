/** Messages and sessions for specs about counting. */

import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import type { ListedSession, Message, SessionRecord } from '#src/types.js';
import type { HistoryMessage } from './history.js';

/** A message whose texts are strings. */
export interface TextMessage extends Message {
  readonly content: string | null;
  readonly toolCalls: string | null;
}

/** What is counted of a message. */
export type CountedMessage = Pick<TextMessage, 'role' | 'content' | 'toolCalls' | 'toolName'>;

/** A message of which only the given part matters. */
export function messageOf(part: Partial<TextMessage> = {}): TextMessage {
  return {
    sessionId: 's1',
    id: 1,
    role: 'user',
    content: null,
    toolCalls: null,
    toolName: null,
    timestamp: null,
    hidden: false,
    ...part,
  };
}

/** What is counted of a message that a golden file holds. */
export function countedPart({ role, content, tool_calls, tool_name }: HistoryMessage): CountedMessage {
  return {
    role: textOrNull(role),
    content: textOrNull(content),
    toolCalls: Array.isArray(tool_calls) ? JSON.stringify(tool_calls) : textOrNull(tool_calls),
    toolName: textOrNull(tool_name),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** A session of which only the messages matter. */
export function sessionOf(messageCount: number): ListedSession {
  return {
    id: 's1',
    fingerprint: 'f1',
    title: null,
    model: null,
    startedAt: null,
    lastActivityAt: null,
    messageCount,
  };
}

const analyzer = createAnalyzer(compileCounters());

/** A session as the engine sees it. One analyzer serves them all, as in a scan. */
export function analyzed(
  messages: readonly Partial<TextMessage>[],
  session: Partial<ListedSession> = {},
): SessionRecord {
  analyzer.begin({ ...sessionOf(messages.length), ...session });
  messages.forEach((part, index) => {
    const message = messageOf({ id: index + 1, ...part });
    analyzer.add(message, message.content);
  });
  return analyzer.finish();
}

/** The counters of one message with this text; a counter that is 0 is absent. */
export function countersOfText(text: string): Readonly<Record<string, number>> {
  return analyzed([{ content: text }]).contribution.counters;
}

/** Counters without those that are 0. */
export function nonZero(counters: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counters).filter(([, count]) => count !== 0));
}
