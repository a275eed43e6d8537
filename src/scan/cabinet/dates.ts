/** When thresholds were reached by all homes together. */

import {
  type Crossing,
  type CrossingDay,
  crossingDays,
  crossingsWithin,
  type RecordInHome,
  type Threshold,
} from '../../engine/folding/crossings.js';
import { Folder } from '../../engine/folding/fold.js';
import type { ToLocalTime } from '../../engine/folding/local-time.js';
import type { HomePart } from './home-part.js';
import { isHolderOf, isPartOf, isRecord, knownCrossings } from './known-crossings.js';
import { daysThatCount } from './share-fold.js';

/** Looks at one home after the other, so that not all of them are in memory at once, and at no more than have to do with it. */
export async function crossingsOf(
  parts: readonly HomePart[],
  wanted: readonly Threshold[],
  localTime: ToLocalTime,
): Promise<readonly Crossing[]> {
  try {
    return await findCrossings(parts, wanted, localTime);
  } finally {
    for (const part of parts) await part.rest(parts.length > 1);
  }
}

async function findCrossings(
  parts: readonly HomePart[],
  wanted: readonly Threshold[],
  localTime: ToLocalTime,
): Promise<readonly Crossing[]> {
  const shares = parts.flatMap(({ share }) => share ?? []);
  const { days, others } = knownCrossings(shares, wanted);
  const crossings: Crossing[] = [];
  for (const day of days) {
    const involved = parts.filter(({ share }) => share !== undefined && isPartOf(day, share));
    crossings.push(...crossingsWithin(day, await recordsOn(day, involved), localTime));
  }
  const holders = parts.filter(({ share }) => share !== undefined && isHolderOf(others, share));
  const looked = others.every(isRecord) ? holders : parts;
  if (others.length > 0) crossings.push(...(await lookedUp(looked, others, localTime)));
  return crossings;
}

/** By a look at every day. */
async function lookedUp(
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
  ))
    found.push(
      ...crossingsWithin(crossing, await recordsOn(crossing, days.get(crossing.day)?.homes ?? []), localTime),
    );
  return found;
}

async function recordsOn(
  { day }: Pick<CrossingDay, 'day'>,
  parts: readonly HomePart[],
): Promise<readonly RecordInHome[]> {
  const records: RecordInHome[] = [];
  for (const part of parts)
    for (const record of await part.recordsOf(String(day))) records.push({ ...record, home: part.name });
  return records;
}
