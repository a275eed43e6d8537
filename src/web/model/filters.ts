import type { Achievement, AchievementState } from '../../types.js';
import { lookOf, rankOf } from './look.js';
import { SHELVES, type Shelf } from './summary.js';

export const STATES = ['all', 'unlocked', 'discovered', 'secret', 'new'] as const satisfies readonly (
  | AchievementState
  | 'all'
  | 'new'
)[];
export type StateFilter = (typeof STATES)[number];

/** In the words of the API, so that links read alike. The first is the default. */
export const SORTS = ['tier', 'progress', 'unlocked_at', 'name'] as const;
export type Sort = (typeof SORTS)[number];

/** What can be asked for by its tier. */
export const TIER_FILTERS: readonly Shelf[] = SHELVES;

/** Which badges are shown, and in which order. */
export interface Filters {
  readonly state: StateFilter;
  /** Empty for all. */
  readonly category: string;
  /** A tier, or feats; empty for all. */
  readonly tier: Shelf | '';
  /** As typed; empty for all. */
  readonly query: string;
  readonly sort: Sort;
}

export const NO_FILTERS: Filters = { state: 'all', category: '', tier: '', query: '', sort: 'tier' };

export function isFiltered({ state, category, tier, query }: Filters): boolean {
  return state !== 'all' || category !== '' || tier !== '' || query.trim() !== '';
}

/** The categories of the badges, in the order in which they first come. */
export function categoriesOf(badges: readonly Achievement[]): readonly string[] {
  return [...new Set(badges.map(({ category }) => category))];
}

/** A test for badges. `news`: ids of those that are new. Each word of the query has to be found in the name or in the description. */
export function matcher(
  { state, category, tier, query }: Filters,
  news: ReadonlySet<string> = new Set(),
): (badge: Achievement) => boolean {
  const words = plain(query).split(/\s+/).filter(Boolean);
  return (badge) =>
    (state === 'all' || (state === 'new' ? news.has(badge.id) : badge.state === state)) &&
    (category === '' || badge.category === category) &&
    (tier === '' || lookOf(badge) === tier) &&
    words.every((word) => textOf(badge).includes(word));
}

/** Made once for each badge: it is looked at with every letter that is typed. */
const texts = new WeakMap<Achievement, string>();

function textOf(badge: Achievement): string {
  const { name, description } = badge;
  const text = texts.get(badge) ?? plain(`${name}\n${description}`);
  texts.set(badge, text);
  return text;
}

/** Without case and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

type Compare = (a: Achievement, b: Achievement) => number;

const byName: Compare = (a, b) => a.name.localeCompare(b.name);
const byProgress: Compare = (a, b) => b.progress_pct - a.progress_pct;
const byShelf: Compare = (a, b) => shelf(b) - shelf(a);

// Badges at the top have nowhere to go, so "closest to the next tier" puts them last; secrets come after everything.
const COMPARE: Readonly<Record<Sort, Compare>> = {
  tier: (a, b) => byShelf(a, b) || byProgress(a, b),
  progress: (a, b) => nearness(b) - nearness(a) || byShelf(b, a),
  unlocked_at: (a, b) => moment(b) - moment(a) || byShelf(a, b) || byProgress(a, b),
  name: (a, b) => Number(a.state === 'secret') - Number(b.state === 'secret') || byName(a, b),
};

/** A new array; badges that are alike stay in the order of the catalog. */
export function arrange(badges: readonly Achievement[], sort: Sort): readonly Achievement[] {
  return [...badges].sort(COMPARE[sort]);
}

/** The best on the top shelf: the tiers, then feats, then what waits, then secrets. */
function shelf({ state, tier }: Achievement): number {
  if (state === 'secret') return 0;
  return state === 'unlocked' ? 2 + rankOf(tier) : 1;
}

function nearness({ state, progress_pct }: Achievement): number {
  if (state === 'secret') return -2;
  return progress_pct === 100 ? -1 : progress_pct;
}

/** Badges without a time come after all that have one. */
function moment({ unlocked_at }: Achievement): number {
  return unlocked_at ?? -1;
}
