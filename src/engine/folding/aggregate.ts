import type { Aggregate, Evidence, Fold, SessionRecord } from '../../types.js';
import { foldOf } from './fold.js';
import type { ToLocalTime } from './local-time.js';
import { eachMetric, METRIC_IDS, type MetricId } from './metrics.js';

/** All metrics of what was folded, as they are evaluated and shown. */
export function aggregateOf({ totals, best, sets }: Fold<MetricId>): Aggregate<MetricId> {
  const evidence: Partial<Record<MetricId, Evidence>> = {};
  for (const metric of METRIC_IDS) {
    const holder = best[metric];
    if (holder === undefined) continue;
    const { id, title, value, home } = holder;
    evidence[metric] = { session_id: id, title, value, ...(home !== undefined && { home }) };
  }
  return {
    values: eachMetric((_, id) => best[id]?.value ?? sets[id]?.length ?? totals[id] ?? 0),
    evidence,
  };
}

/** The metrics of sessions, in any order. */
export function aggregate(records: Iterable<SessionRecord>, localTime: ToLocalTime): Aggregate<MetricId> {
  return aggregateOf(foldOf(records, localTime));
}
