import { rankOf } from '../engine/badges/tiers.js';
import type { Achievement } from '../types.js';

/** Badges that are unlocked now and were not before, or have risen. Pure. */
export function newsSince(
  before: readonly Achievement[],
  after: readonly Achievement[],
): readonly Achievement[] {
  const known = new Map(before.map((badge) => [badge.id, badge]));
  return after.filter(({ id, unlocked, tier }) => {
    const old = known.get(id);
    return unlocked && (old?.unlocked !== true || rankOf(tier) > rankOf(old.tier));
  });
}
