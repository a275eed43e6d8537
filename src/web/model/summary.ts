import { type Arc, arcsOf } from '../../medal/ring.js';
import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';
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

/** An unlocked badge whose time is known. */
export type Dated = Achievement & { readonly unlocked_at: number };

/** Newest first; those of one moment in the order given. */
export function recentUnlocks(badges: readonly Achievement[]): readonly Dated[] {
  return badges.filter(isDated).sort((a, b) => b.unlocked_at - a.unlocked_at);
}

function isDated(badge: Achievement): badge is Dated {
  return badge.state === 'unlocked' && badge.unlocked_at !== undefined;
}

/**
 * What is closest: badges about to unlock, and when too few of those are left, badges about to climb a tier. A badge
 * of which nothing has counted yet is close to nothing.
 */
export function nextUp(badges: readonly Achievement[], most: number): readonly Achievement[] {
  const open = badges.filter(({ progress_pct }) => progress_pct > 0 && progress_pct < 100);
  const nearest = (state: Achievement['state']) =>
    open.filter((badge) => badge.state === state).sort((a, b) => b.progress_pct - a.progress_pct);
  return [...nearest('discovered'), ...nearest('unlocked')].slice(0, most);
}
