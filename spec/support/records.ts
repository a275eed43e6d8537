/** Session records and local times for specs about folding and badges. */

import type { ToLocalTime } from '#src/engine/folding/local-time.js';
import type { SessionRecord } from '#src/types.js';

/** A session record of which only the given part matters. */
export function recordOf(
  part: Partial<SessionRecord> = {},
  counters: Readonly<Record<string, number>> = {},
): SessionRecord {
  return {
    id: 's1',
    fingerprint: 'f1',
    title: 'A session',
    model: null,
    startedAt: null,
    storedStart: part.startedAt ?? null,
    lastActive: null,
    contribution: { counters, toolNames: [] },
    ...part,
  };
}

/** The same everywhere: local time in UTC. */
export const utc: ToLocalTime = (unixSeconds) => {
  const date = new Date(unixSeconds * 1000);
  return { weekday: date.getUTCDay(), hour: date.getUTCHours() };
};
