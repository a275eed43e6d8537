/** Which thresholds were reached on the last days, told by what is kept of these: without a look at any session before. Pure. */

import type { CrossingDay, Threshold } from '../../engine/folding/crossings.js';
import { METRICS, type MetricId } from '../../engine/folding/metrics.js';
import type { HomeShare } from '../../state/cabinet/share.js';

/** What all homes together reached. */
export interface RecentCrossings {
  readonly days: readonly CrossingDay[];
  /** Those of which more must be known. */
  readonly others: readonly Threshold[];
}

type OfHome = Pick<HomeShare, 'fold' | 'recent' | 'recentFrom' | 'days'>;

/** @param shares of all homes */
export function recentCrossings(shares: readonly OfHome[], wanted: readonly Threshold[]): RecentCrossings {
  // Of sessions without a time nobody knows what they add before a day.
  if (shares.length === 0 || shares.some(({ days }) => days.some((day) => !Number.isInteger(Number(day)))))
    return { days: [], others: wanted };
  const from = Math.max(...shares.map(({ recentFrom }) => recentFrom));
  const others: Threshold[] = [];
  const days = new Map<number, { totals: Partial<Record<MetricId, number>>; thresholds: Threshold[] }>();
  for (const threshold of wanted) {
    const { metric, atLeast } = threshold;
    const byDay = isSummed(metric) ? totalsByDay(shares, metric, from) : [];
    let before = totalOf(shares, metric) - byDay.reduce((sum, [, total]) => sum + total, 0);
    if (!isSummed(metric) || before >= atLeast) {
      others.push(threshold);
      continue;
    }
    for (const [day, total] of byDay) {
      if (before + total >= atLeast) {
        const known = days.get(day) ?? { totals: {}, thresholds: [] };
        known.totals[metric] = before;
        known.thresholds.push(threshold);
        days.set(day, known);
        break;
      }
      before += total;
    }
  }
  const found = [...days].map(
    ([day, { totals, thresholds }]): CrossingDay => ({
      day,
      before: { totals, best: {}, sets: {}, days: {} },
      thresholds,
    }),
  );
  return { days: found, others };
}

/** Whether a home has anything to do with a threshold that was reached on that day. */
export function isPartOf({ day, thresholds }: CrossingDay, { recent }: Pick<HomeShare, 'recent'>): boolean {
  const added = recent[String(day)] ?? {};
  return thresholds.some(({ metric }) => (added[metric] ?? 0) > 0);
}

/** Whether a home alone has reached one of them: if not, it has nothing to do with records of that kind. */
export function isHolderOf(wanted: readonly Threshold[], { fold }: Pick<HomeShare, 'fold'>): boolean {
  return wanted.some(({ metric, atLeast }) => (fold.best[metric]?.value ?? 0) >= atLeast);
}

export function isRecord({ metric }: Threshold): boolean {
  return METRICS[metric].fold === 'max';
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
