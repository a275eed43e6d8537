/** Which thresholds were reached when, as far as what is kept of each home tells: without a look at any session before. Pure. */

import type { CrossingDay, Threshold } from '../../engine/folding/crossings.js';
import { firstDaysIn } from '../../engine/folding/first-days.js';
import { METRICS, type MetricId } from '../../engine/folding/metrics.js';
import type { HomeShare } from '../../state/cabinet/share.js';

/** What all homes together reached. */
export interface KnownCrossings {
  readonly days: readonly CrossingDay[];
  /** Those of which more must be known. */
  readonly others: readonly Threshold[];
}

type OfHome = Pick<HomeShare, 'fold' | 'recent' | 'recentFrom' | 'firstDays' | 'days'>;

/** A day on which a metric reached something, and what it was before. */
interface Crossed {
  readonly day: number;
  readonly total?: number;
  readonly set?: readonly string[];
}

/**
 * Sums and counts are known of the last days, and of what is told apart the day on which it turned up first.
 * @param shares of all homes
 */
export function knownCrossings(shares: readonly OfHome[], wanted: readonly Threshold[]): KnownCrossings {
  // Of sessions without a time nobody knows what they add before a day.
  if (shares.length === 0 || shares.some(({ days }) => days.some((day) => !Number.isInteger(Number(day)))))
    return { days: [], others: wanted };
  const from = Math.max(...shares.map(({ recentFrom }) => recentFrom));
  const others: Threshold[] = [];
  const days = new Map<number, CrossingDay>();
  for (const threshold of wanted) {
    const crossed = isDistinct(threshold)
      ? whenDifferent(shares, threshold)
      : whenSummed(shares, threshold, from);
    if (crossed === undefined) others.push(threshold);
    else if (crossed !== 'never')
      days.set(crossed.day, withThreshold(days.get(crossed.day), threshold, crossed));
  }
  return { days: [...days.values()], others };
}

/** Undefined when that is not known. */
function whenSummed(
  shares: readonly OfHome[],
  { metric, atLeast }: Threshold,
  from: number,
): Crossed | 'never' | undefined {
  if (!isSummed(metric)) return undefined;
  const byDay = totalsByDay(shares, metric, from);
  let before = totalOf(shares, metric) - byDay.reduce((sum, [, total]) => sum + total, 0);
  if (before >= atLeast) return undefined;
  for (const [day, total] of byDay) {
    if (before + total >= atLeast) return { day, total: before };
    before += total;
  }
  return 'never';
}

function whenDifferent(shares: readonly OfHome[], { metric, atLeast }: Threshold): Crossed | 'never' {
  const all = firstDaysIn(
    shares.map(({ firstDays }) => firstDays),
    metric,
  );
  const day = all[atLeast - 1]?.[1];
  if (day === undefined) return 'never';
  return { day, set: all.flatMap(([value, first]) => (first < day ? [value] : [])) };
}

function withThreshold(known: CrossingDay | undefined, threshold: Threshold, crossed: Crossed): CrossingDay {
  const { day, total, set } = crossed;
  const { totals, sets } = known?.before ?? { totals: {}, sets: {} };
  return {
    day,
    before: {
      totals: { ...totals, ...(total !== undefined && { [threshold.metric]: total }) },
      best: {},
      sets: { ...sets, ...(set !== undefined && { [threshold.metric]: set }) },
      days: {},
    },
    thresholds: [...(known?.thresholds ?? []), threshold],
  };
}

/** Whether a home has anything to do with a threshold that was reached on that day. */
export function isPartOf(
  { day, thresholds }: CrossingDay,
  { recent, firstDays }: Pick<HomeShare, 'recent' | 'firstDays'>,
): boolean {
  const added = recent[String(day)] ?? {};
  return thresholds.some(
    ({ metric }) => (added[metric] ?? 0) > 0 || Object.values(firstDays[metric] ?? {}).includes(day),
  );
}

/** Whether a home alone has reached one of them: if not, it has nothing to do with records of that kind. */
export function isHolderOf(wanted: readonly Threshold[], { fold }: Pick<HomeShare, 'fold'>): boolean {
  return wanted.some(({ metric, atLeast }) => (fold.best[metric]?.value ?? 0) >= atLeast);
}

export function isRecord({ metric }: Threshold): boolean {
  return METRICS[metric].fold === 'max';
}

function isDistinct({ metric }: Threshold): boolean {
  return METRICS[metric].fold === 'distinct';
}

function isSummed(metric: MetricId): boolean {
  const { fold } = METRICS[metric];
  return fold === 'sum' || fold === 'sessions';
}

function totalOf(shares: readonly OfHome[], metric: MetricId): number {
  return shares.reduce((sum, { fold }) => sum + (fold.totals[metric] ?? 0), 0);
}

/** What each of the last days adds, in their order. */
function totalsByDay(
  shares: readonly OfHome[],
  metric: MetricId,
  from: number,
): [day: number, total: number][] {
  const days = new Map<number, number>();
  for (const { recent } of shares)
    for (const [name, added] of Object.entries(recent)) {
      const [day, total] = [Number(name), added[metric] ?? 0];
      if (day >= from && total > 0) days.set(day, (days.get(day) ?? 0) + total);
    }
  return [...days].sort(([a], [b]) => a - b);
}
