/** When tiers were reached, by which session: what is asked of a history, and what is recorded of the answer. Pure. */

import type { Aggregate, TierName, TierRecord, Unlock, Unlocks } from '../../types.js';
import type { Crossing, Threshold } from '../folding/crossings.js';
import type { MetricId } from '../folding/metrics.js';
import { CATALOG, type Definition, type MultiConditionDefinition, type TieredDefinition } from './catalog.js';
import { TIER_NAMES } from './tiers.js';

/** Tells when a threshold was reached, Unix seconds; undefined when sessions with a time alone have not reached it. */
export type ReachedAt = (metric: MetricId, atLeast: number) => number | undefined;

export function reachedBy(crossings: readonly Crossing[]): ReachedAt {
  const times = new Map(crossings.map(({ metric, atLeast, at }) => [`${metric} ${atLeast}`, Math.floor(at)]));
  return (metric, atLeast) => times.get(`${metric} ${atLeast}`);
}

/** The thresholds that are reached and have no date on record. */
export function undated({ values }: Aggregate<MetricId>, unlocks: Unlocks): readonly Threshold[] {
  const wanted = new Map<string, Threshold>();
  for (const definition of CATALOG)
    for (const threshold of missingDates(definition, values, unlocks.get(definition.id)))
      wanted.set(`${threshold.metric} ${threshold.atLeast}`, threshold);
  return [...wanted.values()];
}

function missingDates(
  definition: Definition,
  values: Aggregate<MetricId>['values'],
  unlock: Unlock | undefined,
): readonly Threshold[] {
  if (definition.kind === 'multi_condition') {
    const thresholds = definition.requirements.map(({ metric, gte }) => ({ metric, atLeast: gte }));
    const met = thresholds.every(({ metric, atLeast }) => values[metric] >= atLeast);
    return met && unlock?.reached_at === undefined ? thresholds : [];
  }
  const { metric, thresholds } = definition;
  return thresholds.flatMap((atLeast, place) => {
    const name = TIER_NAMES[place];
    const isDated = name !== undefined && unlock?.tiers?.[name] !== undefined;
    return values[metric] >= atLeast && !isDated ? [{ metric, atLeast }] : [];
  });
}

/**
 * Dates for those tiers of a badge that its count reaches and that have none yet. The very object that was handed in when
 * there is nothing to add.
 * @param record what to record of a tier, by its rank; when it was reached is undefined if no session with a time did
 */
export function datedTiers(
  { metric, thresholds }: TieredDefinition,
  progress: number,
  known: Unlock['tiers'],
  record: (rank: number, reachedAt: number | undefined) => TierRecord,
  reachedAt: ReachedAt,
): NonNullable<Unlock['tiers']> {
  const tiers: Partial<Record<TierName, TierRecord>> = {};
  TIER_NAMES.forEach((name, place) => {
    const threshold = thresholds[place] ?? Number.POSITIVE_INFINITY;
    if (known?.[name] === undefined && progress >= threshold)
      tiers[name] = record(place + 1, reachedAt(metric, threshold));
  });
  return known !== undefined && Object.keys(tiers).length === 0 ? known : { ...known, ...tiers };
}

/** When the last condition of a badge was met; undefined when that cannot be told of one of them. */
export function metAt({ requirements }: MultiConditionDefinition, at: ReachedAt): number | undefined {
  let last = 0;
  for (const { metric, gte } of requirements) {
    const reached = at(metric, gte);
    if (reached === undefined) return undefined;
    last = Math.max(last, reached);
  }
  return last;
}
