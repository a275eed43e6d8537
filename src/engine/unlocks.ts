import type { Achievement, TierName, Unlock, Unlocks } from '../types.js';
import { ownValue } from './own.js';
import { rankOf, recordedRank, tierOf } from './tiers.js';

/** Something to celebrate. */
export interface News {
  readonly type: 'unlock' | 'tier';
  readonly id: string;
  readonly name: string;
  /** The tier reached; null for a multi-condition badge. */
  readonly tier: TierName | null;
}

/** Unlocks after a scan, and what is new among them. */
export interface Recorded {
  /** The very object that was handed in when there is nothing to write. */
  readonly unlocks: Unlocks;
  readonly news: readonly News[];
}

/**
 * Records what a finished scan has unlocked or raised. Never lowers or drops anything.
 * Not for partial counts: they record nothing.
 *
 * @param achievements as evaluated with these `unlocks`
 * @param now Unix seconds
 */
export function recordUnlocks(achievements: readonly Achievement[], unlocks: Unlocks, now: number): Recorded {
  const changes: [string, Unlock][] = [];
  const news: News[] = [];
  for (const achievement of achievements) {
    if (!achievement.unlocked) continue;
    const { id, name, tier } = achievement;
    const known = ownValue(unlocks, id);
    if (known === undefined) {
      changes.push([id, firstUnlock(achievement, now)]);
      news.push({ type: 'unlock', id, name, tier });
    } else if (rankOf(tier) > recordedRank(known)) {
      changes.push([id, { ...known, highest_tier: tier }]);
      news.push({ type: 'tier', id, name, tier });
    }
  }
  if (changes.length === 0) return { unlocks, news };
  return { unlocks: Object.fromEntries([...Object.entries(unlocks), ...changes]), news };
}

/**
 * Unlocks of two files as one. Of an achievement in both, the earlier unlock holds, with everything recorded of it;
 * what only the later one knows is added, and the highest tier is the higher of both. The order does not matter.
 * Returns `a` itself when `b` adds nothing to it.
 */
export function mergeUnlocks(a: Unlocks, b: Unlocks): Unlocks {
  const changes = Object.entries(b).flatMap(([id, theirs]): [string, Unlock][] => {
    const ours = ownValue(a, id);
    const merged = ours === undefined ? theirs : mergeUnlock(ours, theirs);
    return merged === ours ? [] : [[id, merged]];
  });
  return changes.length === 0 ? a : Object.fromEntries([...Object.entries(a), ...changes]);
}

function firstUnlock({ tier, evidence }: Achievement, now: number): Unlock {
  return { unlocked_at: Math.floor(now), first_tier: tier, highest_tier: tier, evidence: evidence ?? null };
}

function mergeUnlock(ours: Unlock, theirs: Unlock): Unlock {
  const [early, late] = order(ours, theirs) <= 0 ? [ours, theirs] : [theirs, ours];
  // Starting with ours keeps its order of keys, so that an unchanged unlock is recognised by its text.
  const merged = { ...ours, ...late, ...early, evidence: early.evidence ?? late.evidence };
  const highest = Math.max(highestRank(early), highestRank(late));
  const raised = highest > rankOf(early.first_tier) || Object.hasOwn(merged, 'highest_tier');
  const result = raised ? { ...merged, highest_tier: tierOf(highest) } : merged;
  return JSON.stringify(result) === JSON.stringify(ours) ? ours : result;
}

// Not `recordedRank`: a multi-condition badge must not gain a tier.
function highestRank(unlock: Unlock): number {
  return Math.max(rankOf(unlock.first_tier), rankOf(unlock.highest_tier));
}

// By time; at the same time by what would differ, so that merging does not depend on the order of the files.
function order(a: Unlock, b: Unlock): number {
  return (
    a.unlocked_at - b.unlocked_at ||
    rankOf(a.first_tier) - rankOf(b.first_tier) ||
    compare(JSON.stringify(a.evidence), JSON.stringify(b.evidence))
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
