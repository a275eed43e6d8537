/** When sessions are read again though nothing says that they have changed, and how many of them. Pure. */

/** Between two parts of a pass over everything, in milliseconds: so each stays small, and the machine at rest. */
const PACE_MS = 5 * 60_000;

/** A pass begins when half of its time is over, and is spread over the other half. */
const SPREAD = 2;

/** What to read again now. */
export interface Recheck {
  /** Of all blocks, those that were checked longest ago; 0 … 1. */
  readonly share: number;
  /** Unix seconds: what was checked since then is left out. */
  readonly before: number;
}

/** @param everyMs within which everything is to be read again, in milliseconds */
export function recheckPaceMs(everyMs: number): number {
  return Math.min(PACE_MS, everyMs / SPREAD);
}

/** @param now Unix milliseconds */
export function recheckAt(now: number, everyMs: number): Recheck {
  const share = Math.min(1, (SPREAD * recheckPaceMs(everyMs)) / everyMs);
  return { share, before: Math.floor((now - everyMs / SPREAD) / 1000) };
}
