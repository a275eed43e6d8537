/** Which session reached a threshold, when sessions are taken in the order of their starts. Pure. */

import type { Fold, SessionRecord } from '../../types.js';
import { Folder } from './fold.js';
import type { ToLocalTime } from './local-time.js';
import type { MetricId } from './metrics.js';
import { compareBytes } from './scan-order.js';

export interface Threshold {
  readonly metric: MetricId;
  readonly atLeast: number;
}

/** A threshold, and the session that reached it. */
export interface Crossing extends Threshold {
  /** The start of the session, Unix seconds. */
  readonly at: number;
  readonly id: string;
  /** The name of the home that it lies in, where there are several. */
  readonly home?: string;
}

/** A session, and the home that it lies in, where there are several. */
export type RecordInHome = SessionRecord & { readonly home?: string };

/** A day on which thresholds were reached. */
export interface CrossingDay {
  readonly day: number;
  /** What all days before it add up to, without what happened on them. */
  readonly before: Fold<MetricId>;
  readonly thresholds: readonly Threshold[];
}

/**
 * The days on which thresholds were reached; those that never were are on none.
 * @param days what each day's sessions add up to, in order
 */
export function crossingDays(
  days: Iterable<{ readonly day: number; readonly fold: Fold<MetricId> }>,
  wanted: readonly Threshold[],
): readonly CrossingDay[] {
  // One is a day behind the other: to make a fold of all before each day would take its time for each of them.
  const [before, until] = [new Folder(), new Folder()];
  const found: CrossingDay[] = [];
  let open = wanted;
  for (const { day, fold } of days) {
    if (open.length === 0) break;
    const counted = { ...fold, days: {} };
    until.merge(counted);
    const thresholds = open.filter(({ metric, atLeast }) => until.value(metric) >= atLeast);
    if (thresholds.length > 0) found.push({ day, before: before.fold(), thresholds });
    open = open.filter((threshold) => !thresholds.includes(threshold));
    before.merge(counted);
  }
  return found;
}

/** Who reached them. @param records all sessions of the day, in any order */
export function crossingsWithin(
  { before, thresholds }: CrossingDay,
  records: readonly RecordInHome[],
  localTime: ToLocalTime,
): readonly Crossing[] {
  const folder = new Folder();
  folder.merge(before);
  const found: Crossing[] = [];
  let open = thresholds;
  for (const record of records.toSorted(byStart)) {
    folder.add(record, localTime);
    const reached = open.filter(({ metric, atLeast }) => folder.value(metric) >= atLeast);
    const { id, startedAt, home } = record;
    const by = { at: startedAt ?? 0, id, ...(home !== undefined && { home }) };
    for (const threshold of reached) found.push({ ...threshold, ...by });
    open = open.filter((threshold) => !reached.includes(threshold));
  }
  return found;
}

function byStart(a: RecordInHome, b: RecordInHome): number {
  const before = (a.startedAt ?? 0) - (b.startedAt ?? 0) || compareBytes(a.id, b.id);
  return before || compareBytes(a.home ?? '', b.home ?? '');
}
