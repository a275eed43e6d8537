import type { Achievement } from '../../types.js';
import { type Moment, moments } from './summary.js';

/** What was unlocked, or climbed, on one day. */
export interface Day {
  /** Unix seconds of the last of them. */
  readonly at: number;
  /** Newest first. */
  readonly moments: readonly Moment[];
}

/**
 * The latest unlocks and climbs by day, newest first.
 *
 * @param dayOf tells the local day of a moment in Unix seconds
 */
export function timeline(
  badges: readonly Achievement[],
  most: number,
  dayOf: (unixSeconds: number) => number,
): readonly Day[] {
  const days = new Map<number, Moment[]>();
  for (const moment of moments(badges).slice(0, most)) {
    const key = dayOf(moment.at);
    days.set(key, [...(days.get(key) ?? []), moment]);
  }
  return [...days.values()].map((ofDay) => ({ at: ofDay[0]?.at ?? 0, moments: ofDay }));
}
