/** What is shown of a history besides its metrics: small, whatever the size of the history. Pure. */

import type { Fold, HistoryView } from '../../types.js';
import { METRIC_IDS, METRICS, type MetricId } from './metrics.js';

/** Days of which each metric's part is kept. */
export const RECENT_DAYS = 28;

/** @param today number of the local day since 1970 */
export function firstRecentDay(today: number): number {
  return today - RECENT_DAYS + 1;
}

/** @param recentDays what the sessions of each recent day add up to */
export function viewOf(
  { days, best }: Fold<MetricId>,
  recentDays: Iterable<{ readonly day: number; readonly fold: Fold<MetricId> }>,
): HistoryView<MetricId> {
  const recent: Record<string, Partial<Record<MetricId, number>>> = {};
  for (const { day, fold } of recentDays) recent[day] = Object.fromEntries(additive(fold));
  return {
    days,
    recent,
    longest: best.max_messages_in_session ?? null,
    mostTools: best.max_distinct_tools_in_session ?? null,
  };
}

function additive({ totals }: Fold<MetricId>): [MetricId, number][] {
  return METRIC_IDS.flatMap((id): [MetricId, number][] => {
    const total = totals[id] ?? 0;
    return total > 0 && (METRICS[id].fold === 'sum' || METRICS[id].fold === 'sessions') ? [[id, total]] : [];
  });
}
