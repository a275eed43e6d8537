import { CATEGORIES } from '../engine/badges/catalog.js';
import { ORDERS, type Selection, SORT_KEYS, STATE_FILTERS } from '../engine/badges/selection.js';
import { TIER_NAMES } from '../engine/badges/tiers.js';
import { readChoice, readCount, readText } from './parameters.js';

/** Longer than any name, and about as long as the longest description. */
export const LONGEST_SEARCH = 200;

const FILTER_NAMES = ['state', 'category', 'tier', 'q', 'sort_by', 'order', 'limit'];

/**
 * What a query asks to see of the badges; undefined when it asks for nothing of the kind. Names that we do not know are
 * passed over: clients and proxies add their own, such as cache busters.
 * @throws AchievementsError `ERR_ACHIEVEMENTS_PARAMETER` for a value that a filter does not take.
 */
export function readFilters(query: URLSearchParams): Selection | undefined {
  if (!FILTER_NAMES.some((name) => query.has(name))) return undefined;
  return {
    state: readChoice(query, 'state', STATE_FILTERS),
    category: readChoice(query, 'category', CATEGORIES),
    tier: readChoice(query, 'tier', TIER_NAMES),
    q: readText(query, 'q', LONGEST_SEARCH),
    sortBy: readChoice(query, 'sort_by', SORT_KEYS),
    order: readChoice(query, 'order', ORDERS),
    limit: readCount(query, 'limit'),
  };
}
