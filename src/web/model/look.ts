import type { Achievement, Requirement, TierName } from '../../types.js';

export { type Look, lookOf } from '../../medal/look.js';

/** The five tiers, lowest first. */
export const TIERS = [
  'Copper',
  'Silver',
  'Gold',
  'Diamond',
  'Olympian',
] as const satisfies readonly TierName[];

/** One step of a badge's ladder. `tier` is null where steps have no tiers. */
export interface Step {
  readonly tier: TierName | null;
  /** From 0 to 1. */
  readonly filled: number;
}

/** The rank of a tier, from 1; 0 for none. */
export function rankOf(tier: TierName | null): number {
  return tier === null ? 0 : TIERS.indexOf(tier) + 1;
}

/**
 * The past and the way ahead. A feat has a step for each of its conditions. A secret shows the five steps that everybody knows of, empty.
 */
export function stepsOf({ state, kind, tier, requirements, progress_pct }: Achievement): readonly Step[] {
  if (state === 'secret') return TIERS.map(() => ({ tier: null, filled: 0 }));
  if (kind !== 'multi_condition') {
    const rank = rankOf(tier);
    return TIERS.map((name, index) => ({ tier: name, filled: share(index, rank, progress_pct) }));
  }
  if (requirements === undefined) return [{ tier: null, filled: progress_pct / 100 }];
  // What was unlocked stays so, whatever is counted later.
  return requirements.map((condition) => ({
    tier: null,
    filled: state === 'unlocked' ? 1 : shareOf(condition),
  }));
}

/** How much of a condition is met, from 0 to 1. */
export function shareOf({ value, gte }: Requirement): number {
  return Math.min(1, value / gte) || 0;
}

function share(index: number, rank: number, percent: number): number {
  if (index < rank) return 1;
  return index === rank ? percent / 100 : 0;
}

/** How much is missing to the next tier; undefined at the top, for secrets and for feats, which count in percent. */
export function missing({ kind, next_tier, next_threshold, progress }: Achievement): number | undefined {
  if (kind === 'multi_condition' || next_tier === null || next_threshold === null) return undefined;
  return Math.max(0, next_threshold - progress);
}
