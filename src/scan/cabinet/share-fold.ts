/** What a home adds to its cabinet, when some of its sessions count elsewhere. */

import { type FirstDays, firstDaysOf } from '../../engine/folding/first-days.js';
import { Folder, foldOf } from '../../engine/folding/fold.js';
import { firstRecentDay, type Holders, holdersUntil, recentOf } from '../../engine/folding/history-view.js';
import type { ToLocalTime } from '../../engine/folding/local-time.js';
import type { MetricId } from '../../engine/folding/metrics.js';
import { keyOfSession, keysOf } from '../../state/cabinet/keys.js';
import type { Dropped } from '../../state/cabinet/share.js';
import type { Fold, HistoryView, SessionRecord } from '../../types.js';
import { type Block, dayNameOf } from '../block.js';
import type { Ledger } from '../ledger.js';

/** The records of a block. @throws LostError when they cannot be read */
export type RecordsOf = (block: Block) => Promise<readonly SessionRecord[]>;

/** By the key of a block, the keys of its sessions. @param known tells it of blocks that need not be read */
export async function keysIn(
  ledger: Ledger,
  recordsOf: RecordsOf,
  known: (key: string) => string | undefined = () => undefined,
): Promise<ReadonlyMap<string, string>> {
  const blocks = new Map<string, string>();
  for (const block of ledger.blocks())
    blocks.set(block.key, known(block.key) ?? keysOf(await recordsOf(block)));
  return blocks;
}

/** The sessions of a day that count here. @param day as the keys of blocks tell it */
export async function recordsThatCount(
  ledger: Ledger,
  day: string,
  dropped: readonly string[],
  recordsOf: RecordsOf,
): Promise<readonly SessionRecord[]> {
  const records: SessionRecord[] = [];
  for (const block of ledger.blocks())
    if (dayNameOf(block.key) === day) records.push(...withoutKeys(await recordsOf(block), dropped));
  return records;
}

/** @param dropped keys of those that count elsewhere */
export function withoutKeys(
  records: readonly SessionRecord[],
  dropped: readonly string[],
): readonly SessionRecord[] {
  if (dropped.length === 0) return records;
  const elsewhere = new Set(dropped);
  return records.filter((record) => !elsewhere.has(keyOfSession(record)));
}

/** What those of a day that count here add up to. Sums could be taken away; what was the greatest, and what differs, could not. */
export async function foldWithout(
  ledger: Ledger,
  day: string,
  keys: readonly string[],
  recordsOf: RecordsOf,
  localTime: ToLocalTime,
): Promise<Dropped> {
  return { keys, fold: foldOf(await recordsThatCount(ledger, day, keys, recordsOf), localTime) };
}

/** @param today number of the local day since 1970 */
export function shareOf(
  ledger: Ledger,
  dropped: ReadonlyMap<string, Dropped>,
  today: number,
): {
  readonly fold: Fold<MetricId>;
  readonly holders: Holders;
  readonly recent: HistoryView['recent'];
  readonly firstDays: FirstDays<MetricId>;
} {
  const recentFrom = firstRecentDay(today);
  if (dropped.size === 0) {
    const fold = ledger.fold();
    const holders = holdersUntil(today, ledger.blocks());
    const firstDays = firstDaysOf(ledger.blocks());
    return { fold, holders, recent: recentOf(ledger.days(recentFrom)), firstDays };
  }
  const whole = new Folder();
  const days = [...daysThatCount(ledger, dropped)];
  for (const { fold } of days) whole.merge(fold);
  const recent = days.flatMap(({ day, fold }) =>
    day !== undefined && day >= recentFrom ? [{ day, fold }] : [],
  );
  return {
    fold: whole.fold(),
    holders: holdersUntil(today, days),
    recent: recentOf(recent),
    firstDays: firstDaysOf(days),
  };
}

/** What each day adds, those without a time last or anywhere. */
export function* daysThatCount(
  ledger: Ledger,
  dropped: ReadonlyMap<string, Dropped>,
): Generator<{ readonly day: number | undefined; readonly fold: Fold<MetricId> }> {
  const folders = new Map<string, { readonly day: number | undefined; readonly folder: Folder }>();
  for (const { key, day, fold } of ledger.blocks()) {
    const name = dayNameOf(key);
    if (dropped.has(name)) continue;
    const known = folders.get(name);
    if (known === undefined) {
      const folder = new Folder();
      folder.merge(fold);
      folders.set(name, { day, folder });
    } else known.folder.merge(fold);
  }
  for (const { day, folder } of folders.values()) yield { day, fold: folder.fold() };
  for (const [name, { fold }] of dropped) {
    const day = Number(name);
    yield { day: Number.isInteger(day) ? day : undefined, fold };
  }
}
