/** When tiers were reached, by which session: what is asked of a history, and what is recorded of the answer. Pure. */

import type { Aggregate, TierName, TierRecord, Unlock, Unlocks } from '../../types.js';
import type { Crossing, Threshold } from '../folding/crossings.js';
import type { MetricId } from '../folding/metrics.js';
import { compareBytes } from '../folding/scan-order.js';
import { CATALOG, type Definition, type MultiConditionDefinition, type TieredDefinition } from './catalog.js';
import { TIER_NAMES } from './tiers.js';

/** The session that reached something. */
export interface Reached {
  /** Its start, Unix seconds. */
  readonly at: number;
  readonly id: string;
  /** The name of the home that it lies in, where there are several. */
  readonly home?: string;
}

/** Tells who reached a threshold; undefined when sessions with a time alone have not reached it. */
export type ReachedBy = (metric: MetricId, atLeast: number) => Reached | undefined;

export function reachedBy(crossings: readonly Crossing[]): ReachedBy {
  const found = new Map(crossings.map((crossing) => [`${crossing.metric} ${crossing.atLeast}`, crossing]));
  return (metric, atLeast) => found.get(`${metric} ${atLeast}`);
}

/** Unix seconds: when a scan first saw that it is unlocked. */
export function firstSeen({ recorded_at, unlocked_at }: Unlock): number {
  return recorded_at ?? unlocked_at;
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
 * @param record what to record of a tier, by its rank; nobody has reached it when no session with a time did
 */
export function datedTiers(
  { metric, thresholds }: TieredDefinition,
  progress: number,
  known: Unlock['tiers'],
  record: (rank: number, reached: Reached | undefined) => TierRecord,
  reached: ReachedBy,
): Unlock['tiers'] {
  const tiers: Partial<Record<TierName, TierRecord>> = {};
  TIER_NAMES.forEach((name, place) => {
    const threshold = thresholds[place] ?? Number.POSITIVE_INFINITY;
    if (known?.[name] === undefined && progress >= threshold)
      tiers[name] = record(place + 1, reached(metric, threshold));
  });
  return Object.keys(tiers).length === 0 ? known : { ...known, ...tiers };
}

/** Who met the last condition of a badge; undefined when that cannot be told of one of them. */
export function metBy({ requirements }: MultiConditionDefinition, reached: ReachedBy): Reached | undefined {
  let last: Reached | undefined;
  for (const { metric, gte } of requirements) {
    const one = reached(metric, gte);
    if (one === undefined) return undefined;
    if (last === undefined || one.at > last.at || (one.at === last.at && compareBytes(one.id, last.id) > 0))
      last = one;
  }
  return last;
}
