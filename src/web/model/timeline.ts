import type { Achievement } from '../../types.js';
import { type Dated, recentUnlocks } from './summary.js';

/** What was unlocked on one day. */
export interface Day {
  /** Names the day; equal for moments of the same day only. */
  readonly key: string;
  /** Unix seconds of the day's last unlock. */
  readonly at: number;
  /** Newest first. */
  readonly badges: readonly Dated[];
}

/**
 * The latest unlocks by day, newest first.
 *
 * @param dayOf names the local day of a moment in Unix seconds
 */
export function timeline(
  badges: readonly Achievement[],
  most: number,
  dayOf: (unixSeconds: number) => string = localDay,
): readonly Day[] {
  const days = new Map<string, Dated[]>();
  for (const badge of recentUnlocks(badges).slice(0, most)) {
    const key = dayOf(badge.unlocked_at);
    days.set(key, [...(days.get(key) ?? []), badge]);
  }
  return [...days].map(([key, ofDay]) => ({ key, at: ofDay[0]?.unlocked_at ?? 0, badges: ofDay }));
}

function localDay(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toDateString();
}
