/** The sessions of a home that count in another one, by day, and what the others of such a day add up to. */

import type { ToLocalTime } from '../../engine/folding/local-time.js';
import type { Dropped } from '../../state/cabinet/share.js';
import type { Ledger } from '../ledger.js';
import { foldWithout, type RecordsOf } from './share-fold.js';

/** Their keys. @param looked days of which it is known anew. @param losers by such a day */
export function keysAfter(
  before: ReadonlyMap<string, Dropped> = new Map(),
  looked: ReadonlySet<string>,
  losers: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  for (const [day, dropped] of before) if (!looked.has(day)) keys.set(day, dropped.keys);
  for (const [day, lost] of losers) keys.set(day, [...lost].sort());
  return keys;
}

/** @param known of a day on which nothing but these may be another one */
export async function droppedOf(
  ledger: Ledger,
  keys: ReadonlyMap<string, readonly string[]>,
  known: (day: string) => Dropped | undefined,
  recordsOf: RecordsOf,
  localTime: ToLocalTime,
): Promise<ReadonlyMap<string, Dropped>> {
  const dropped = new Map<string, Dropped>();
  for (const [day, lost] of keys) {
    const before = known(day);
    const isSame = before !== undefined && before.keys.join() === lost.join();
    dropped.set(day, isSame ? before : await foldWithout(ledger, day, lost, recordsOf, localTime));
  }
  return dropped;
}
