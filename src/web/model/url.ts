import { type Filters, NO_FILTERS, SORTS, STATES, TIER_FILTERS } from './filters.js';

/** Which query parameter holds what. The prefix keeps them apart from those of the host. */
const PARAMETERS = {
  state: 'badges-state',
  category: 'badges-category',
  tier: 'badges-tier',
  query: 'badges-q',
  sort: 'badges-sort',
} as const satisfies Record<keyof Filters, string>;

/** The filters in a query string. What is missing or makes no sense is the default. */
export function readFilters(search: string): Filters {
  const parameters = new URLSearchParams(search);
  return {
    state: oneOf(STATES, parameters.get(PARAMETERS.state)) ?? NO_FILTERS.state,
    category: parameters.get(PARAMETERS.category) ?? NO_FILTERS.category,
    tier: oneOf(TIER_FILTERS, parameters.get(PARAMETERS.tier)) ?? NO_FILTERS.tier,
    query: parameters.get(PARAMETERS.query) ?? NO_FILTERS.query,
    sort: oneOf(SORTS, parameters.get(PARAMETERS.sort)) ?? NO_FILTERS.sort,
  };
}

/** The address with these filters in its query, and all else as it was. Defaults are left out, so links stay short. */
export function withFilters(address: string, filters: Filters): string {
  const url = new URL(address);
  for (const key of ['state', 'category', 'tier', 'query', 'sort'] as const) {
    if (filters[key] === NO_FILTERS[key]) url.searchParams.delete(PARAMETERS[key]);
    else url.searchParams.set(PARAMETERS[key], filters[key]);
  }
  return url.href;
}

function oneOf<Value extends string>(values: readonly Value[], text: string | null): Value | undefined {
  return values.find((value) => value === text);
}
