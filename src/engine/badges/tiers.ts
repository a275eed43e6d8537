import type { Achievement, Tier, TierName, Unlock } from '../../types.js';

/** The five tiers, lowest first. The rank of a tier is its place in this list, from 1; rank 0 is no tier. */
export const TIER_NAMES = ['Copper', 'Silver', 'Gold', 'Diamond', 'Olympian'] as const satisfies TierName[];

/** One threshold for each tier, rising. */
export type Thresholds = readonly [number, number, number, number, number];

/** The rank of a tier; 0 for none, and for a name that is none of the five (files may hold any). */
export function rankOf(tier: TierName | null | undefined): number {
  return tier ? TIER_NAMES.indexOf(tier) + 1 : 0;
}

/** The tier of a rank; null for rank 0 and above the top. */
export function tierOf(rank: number): TierName | null {
  return TIER_NAMES[rank - 1] ?? null;
}

/** The highest rank ever recorded of a tiered badge: at least the first, even if the record names no tier that we know. */
export function recordedRank(unlock: Unlock): number {
  return Math.max(1, rankOf(unlock.first_tier), rankOf(unlock.highest_tier));
}

/** Thresholds with the names of their tiers, and when and where these were reached. */
export function ladder(thresholds: Thresholds, dates: Unlock['tiers'] = {}): readonly Tier[] {
  return TIER_NAMES.map((name, place) => {
    const { reached_at, reached_home: home } = dates[name] ?? {};
    return {
      name,
      threshold: thresholds[place] ?? thresholds[4],
      ...(reached_at !== undefined && { reached_at }),
      ...(home !== undefined && { home }),
    };
  });
}

/** Unix seconds: when a badge came to where it is; that of its unlock where nothing else is on record. */
export function reachedAt({
  tier,
  tiers = [],
  unlocked_at,
}: Pick<Achievement, 'tier' | 'tiers' | 'unlocked_at'>): number | undefined {
  return tiers.find(({ name }) => name === tier)?.reached_at ?? unlocked_at;
}

export type TierCounts = Readonly<Record<TierName, number>>;

/** Unlocked badges by the tier they have now. */
export function countTiers(achievements: readonly Achievement[]): TierCounts {
  const count = (name: TierName) =>
    achievements.filter(({ unlocked, tier }) => unlocked && tier === name).length;
  return {
    Copper: count('Copper'),
    Silver: count('Silver'),
    Gold: count('Gold'),
    Diamond: count('Diamond'),
    Olympian: count('Olympian'),
  };
}
