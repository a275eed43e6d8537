/** What a scan has unlocked. */

import { reachedBy, undated } from '../../engine/badges/dating.js';
import { type Settled, settle } from '../../engine/badges/snapshot.js';
import type { ScanReport } from '../../scan/job.js';
import type { Unlocks } from '../../types.js';
import type { Dating } from './outcome.js';

/**
 * What a scan has unlocked, besides what was.
 * @param now Unix milliseconds
 * @param first whether nothing was known of this history before
 */
export async function settledBy(
  { aggregate }: ScanReport,
  unlocks: Unlocks,
  { now, first }: { readonly now: number; readonly first: boolean },
  date: Dating,
): Promise<Settled> {
  const crossings = await date(undated(aggregate, unlocks));
  return settle(aggregate, unlocks, { now: now / 1000, first, reachedBy: reachedBy(crossings) });
}

/** What counts anew after all was wiped. Nobody can be asked for dates then: the next scan finds them. */
export function settledUndated(
  { aggregate }: Pick<ScanReport, 'aggregate'>,
  unlocks: Unlocks,
  now: number,
): Settled {
  return settle(aggregate, unlocks, { now: now / 1000, first: true, reachedBy: undefined });
}
