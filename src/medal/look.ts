import type { Achievement, TierName } from '../types.js';

/** How a badge looks: a tier, a feat (all conditions at once, no tiers), one that waits, one that hides. */
export type Look = TierName | 'Feat' | 'Waiting' | 'Secret';

/** The looks of what was won. Each is a metal, and has a shape. */
export type Metal = Exclude<Look, 'Waiting' | 'Secret'>;

export function lookOf({ state, tier }: Pick<Achievement, 'state' | 'tier'>): Look {
  if (state === 'secret') return 'Secret';
  if (state === 'discovered') return 'Waiting';
  return tier ?? 'Feat';
}
