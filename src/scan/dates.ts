import { type Crossing, crossingDays, crossingsWithin, type Threshold } from '../engine/folding/crossings.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { Ledger } from './ledger.js';

/**
 * By which sessions thresholds were reached; one that sessions with a time alone have not reached is left out.
 * @throws DamagedBlocks when a day that matters cannot be read
 */
export async function crossingsIn(
  ledger: Ledger | undefined,
  wanted: readonly Threshold[],
  localTime: ToLocalTime,
): Promise<readonly Crossing[]> {
  const found: Crossing[] = [];
  for (const day of crossingDays(ledger?.days() ?? [], wanted))
    found.push(...crossingsWithin(day, (await ledger?.recordsOf(day.day)) ?? [], localTime));
  return found;
}
