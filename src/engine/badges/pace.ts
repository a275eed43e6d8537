/** How fast badges move. Pure. */

import type { Achievement, HistoryView, Pace } from '../../types.js';
import { RECENT_DAYS } from '../folding/history-view.js';
import { isMetricId, METRICS, type MetricId } from '../folding/metrics.js';

const WEEK = 7;

/**
 * The badges, with a pace where they count what is summed. Secrets have none.
 * @param today number of the local day since 1970
 */
export function withPace(
  achievements: readonly Achievement[],
  view: HistoryView<MetricId>,
  today: number,
): readonly Achievement[] {
  const young = isYoung(view, today);
  return achievements.map((achievement) => {
    const { state, threshold_metric: metric = '' } = achievement;
    if (state === 'secret' || !isMetricId(metric) || !isSummed(metric)) return achievement;
    return { ...achievement, pace: paceOf(achievement, metric, view, today, young) };
  });
}

function paceOf(
  { progress, next_tier, next_threshold }: Achievement,
  metric: MetricId,
  { recent }: HistoryView<MetricId>,
  today: number,
  young: boolean,
): Pace {
  const within = (days: number): number => {
    let total = 0;
    for (let day = today - days + 1; day <= today; day++) total += recent[day]?.[metric] ?? 0;
    return total;
  };
  const [week, month] = [within(WEEK), within(RECENT_DAYS)];
  const [added, days] = young ? [week, WEEK] : [month, RECENT_DAYS];
  const missing = next_tier === null ? undefined : (next_threshold ?? 0) - progress;
  const moves = missing !== undefined && added > 0;
  return {
    last_7_days: week,
    last_28_days: month,
    // Multiplied first: 17 missing at 17 in 28 days are 28 days, but 17 / (17 / 28) is a little more.
    eta_days: moves ? Math.max(0, Math.ceil((missing * days) / added)) : null,
  };
}

/** A history that does not fill the days by which pace is told. */
function isYoung({ days }: HistoryView<MetricId>, today: number): boolean {
  const first = Math.min(...Object.keys(days).map(Number));
  return today - first + 1 < RECENT_DAYS;
}

function isSummed(metric: MetricId): boolean {
  return METRICS[metric].fold === 'sum' || METRICS[metric].fold === 'sessions';
}
