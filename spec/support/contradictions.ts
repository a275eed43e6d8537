import { rankOf, TIER_NAMES, tierOf } from '#src/engine/badges/tiers.js';
import type { Achievement } from '#src/types.js';

/** In what a badge, as a client gets it, contradicts itself. Written from the contract, without a look at how it is made. */
export function contradictions(badge: Achievement): string[] {
  const { state, unlocked, discovered, kind, progress_pct } = badge;
  const own = state === 'secret' ? ofSecret : kind === 'multi_condition' ? ofConditions : ofLadder;
  const claims = {
    state: unlocked === (state === 'unlocked') && discovered === (state !== 'secret'),
    proof: unlocked ? 'evidence' in badge : !('evidence' in badge) && !('unlocked_at' in badge),
    bounds: Number.isInteger(progress_pct) && progress_pct >= 0 && progress_pct <= 100,
    ...own(badge),
  };
  return Object.entries(claims).flatMap(([what, holds]) => (holds ? [] : [what]));
}

function ofSecret(badge: Achievement) {
  const { secret, tier, next_tier, next_threshold, progress, progress_pct } = badge;
  return {
    secret: secret === true && !('tiers' in badge) && !('requirements' in badge),
    tier: tier === null && next_tier === null && next_threshold === null,
    progress: progress === 0 && progress_pct === 0,
  };
}

function ofConditions(badge: Achievement) {
  const { unlocked, tier, next_tier, next_threshold, progress, progress_pct } = badge;
  return {
    tier: tier === null && next_tier === null && !('tiers' in badge),
    'next threshold': next_threshold === 100,
    progress: unlocked === (progress === 100),
    percent: unlocked === (progress_pct === 100),
  };
}

function ofLadder({ unlocked, tier, next_tier, next_threshold, progress, progress_pct, tiers }: Achievement) {
  const rank = rankOf(tier);
  const threshold = (place: number) => tiers?.[place - 1]?.threshold ?? Number.POSITIVE_INFINITY;
  const isTop = rank === TIER_NAMES.length;
  const base = rank === 0 ? 0 : threshold(rank);
  return {
    tier: unlocked === (tier !== null) && (tier === null || rank > 0),
    'next tier': next_tier === tierOf(rank + 1),
    'next threshold': next_threshold === threshold(isTop ? rank : rank + 1),
    // A badge on record may be ahead of what is counted now, never behind it.
    progress: isTop || progress < threshold(rank + 1),
    percent: isTop ? progress_pct === 100 : progress_pct <= 99 && (progress_pct === 0 || progress > base),
  };
}
