/** What is shown of a history besides its metrics: small, whatever the size of the history. Pure. */

import type { Fold, HistoryView, Holder } from '../../types.js';
import { isBetter } from './fold.js';
import { METRIC_IDS, METRICS, type MetricId } from './metrics.js';

/** Days of which each metric's part is kept. */
export const RECENT_DAYS = 28;

/** @param today number of the local day since 1970 */
export function firstRecentDay(today: number): number {
  return today - RECENT_DAYS + 1;
}

/** What the sessions of a local day add up to; its number since 1970. */
interface DayFold {
  readonly day: number;
  readonly fold: Fold<MetricId>;
}

/** Metrics whose holders are shown. */
const RECORDS = [
  'max_messages_in_session',
  'max_distinct_tools_in_session',
] as const satisfies readonly MetricId[];

/** Who holds records, by the metrics that are shown. */
export type Holders = Fold<MetricId>['best'];

/**
 * Who holds the records among sessions that have started: a day to come has not happened. One of which nobody knows when it
 * started is among them.
 * @param parts what the sessions of a day add up to, or some of them
 * @param today number of the local day since 1970
 */
export function holdersUntil(
  today: number,
  parts: Iterable<{ readonly day: number | undefined; readonly fold: Pick<Fold<MetricId>, 'best'> }>,
): Holders {
  const holders: Partial<Record<MetricId, Holder>> = {};
  for (const { day, fold } of parts) {
    if (day !== undefined && day > today) continue;
    for (const id of RECORDS) {
      const holder = fold.best[id];
      if (holder !== undefined && isBetter(holder, holders[id])) holders[id] = holder;
    }
  }
  return holders;
}

/** @param recent of the last days */
export function viewOf(
  { days }: Pick<Fold<MetricId>, 'days'>,
  recent: HistoryView<MetricId>['recent'],
  holders: Holders,
): HistoryView<MetricId> {
  return {
    days,
    recent,
    longest: holders.max_messages_in_session ?? null,
    mostTools: holders.max_distinct_tools_in_session ?? null,
  };
}

/** What the sessions of each day add to the metrics that are summed or counted. */
export function recentOf(recentDays: Iterable<DayFold>): HistoryView<MetricId>['recent'] {
  const recent: Record<string, Partial<Record<MetricId, number>>> = {};
  for (const { day, fold } of recentDays) recent[day] = Object.fromEntries(additive(fold));
  return recent;
}

function additive({ totals }: Fold<MetricId>): [MetricId, number][] {
  return METRIC_IDS.flatMap((id): [MetricId, number][] => {
    const total = totals[id] ?? 0;
    return total > 0 && (METRICS[id].fold === 'sum' || METRICS[id].fold === 'sessions') ? [[id, total]] : [];
  });
}
