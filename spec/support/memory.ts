import type { MemoryMessage, MemorySession } from '#src/source/memory-source.js';
import { type HistoryMessage, type HistorySession, pythonJson } from './history.js';

/** The same session for the memory source. Row states (active, compacted) are beyond it. */
export function toMemorySession(session: HistorySession): MemorySession {
  const { id, title, model, started_at, last_activity_at, messages } = session;
  return {
    id: String(id),
    title: textOf(title),
    model: textOf(model),
    startedAt: numberOf(started_at),
    lastActivityAt: numberOf(last_activity_at),
    messages: messages.map((message) => toMemoryMessage(message)),
  };
}

export function toMemoryMessage(message: HistoryMessage): MemoryMessage {
  const { role = 'user', content, tool_calls, tool_name, timestamp, display_kind } = message;
  return {
    role: textOf(role),
    content: textOf(content),
    toolCalls: Array.isArray(tool_calls) ? pythonJson(tool_calls) : textOf(tool_calls),
    toolName: textOf(tool_name),
    timestamp: numberOf(timestamp),
    hidden: display_kind === 'hidden',
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
