import type { Achievement, TierName, Unlock, UnlockEvent, Unlocks } from '../../types.js';
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

/**
 * What a save has made known: badges that were not on record before it, or with a lower tier. What somebody else had
 * recorded by then is not news.
 *
 * @param ids what scans have unlocked or raised since the last save
 * @param before what was on record until this save
 * @param achievements as evaluated with what is on record now
 */
export function announce(
  ids: ReadonlySet<string>,
  before: Unlocks,
  achievements: readonly Achievement[],
): readonly UnlockEvent[] {
  return achievements.flatMap((achievement) => {
    const { id, tier, unlocked_at: unlockedAt } = achievement;
    const known = before.get(id);
    const knownRank = known === undefined ? 0 : recordedRank(known);
    if (!ids.has(id) || unlockedAt === undefined) return [];
    if (known !== undefined && rankOf(tier) <= knownRank) return [];
    return [{ achievement, tier, previousTier: tierOf(knownRank), unlockedAt }];
  });
}

function firstUnlock({ tier, evidence }: Achievement, now: number): Unlock {
  return { unlocked_at: Math.floor(now), first_tier: tier, highest_tier: tier, evidence: evidence ?? null };
}
