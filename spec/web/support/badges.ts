import type { Achievement } from '#src/types.js';

/** A badge of which only the given part matters: Gold, half-way to Diamond. */
export function badgeOf(part: Partial<Achievement> = {}): Achievement {
  return {
    id: 'badge',
    name: 'Badge',
    description: 'A badge.',
    category: 'Lifestyle',
    kind: 'lifetime',
    icon: 'flame',
    unlocked: true,
    discovered: true,
    state: 'unlocked',
    tier: 'Gold',
    progress: 150,
    next_tier: 'Diamond',
    next_threshold: 200,
    progress_pct: 50,
    criteria: 'Things: Gold at 100, Diamond at 200.',
    ...part,
  };
}

/** One that waits for its first tier. */
export function waitingOf(part: Partial<Achievement> = {}): Achievement {
  return badgeOf({
    unlocked: false,
    state: 'discovered',
    tier: null,
    next_tier: 'Copper',
    ...part,
  });
}

export function secretOf(part: Partial<Achievement> = {}): Achievement {
  return badgeOf({
    name: '???',
    unlocked: false,
    discovered: false,
    state: 'secret',
    tier: null,
    progress: 0,
    next_tier: null,
    next_threshold: null,
    progress_pct: 0,
    ...part,
  });
}

export function idsOf(badges: readonly Achievement[]): string[] {
  return badges.map(({ id }) => id);
}
