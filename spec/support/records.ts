/** Session records and local times for specs about folding and badges. */

import { type DateOf, dateBy, localTimeBy, type ToLocalTime } from '#src/engine/folding/local-time.js';
import { localTimeIn, machineZone } from '#src/time-zone/time-zone.js';
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
export const utc: ToLocalTime = localTimeBy(() => 0);

/** Dates in UTC. */
export const utcDate: DateOf = dateBy(utc);

/** What a router counts by unless it is told otherwise. */
export const here: ToLocalTime = localTimeIn(machineZone(process.env));
