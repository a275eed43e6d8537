import type { Achievement, TierName, Unlock, Unlocks } from '../types.js';
import { rankOf, recordedRank } from './tiers.js';

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
    const known = unlocks.get(id);
    if (known === undefined) {
      changes.push([id, firstUnlock(achievement, now)]);
      news.push({ type: 'unlock', id, name, tier });
    } else if (rankOf(tier) > recordedRank(known)) {
      changes.push([id, { ...known, highest_tier: tier }]);
      news.push({ type: 'tier', id, name, tier });
    }
  }
  if (changes.length === 0) return { unlocks, news };
  return { unlocks: new Map([...unlocks, ...changes]), news };
}

function firstUnlock({ tier, evidence }: Achievement, now: number): Unlock {
  return { unlocked_at: Math.floor(now), first_tier: tier, highest_tier: tier, evidence: evidence ?? null };
}
