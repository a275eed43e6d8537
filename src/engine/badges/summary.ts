/** The short version of all badges, for a tile on a dashboard. Works on badges as they are shown. */

import type { Achievement, TierName } from '../../types.js';
import type { MetricId } from '../folding/metrics.js';
import type { Latest } from './history.js';
import { countStates, type StateCounts } from './snapshot.js';
import { countTiers, rankOf, TIER_NAMES, type TierCounts, tierOf } from './tiers.js';

export interface CategorySummary extends StateCounts {
  readonly category: string;
  /** Tiers reached, of all that there are to reach; a badge without tiers counts as one. 0–100, rounded down. */
  readonly mastery_pct: number;
}

/** A badge that something is missing for: that it is unlocked, or the next tier. */
export interface NearBadge extends Pick<Achievement, 'id' | 'name' | 'category' | 'tier' | 'progress_pct'> {
  /** The tier that comes next; null for a badge without tiers. */
  readonly next_tier: TierName | null;
  readonly progress: number;
  readonly next_threshold: number;
  /** Days to it at the present pace; null where that cannot be told. */
  readonly eta_days: number | null;
}

/** The badge that was unlocked or climbed last. */
export interface LatestUnlock extends Pick<Achievement, 'id' | 'name' | 'category' | 'tier'> {
  /** Unix seconds. */
  readonly unlocked_at: number;
  /** The tier before that of its latest climb; null when that was its unlock. */
  readonly previous_tier: TierName | null;
  /** Unix seconds: when its tier was reached. */
  readonly reached_at: number;
}

export interface Summary extends StateCounts {
  /** Of all badges, 0–100, rounded down. */
  readonly unlocked_pct: number;
  /** The highest tier that any unlocked badge has; null without one. */
  readonly top_tier: TierName | null;
  /** Unlocked badges by the tier they have now. */
  readonly tiers: TierCounts;
  /** Catalog order. */
  readonly categories: readonly CategorySummary[];
  /** At most three, the best first; none in which nothing is reached. */
  readonly strongest_categories: readonly string[];
  /** At most three, the one with the most left to do first; none that is complete or among the strongest. */
  readonly weakest_categories: readonly string[];
  /** At most five unlocks and climbs that something counts towards: by days to go, then those without by percent. */
  readonly nearest_to_unlock: readonly NearBadge[];
  readonly latest_unlock: LatestUnlock | null;
  /** The headline numbers of the history, by metric. */
  readonly totals: Readonly<Partial<Record<MetricId, number>>>;
}

/** TABLE: the metrics that sum a history up. */
export const TOTALS = [
  'session_count',
  'total_tool_calls',
  'total_terminal_calls',
  'total_file_reads_searches',
  'total_patch_calls',
  'total_web_calls',
  'total_delegate_calls',
  'total_errors',
  'distinct_model_count',
  'distinct_provider_count',
] as const satisfies readonly MetricId[];

const MOST_CATEGORIES = 3;
const MOST_NEAR = 5;

/**
 * @param metrics those that may be shown
 * @param last what was unlocked or climbed last
 */
export function summarize(
  achievements: readonly Achievement[],
  metrics: Readonly<Partial<Record<string, number>>>,
  last: Latest | undefined,
): Summary {
  const counts = countStates(achievements);
  const unlocked = achievements.filter((badge) => badge.unlocked);
  const categories = [...new Set(achievements.map(({ category }) => category))].map((category) =>
    summarizeCategory(category, achievements),
  );
  const strongest = [...categories]
    .filter(({ mastery_pct }) => mastery_pct > 0)
    .sort((a, b) => b.mastery_pct - a.mastery_pct)
    .slice(0, MOST_CATEGORIES);
  const weakest = [...categories]
    .filter((category) => category.mastery_pct < 100 && !strongest.includes(category))
    .sort((a, b) => a.mastery_pct - b.mastery_pct)
    .slice(0, MOST_CATEGORIES);
  return {
    ...counts,
    unlocked_pct: percent(counts.unlocked_count, counts.total_count),
    top_tier: tierOf(Math.max(0, ...unlocked.map(({ tier }) => rankOf(tier)))),
    tiers: countTiers(achievements),
    categories,
    strongest_categories: strongest.map(({ category }) => category),
    weakest_categories: weakest.map(({ category }) => category),
    nearest_to_unlock: nearest(achievements),
    latest_unlock: latestUnlock(unlocked, last),
    totals: Object.fromEntries(
      TOTALS.flatMap((metric) => {
        const value = metrics[metric];
        return value === undefined ? [] : [[metric, value]];
      }),
    ),
  };
}

function summarizeCategory(category: string, achievements: readonly Achievement[]): CategorySummary {
  const own = achievements.filter((badge) => badge.category === category);
  const reached = own.filter(({ unlocked }) => unlocked).map((badge) => steps(badge, rankOf(badge.tier)));
  const possible = own.map((badge) => steps(badge, TIER_NAMES.length));
  return { category, ...countStates(own), mastery_pct: percent(sum(reached), sum(possible)) };
}

function steps({ kind }: Achievement, tiers: number): number {
  return kind === 'multi_condition' ? 1 : tiers;
}

function nearest(achievements: readonly Achievement[]): readonly NearBadge[] {
  return achievements
    .filter(({ state, progress, progress_pct }) => state !== 'secret' && progress > 0 && progress_pct < 100)
    .map(({ id, name, category, tier, progress_pct, next_tier, progress, next_threshold, pace }) => ({
      id,
      name,
      category,
      tier,
      next_tier,
      progress,
      next_threshold: next_threshold ?? 100,
      progress_pct,
      eta_days: pace?.eta_days ?? null,
    }))
    .sort((a, b) => compareDays(a.eta_days, b.eta_days) || b.progress_pct - a.progress_pct)
    .slice(0, MOST_NEAR);
}

function compareDays(a: number | null, b: number | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a - b;
}

function latestUnlock(unlocked: readonly Achievement[], last: Latest | undefined): LatestUnlock | null {
  const badge = unlocked.find(({ id }) => id === last?.item.id);
  if (last === undefined || badge?.unlocked_at === undefined) return null;
  const { id, name, category, tier, unlocked_at } = badge;
  const { previous_tier, reached_at } = last.item;
  return { id, name, category, tier, unlocked_at, previous_tier, reached_at };
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((part / whole) * 100);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
