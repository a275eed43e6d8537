/** All badges at once: what a scan's counts and the unlocks recorded so far make of them. */

import type { Achievement, Aggregate, SessionRecord, Unlocks } from '../../types.js';
import { aggregate } from '../folding/aggregate.js';
import type { ToLocalTime } from '../folding/local-time.js';
import { METRIC_IDS, type MetricId } from '../folding/metrics.js';
import { CATALOG, metricsOf } from './catalog.js';
import { evaluate } from './evaluate.js';
import { type Recorded, recordUnlocks, type Seen } from './unlocks.js';

/** How many badges are in which state, as it goes over the wire. */
export interface StateCounts {
  readonly unlocked_count: number;
  readonly discovered_count: number;
  readonly secret_count: number;
  readonly total_count: number;
}

/** A finished scan: its badges, the unlocks with the new ones, and what is new. */
export interface Settled extends Recorded {
  readonly achievements: readonly Achievement[];
}

/** Evaluates the whole catalog, in its order. Secrets are not masked yet. */
export function evaluateAll(totals: Aggregate<MetricId>, unlocks: Unlocks): readonly Achievement[] {
  return CATALOG.map((definition) => evaluate(definition, totals, unlocks.get(definition.id)));
}

/** Evaluates the counts of a finished scan and records what they unlock: the badges carry their new unlock times. */
export function settle(totals: Aggregate<MetricId>, unlocks: Unlocks, seen: Seen): Settled {
  const reached = evaluateAll(totals, unlocks);
  const recorded = recordUnlocks(reached, unlocks, seen);
  const achievements = recorded.unlocks === unlocks ? reached : evaluateAll(totals, recorded.unlocks);
  return { achievements, ...recorded };
}

/** Counts badges by state; masked or not makes no difference. */
export function countStates(achievements: readonly Achievement[]): StateCounts {
  const count = (state: Achievement['state']) => achievements.filter((badge) => badge.state === state).length;
  return {
    unlocked_count: count('unlocked'),
    discovered_count: count('discovered'),
    secret_count: count('secret'),
    total_count: achievements.length,
  };
}

/**
 * The metrics that may leave the server: all but those that no badge but still-secret ones use.
 * A metric that no badge uses tells nothing and stays.
 */
export function publicAggregate(
  { values }: Aggregate<MetricId>,
  achievements: readonly Achievement[],
): Readonly<Record<string, number>> {
  const secretIds = new Set(achievements.filter(({ state }) => state === 'secret').map(({ id }) => id));
  const hidden = new Set(CATALOG.filter(({ id }) => secretIds.has(id)).flatMap(metricsOf));
  const shown = new Set(CATALOG.filter(({ id }) => !secretIds.has(id)).flatMap(metricsOf));
  const visible = METRIC_IDS.filter((metric) => shown.has(metric) || !hidden.has(metric));
  return Object.fromEntries(visible.map((metric) => [metric, values[metric]]));
}

/** The badges that this session alone would unlock: with live evidence, without unlock times. */
export function sessionBadges(record: SessionRecord, localTime: ToLocalTime): readonly Achievement[] {
  const alone = evaluateAll(aggregate([record], localTime), new Map());
  return alone.filter(({ unlocked }) => unlocked);
}
