import { type Arc, arcsOf } from '../../medal/ring.js';
import type { Payload } from '../../payload.js';
import type { Achievement, TierName } from '../../types.js';
import { type Look, lookOf, rankOf, TIERS } from './look.js';

/** The looks that an unlocked badge can have, lowest first. */
export const SHELVES = ['Feat', ...TIERS] as const satisfies readonly Look[];

export type Shelf = (typeof SHELVES)[number];

/** How many unlocked badges stand on each shelf. */
export function shelfCounts(badges: readonly Achievement[]): Readonly<Record<Shelf, number>> {
  const count = (shelf: Shelf) => badges.filter((badge) => lookOf(badge) === shelf).length;
  return {
    Feat: count('Feat'),
    Copper: count('Copper'),
    Silver: count('Silver'),
    Gold: count('Gold'),
    Diamond: count('Diamond'),
    Olympian: count('Olympian'),
  };
}

/** An arc of the ring of a cabinet, in parts of the whole ring. */
export interface ShelfArc extends Arc {
  readonly shelf: Shelf;
}

/** The unlocked badges as arcs, the highest shelf first; an empty one has none. */
export function ringOf({
  achievements,
  total_count,
}: Pick<Payload, 'achievements' | 'total_count'>): readonly ShelfArc[] {
  const counts = shelfCounts(achievements);
  const shelves = SHELVES.toReversed().filter((shelf) => counts[shelf] > 0);
  const arcs = arcsOf(
    shelves.map((shelf) => counts[shelf]),
    total_count,
  );
  return shelves.flatMap((shelf, index) => {
    const arc = arcs[index];
    return arc === undefined ? [] : [{ ...arc, shelf }];
  });
}

/** The highest tier of all unlocked badges; undefined when none has a tier. */
export function highestTier(badges: readonly Achievement[]): (typeof TIERS)[number] | undefined {
  const ranks = badges.filter(({ state }) => state === 'unlocked').map(({ tier }) => rankOf(tier));
  return TIERS[Math.max(0, ...ranks) - 1];
}

/** A badge with the time of one of its steps: of its unlock, or of a climb. */
export interface Moment {
  readonly badge: Achievement;
  /** Null for a badge without tiers. */
  readonly tier: TierName | null;
  /** Unix seconds. */
  readonly at: number;
  /** The home of the session, where there are several. */
  readonly home: string | undefined;
}

/** Unlocks and climbs, newest first; those of one moment with the best first. */
export function moments(badges: readonly Achievement[]): readonly Moment[] {
  return badges.flatMap(momentsOf).sort((a, b) => b.at - a.at || rankOf(b.tier) - rankOf(a.tier));
}

/** By when its tiers were reached; where that is not on record, by when it was unlocked. */
function momentsOf(badge: Achievement): readonly Moment[] {
  const { state, tiers = [], tier, unlocked_at, home } = badge;
  if (state !== 'unlocked') return [];
  const reached = tiers.flatMap(({ name, reached_at, home: of }) =>
    reached_at === undefined ? [] : [{ badge, tier: name, at: reached_at, home: of }],
  );
  if (reached.length > 0) return reached;
  return unlocked_at === undefined ? [] : [{ badge, tier, at: unlocked_at, home }];
}

/**
 * What comes first: by the days that it takes at today's pace; then what has no pace, those about to unlock before those
 * about to climb, by how near they are. A badge of which nothing has counted yet is close to nothing.
 */
export function nextUp(badges: readonly Achievement[], most: number): readonly Achievement[] {
  const open = badges.filter(({ progress_pct }) => progress_pct > 0 && progress_pct < 100);
  const days = ({ pace }: Achievement) => pace?.eta_days ?? Number.POSITIVE_INFINITY;
  const soonest = open
    .filter((badge) => Number.isFinite(days(badge)))
    .sort((a, b) => days(a) - days(b) || b.progress_pct - a.progress_pct);
  const nearest = (state: Achievement['state']) =>
    open
      .filter((badge) => badge.state === state && !Number.isFinite(days(badge)))
      .sort((a, b) => b.progress_pct - a.progress_pct);
  return [...soonest, ...nearest('discovered'), ...nearest('unlocked')].slice(0, most);
}
