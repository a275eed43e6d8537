/** When thresholds were reached by all homes together. */

import {
  type Crossing,
  crossingDays,
  crossingsWithin,
  type RecordInHome,
  type Threshold,
} from '../../engine/folding/crossings.js';
import { Folder } from '../../engine/folding/fold.js';
import type { ToLocalTime } from '../../engine/folding/local-time.js';
import type { HomePart } from './home-part.js';
import { daysThatCount } from './share-fold.js';

/** Looks at one home after the other, so that not all of them are in memory at once. */
export async function crossingsOf(
  parts: readonly HomePart[],
  wanted: readonly Threshold[],
  localTime: ToLocalTime,
): Promise<readonly Crossing[]> {
  const days = new Map<number, { readonly folder: Folder; readonly homes: HomePart[] }>();
  for (const part of parts) {
    const { share } = part;
    if (share === undefined) continue;
    for (const { day, fold } of daysThatCount(await part.ledger(), share.dropped)) {
      if (day === undefined) continue;
      const known = days.get(day) ?? { folder: new Folder(), homes: [] };
      known.folder.merge(fold);
      known.homes.push(part);
      days.set(day, known);
    }
    await part.rest(parts.length > 1);
  }
  const inOrder = [...days].sort(([a], [b]) => a - b);
  const found: Crossing[] = [];
  for (const crossing of crossingDays(
    inOrder.map(([day, { folder }]) => ({ day, fold: folder.fold() })),
    wanted,
  )) {
    const records: RecordInHome[] = [];
    for (const part of days.get(crossing.day)?.homes ?? [])
      for (const record of await part.recordsOf(String(crossing.day)))
        records.push({ ...record, home: part.name });
    found.push(...crossingsWithin(crossing, records, localTime));
  }
  for (const part of parts) await part.rest(parts.length > 1);
  return found;
}
