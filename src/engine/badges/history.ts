/** What was unlocked and climbed, told from what is on record. Pure. */

import type { TierName, TierRecord, Unlock, Unlocks } from '../../types.js';
import { CATALOG } from './catalog.js';
import { firstSeen } from './dating.js';
import { rankOf, TIER_NAMES, tierOf } from './tiers.js';

/** An unlock, or a climb, as it goes over the wire. */
export interface HistoryItem {
  readonly id: string;
  readonly name: string;
  /** The tier reached; null for a badge without tiers. */
  readonly tier: TierName | null;
  /** The tier before it; null when it was not unlocked yet. */
  readonly previous_tier: TierName | null;
  /** Unix seconds: the start of the session that reached it; of the scan that saw it where no session with a time did. */
  readonly reached_at: number;
  /** Unix seconds: when a scan first saw it. */
  readonly recorded_at: number;
  /** The session that reached it, where that is on record. */
  readonly session?: { readonly session_id: string; readonly home?: string };
}

/** The latest of a badge. */
export interface Latest {
  readonly item: HistoryItem;
  /**
   * Unix seconds, by which it has its place among those of other badges: when it was reached for what a first scan has
   * found, else when a scan saw it. That of an unlock is its `unlocked_at`.
   */
  readonly at: number;
}

/** Where an item stands among all: what they are ordered by, each from the greatest but the last one. */
export type Place = readonly [recordedAt: number, reachedAt: number, rank: number, badge: number];

/** What stands behind an item, besides what is shown of it. */
interface Step extends TierRecord {
  /** Of the tier; 0 for a badge without tiers. */
  readonly rank: number;
  /** Whether a climb begins with it, also where the one before was seen in the same second. */
  readonly begins: boolean;
}

/**
 * All of it, the latest first: by when it was recorded, then by when it was reached, then the higher tier, then by the catalog.
 * Nothing of badges that are not in the catalog, of which nobody knows the name.
 */
export function historyOf(unlocks: Unlocks): readonly HistoryItem[] {
  return eventsOf(unlocks)
    .map(({ item }) => item)
    .sort(compareItems);
}

/** The latest of each badge, the latest first. */
export function latestOf(unlocks: Unlocks): readonly Latest[] {
  const byTime = [...eventsOf(unlocks)].sort((a, b) => b.at - a.at || compareItems(a.item, b.item));
  const seen = new Set<string>();
  return byTime.filter(({ item: { id } }) => !seen.has(id) && seen.add(id));
}

/** A part of all. @param after where the last one of the part before stands */
export function pageOf(
  items: readonly HistoryItem[],
  limit: number,
  after: Place | undefined,
): { readonly items: readonly HistoryItem[]; readonly next: Place | undefined } {
  const rest = after === undefined ? items : items.filter((item) => comparePlaces(placeOf(item), after) > 0);
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return { items: page, next: last === undefined || page.length === rest.length ? undefined : placeOf(last) };
}

function compareItems(a: HistoryItem, b: HistoryItem): number {
  return comparePlaces(placeOf(a), placeOf(b));
}

function placeOf({ id, tier, reached_at, recorded_at }: HistoryItem): Place {
  return [recorded_at, reached_at, rankOf(tier), PLACES.get(id) ?? PLACES.size];
}

function comparePlaces(a: Place, b: Place): number {
  return b[0] - a[0] || b[1] - a[1] || b[2] - a[2] || a[3] - b[3];
}

const PLACES: ReadonlyMap<string, number> = new Map(CATALOG.map(({ id }, place) => [id, place]));

function eventsOf(unlocks: Unlocks): readonly Latest[] {
  return CATALOG.flatMap(({ id, name, kind }) => {
    const unlock = unlocks.get(id);
    if (unlock === undefined) return [];
    const steps = kind === 'multi_condition' ? [onlyStep(unlock)] : stepsOf(unlock);
    return climbsOf(steps).map(([first, last]): Latest => {
      const { rank, reached_at, recorded_at, imported } = last;
      const item = {
        id,
        name,
        tier: tierOf(rank),
        previous_tier: tierOf(first.rank - 1),
        reached_at,
        recorded_at,
        ...sessionOf(last),
      };
      // A session that starts in the future outranks nothing that a scan has seen.
      return { item, at: imported ? Math.min(reached_at, recorded_at) : recorded_at };
    });
  });
}

function sessionOf({ reached_in, reached_home }: Step): Pick<HistoryItem, 'session'> {
  if (reached_in === undefined) return {};
  return { session: { session_id: reached_in, ...(reached_home !== undefined && { home: reached_home }) } };
}

function onlyStep(unlock: Unlock): Step {
  const { reached_at = unlock.unlocked_at, reached_in, reached_home, imported } = unlock;
  const recorded_at = firstSeen(unlock);
  return {
    rank: 0,
    reached_at,
    recorded_at,
    begins: true,
    ...(imported && { imported }),
    ...(reached_in !== undefined && { reached_in }),
    ...(reached_home !== undefined && { reached_home }),
  };
}

/** The tiers that are on record, the lowest first. */
function stepsOf(unlock: Unlock): readonly Step[] {
  const { tiers, first_tier, unlocked_at: reached_at } = unlock;
  const recorded_at = firstSeen(unlock);
  const atFirst = Math.max(1, rankOf(first_tier));
  return TIER_NAMES.flatMap((name, place): readonly Step[] => {
    const [rank, record] = [place + 1, tiers?.[name]];
    if (record === undefined)
      return rank <= atFirst ? [{ rank, reached_at, recorded_at, begins: false }] : [];
    // Who unlocked it had seen these, also where somebody else dated them.
    const seen = rank <= atFirst ? Math.min(record.recorded_at, recorded_at) : record.recorded_at;
    const isFound = record.imported || (unlock.imported && rank <= atFirst && seen === recorded_at);
    const begins = isFound === true || rank === atFirst + 1;
    return [{ ...record, rank, recorded_at: seen, begins, ...(isFound && { imported: true }) }];
  });
}

/** The first and the last step of each climb: those that one scan has seen are one, but for what a first scan has found. */
function climbsOf(steps: readonly Step[]): readonly (readonly [first: Step, last: Step])[] {
  const climbs: [Step, Step][] = [];
  for (const step of steps) {
    const latest = climbs.at(-1);
    if (latest === undefined || step.begins || latest[1].recorded_at !== step.recorded_at)
      climbs.push([step, step]);
    else latest[1] = step;
  }
  return climbs;
}
