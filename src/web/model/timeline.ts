import type { Achievement } from '../../types.js';
import { type Moment, moments } from './summary.js';

/** What was unlocked, or climbed, on one day. */
export interface Day {
  /** Names the day; equal for moments of the same day only. */
  readonly key: string;
  /** Unix seconds of the last of them. */
  readonly at: number;
  /** Newest first. */
  readonly moments: readonly Moment[];
}

/**
 * The latest unlocks and climbs by day, newest first.
 *
 * @param dayOf names the local day of a moment in Unix seconds
 */
export function timeline(
  badges: readonly Achievement[],
  most: number,
  dayOf: (unixSeconds: number) => string = localDay,
): readonly Day[] {
  const days = new Map<string, Moment[]>();
  for (const moment of moments(badges).slice(0, most)) {
    const key = dayOf(moment.at);
    days.set(key, [...(days.get(key) ?? []), moment]);
  }
  return [...days].map(([key, ofDay]) => ({ key, at: ofDay[0]?.at ?? 0, moments: ofDay }));
}

function localDay(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toDateString();
}
