import type { Achievement, TierName, Unlock, UnlockEvent, Unlocks } from '../../types.js';
import { CATALOG, type Definition } from './catalog.js';
import { datedTiers, firstSeen, metBy, type Reached, type ReachedBy } from './dating.js';
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

/** The scan that has unlocked something. */
export interface Seen {
  /** Unix seconds. */
  readonly now: number;
  /** Whether nothing was known of the history before: then what it unlocks was reached long ago. */
  readonly first: boolean;
  /** Undefined when it cannot be asked now: then the next scan dates what has no date. */
  readonly reachedBy: ReachedBy | undefined;
}

/**
 * Records what a finished scan has unlocked or raised, and dates what is not dated yet. Never lowers or drops anything; a
 * date that is on record stays. Not for partial counts: they record nothing.
 *
 * @param achievements the whole catalog, as evaluated with these `unlocks`
 */
export function recordUnlocks(achievements: readonly Achievement[], unlocks: Unlocks, seen: Seen): Recorded {
  const changes: [string, Unlock][] = [];
  const news: News[] = [];
  achievements.forEach((achievement, place) => {
    const definition = CATALOG[place];
    if (!achievement.unlocked || definition === undefined) return;
    const { id, name, tier } = achievement;
    const known = unlocks.get(id);
    const raised = known !== undefined && rankOf(tier) > recordedRank(known);
    if (known === undefined) news.push({ type: 'unlock', id, name, tier });
    else if (raised) news.push({ type: 'tier', id, name, tier });
    const record = known ?? firstRecord(achievement, seen);
    const next = dated(
      definition,
      achievement,
      raised ? { ...record, highest_tier: tier } : record,
      known,
      seen,
    );
    if (next !== known) changes.push([id, next]);
  });
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

function firstRecord({ tier, evidence }: Achievement, { now, first }: Seen): Unlock {
  const at = Math.floor(now);
  return {
    unlocked_at: at,
    recorded_at: at,
    ...(first && { imported: true }),
    first_tier: tier,
    highest_tier: tier,
    evidence: evidence ?? null,
  };
}

/** @param known as it was before this scan */
function dated(
  definition: Definition,
  achievement: Achievement,
  record: Unlock,
  known: Unlock | undefined,
  { now, first, reachedBy }: Seen,
): Unlock {
  if (reachedBy === undefined) return record;
  const at = Math.floor(now);
  // Of what was on record already, nobody knows but when it was unlocked.
  const since = known === undefined ? at : firstSeen(known);
  const isImported = known === undefined && first;
  if (definition.kind === 'multi_condition') {
    if (record.reached_at !== undefined) return record;
    const met = metBy(definition, reachedBy);
    const { reached_at, ...by } = known === undefined ? whenReached(met, at) : reachedUntil(met, since);
    return { ...record, reached_at, ...by, ...(isImported && { unlocked_at: reached_at }) };
  }
  const knownRank = known === undefined ? 0 : recordedRank(known);
  const tiers = datedTiers(
    definition,
    achievement.progress,
    record.tiers,
    (rank, reached) => {
      // Of what was unlocked elsewhere a first scan tells as of what it has unlocked itself: tier by tier.
      const isFound = known !== undefined && first && { imported: true as const };
      if (rank > knownRank) return { recorded_at: at, ...whenReached(reached, at), ...isFound };
      // The first ones were there when it was unlocked, the others came some time after that.
      if (rank <= rankOf(record.first_tier) || reached === undefined)
        return { recorded_at: since, ...reachedUntil(reached, since) };
      const seen = Math.min(at, Math.max(since, Math.floor(reached.at)));
      return { recorded_at: seen, ...whenReached(reached, seen), ...isFound };
    },
    reachedBy,
  );
  if (tiers === undefined || tiers === record.tiers) return record;
  const { Copper } = tiers;
  return { ...record, tiers, ...(isImported && Copper !== undefined && { unlocked_at: Copper.reached_at }) };
}

function whenReached(reached: Reached | undefined, otherwise: number) {
  if (reached === undefined) return { reached_at: otherwise };
  const { at, id, home } = reached;
  return {
    reached_at: Math.floor(at),
    reached_in: id,
    ...(home !== undefined && { reached_home: home }),
  };
}

/** Of what was there at a time already: sessions that came later are not those that reached it, which are gone. */
function reachedUntil(reached: Reached | undefined, time: number) {
  return whenReached(reached !== undefined && reached.at <= time ? reached : undefined, time);
}
