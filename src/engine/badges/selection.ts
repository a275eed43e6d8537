/** Which badges to show, and in which order. Works on badges as they are shown: masked ones give nothing away here either. */

import type { Achievement, AchievementState, TierName } from '../../types.js';
import { searchable } from './plain-text.js';
import { rankOf } from './tiers.js';

export const STATE_FILTERS = ['unlocked', 'discovered', 'secret', 'all'] as const;
export const SORT_KEYS = ['name', 'tier', 'progress', 'evidence', 'unlocked_at', 'eta'] as const;
export const ORDERS = ['asc', 'desc'] as const;

export type StateFilter = AchievementState | 'all';
export type SortKey = (typeof SORT_KEYS)[number];
export type Order = (typeof ORDERS)[number];

/** All parts are optional, and hold together. */
export interface Selection {
  readonly state?: StateFilter | undefined;
  /** The whole name of a category. */
  readonly category?: string | undefined;
  /** Unlocked badges that have this tier now. */
  readonly tier?: TierName | undefined;
  /** Text in the name or the description, in any case. */
  readonly q?: string | undefined;
  /** Catalog order when left out. */
  readonly sortBy?: SortKey | undefined;
  /** Left out: `desc` for `evidence` and `unlocked_at`, else `asc`. */
  readonly order?: Order | undefined;
  /** How many are shown, at most. */
  readonly limit?: number | undefined;
}

export interface Selected {
  readonly achievements: readonly Achievement[];
  /** How many there are, whatever the limit. */
  readonly matched: number;
}

type SortValue = number | string | undefined;

/** TABLE: what a badge is sorted by; undefined is last in either order. */
const SORT_VALUES: Readonly<Record<SortKey, (badge: Achievement) => SortValue>> = {
  name: ({ name }) => searchable(name),
  // A badge that knows no tiers stands below Copper, and above what has no tier yet.
  tier: ({ tier, unlocked }) => rankOf(tier) || (unlocked ? 0.5 : 0),
  progress: ({ progress_pct }) => progress_pct,
  eta: ({ pace }) => pace?.eta_days ?? undefined,
  evidence: ({ evidence }) => evidence?.value,
  unlocked_at: ({ unlocked_at }) => unlocked_at,
};

const LARGEST_FIRST: readonly SortKey[] = ['evidence', 'unlocked_at'];

/**
 * The badges of a selection. Of those that are sorted alike the order stays that of the catalog, so that the same badges
 * are always listed in the same order.
 */
export function select(achievements: readonly Achievement[], selection: Selection): Selected {
  const matching = achievements.filter(matcher(selection));
  const sorted = sort(matching, selection);
  return { achievements: sorted.slice(0, selection.limit), matched: sorted.length };
}

function matcher({ state = 'all', category, tier, q = '' }: Selection): (badge: Achievement) => boolean {
  const sought = searchable(q);
  return (badge) =>
    (state === 'all' || badge.state === state) &&
    (category === undefined || badge.category === category) &&
    (tier === undefined || badge.tier === tier) &&
    (sought === '' || [badge.name, badge.description].some((text) => searchable(text).includes(sought)));
}

function sort(
  achievements: readonly Achievement[],
  { sortBy, order = sortBy !== undefined && LARGEST_FIRST.includes(sortBy) ? 'desc' : 'asc' }: Selection,
): readonly Achievement[] {
  if (sortBy === undefined) return order === 'asc' ? achievements : [...achievements].reverse();
  const sortValue = SORT_VALUES[sortBy];
  const direction = order === 'asc' ? 1 : -1;
  return achievements
    .map((badge) => ({ badge, value: sortValue(badge) }))
    .sort((a, b) => compare(a.value, b.value, direction))
    .map(({ badge }) => badge);
}

function compare(a: SortValue, b: SortValue, direction: 1 | -1): number {
  if (a === b) return 0;
  if (a === undefined) return 1;
  if (b === undefined) return -1;
  return a < b ? -direction : direction;
}
