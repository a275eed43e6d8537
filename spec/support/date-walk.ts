/** When tiers were reached, told by a slow and obvious walk: the same rules as in `engine/`, in other words. */

import { CATALOG } from '#src/engine/badges/catalog.js';
import { TIER_NAMES } from '#src/engine/badges/tiers.js';
import type { ToLocalTime } from '#src/engine/folding/local-time.js';
import { METRIC_IDS, METRICS, type Metric, type MetricId } from '#src/engine/folding/metrics.js';
import { modelFacts } from '#src/engine/folding/models.js';
import type { SessionRecord } from '#src/types.js';

/** Who reached it: `<start> <id>`; by `<badge> <tier>`, and by the badge alone where it has no tiers. */
export type Dates = Readonly<Record<string, string>>;

export function datesByWalk(records: readonly SessionRecord[], localTime: ToLocalTime): Dates {
  const dated = records.filter(({ startedAt }) => startedAt !== null);
  dated.sort((a, b) => {
    const [one, other] = [a.startedAt ?? 0, b.startedAt ?? 0];
    return one === other ? Buffer.compare(Buffer.from(a.id), Buffer.from(b.id)) : one - other;
  });
  const values = new Map<MetricId, number>();
  const seen = new Set<string>();
  const dates: Record<string, string> = {};
  for (const record of dated) {
    for (const id of METRIC_IDS) values.set(id, valueWith(record, id, values.get(id) ?? 0, seen, localTime));
    const by = `${record.startedAt} ${record.id}`;
    for (const badge of CATALOG) {
      if (badge.kind === 'multi_condition') {
        if (badge.requirements.every(({ metric, gte }) => (values.get(metric) ?? 0) >= gte))
          dates[badge.id] ??= by;
      } else
        badge.thresholds.forEach((threshold, place) => {
          if ((values.get(badge.metric) ?? 0) >= threshold) dates[`${badge.id} ${TIER_NAMES[place]}`] ??= by;
        });
    }
  }
  return dates;
}

function valueWith(
  record: SessionRecord,
  id: MetricId,
  before: number,
  seen: Set<string>,
  localTime: ToLocalTime,
): number {
  const metric: Metric = METRICS[id];
  const { startedAt, contribution } = record;
  const { counters } = contribution;
  const facts = { model: modelFacts(record), start: localTime(startedAt ?? 0) };
  if (metric.fold === 'sum') return before + (counters[metric.counter] ?? 0);
  if (metric.fold === 'max') return Math.max(before, counters[metric.counter] ?? 0);
  if (metric.fold === 'sessions') return before + (metric.when(facts) ? 1 : 0);
  const value = metric.of(facts);
  if (value === null || seen.has(`${id} ${value}`)) return before;
  seen.add(`${id} ${value}`);
  return before + 1;
}
