import type { Achievement, Aggregate, Evidence, Unlock } from '../../types.js';
import { METRICS, type MetricId } from '../folding/metrics.js';
import type { Definition, MultiConditionDefinition, TieredDefinition } from './catalog.js';
import { criteriaOf } from './criteria.js';
import { ladder, recordedRank, tierOf } from './tiers.js';

/**
 * Where a badge stands, by the live counts and by the unlock recorded earlier, which is never taken back.
 *
 * Where the recorded tier is above the one that the count reaches now, the recorded one is shown, and next tier,
 * its threshold and the percentage start from there: 0 % until the count has caught up, 100 % at the top.
 * What is reached and not on record yet, as while a first scan is under way, is unlocked without a time.
 * Secrets are whole here: `mask` hides what has to be hidden.
 */
export function evaluate(
  definition: Definition,
  aggregate: Aggregate<MetricId>,
  unlock: Unlock | undefined,
): Achievement {
  return definition.kind === 'multi_condition'
    ? evaluateConditions(definition, aggregate, unlock)
    : evaluateTiers(definition, aggregate, unlock);
}

function evaluateTiers(
  definition: TieredDefinition,
  aggregate: Aggregate<MetricId>,
  unlock: Unlock | undefined,
): Achievement {
  const { kind, metric, thresholds } = definition;
  const progress = aggregate.values[metric];
  const liveRank = thresholds.filter((threshold) => progress >= threshold).length;
  const rank = unlock === undefined ? liveRank : Math.max(liveRank, recordedRank(unlock));
  const unlocked = rank > 0;
  const evidence = liveRank > 0 ? aggregate.evidence[metric] : unlock?.evidence;
  return {
    ...identity(definition),
    threshold_metric: metric,
    unit: METRICS[metric].label,
    tiers: ladder(thresholds, unlock?.tiers),
    ...standing(definition, unlocked, progress > 0),
    tier: tierOf(rank),
    progress,
    next_tier: tierOf(rank + 1),
    next_threshold: thresholds[rank] ?? thresholds[4],
    progress_pct: percentToNext(progress, thresholds[rank - 1] ?? 0, thresholds[rank]),
    criteria: criteriaOf(definition),
    ...(unlocked && proof(unlock, kind === 'best_session' ? evidence : null)),
  };
}

function evaluateConditions(
  definition: MultiConditionDefinition,
  aggregate: Aggregate<MetricId>,
  unlock: Unlock | undefined,
): Achievement {
  const { requirements } = definition;
  const values = requirements.map(({ metric, gte }) => ({ value: aggregate.values[metric], gte }));
  const met = values.every(({ value, gte }) => value >= gte);
  const shares = values.reduce((sum, { value, gte }) => sum + Math.min(1, value / gte), 0);
  const unlocked = unlock !== undefined || met;
  const home = unlock?.reached_home;
  const progress = unlocked ? 100 : Math.floor((shares / values.length) * 100);
  return {
    ...identity(definition),
    requirements: requirements.map(({ metric, gte }) => ({
      metric,
      gte,
      value: aggregate.values[metric],
      unit: METRICS[metric].label,
    })),
    ...standing(
      definition,
      unlocked,
      values.some(({ value }) => value > 0),
    ),
    tier: null,
    progress,
    next_tier: null,
    next_threshold: 100,
    progress_pct: unlocked ? 100 : Math.min(99, progress),
    criteria: criteriaOf(definition),
    ...(unlocked && proof(unlock, null)),
    ...(home !== undefined && { home }),
  };
}

/** Field by field, so that nothing of a definition reaches the wire by accident. */
function identity({ id, name, description, category, kind, icon, secret }: Definition) {
  return { id, name, description, category, kind, icon, ...(secret && { secret }) };
}

function standing({ secret }: Definition, unlocked: boolean, counted: boolean) {
  const discovered = unlocked || counted || secret !== true;
  return {
    unlocked,
    discovered,
    state: unlocked ? 'unlocked' : discovered ? 'discovered' : 'secret',
  } as const;
}

function proof(unlock: Unlock | undefined, evidence: Evidence | null | undefined) {
  return { ...(unlock && { unlocked_at: unlock.unlocked_at }), evidence: evidence ?? null };
}

// The order of the operations counts: 57 of 100 is 56 %, because 57 / 100 * 100 is a little less than 57.
function percentToNext(progress: number, base: number, next: number | undefined): number {
  if (next === undefined) return 100;
  return Math.min(99, Math.max(0, Math.floor(((progress - base) / (next - base)) * 100)));
}
