import type { ListedSession } from '../types.js';
import type { Waiting } from './queue.js';

/** The sessions in the order of their list, each with its place in scan order. */
export function placed(sessions: Iterable<ListedSession>): readonly Waiting[] {
  const listed = [...sessions];
  const places = new Map(listed.toSorted(byScanOrder).map((session, place) => [session, place]));
  return listed.map((session) => ({ session, place: places.get(session) ?? 0 }));
}

/** By the start as it is stored, the latest first: texts, numbers, nothing. Then by id in the order of UTF-8. */
function byScanOrder(a: ListedSession, b: ListedSession): number {
  return byStart(startOf(b), startOf(a)) || byBytes(a.id, b.id);
}

function startOf({ storedStart, startedAt }: ListedSession): number | string | null {
  return storedStart === undefined ? startedAt : storedStart;
}

function byStart(a: number | string | null, b: number | string | null): number {
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : a < b ? -1 : 1;
  if (typeof a === 'string' && typeof b === 'string') return byBytes(a, b);
  return rank(a) - rank(b);
}

function rank(start: number | string | null): number {
  return start === null ? 0 : typeof start === 'number' ? 1 : 2;
}

function byBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
