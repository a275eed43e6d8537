import type { Achievement } from '../../types.js';

/** What every secret shows instead of itself. */
const DISGUISE = {
  name: '???',
  description: 'Something is hiding here. It will know you when it sees you.',
  icon: 'secret',
  criteria: 'A secret. Carry on as you are, and one day it tells you itself.',
} as const;

/**
 * A badge as it may leave the server: one in state `secret` shows the disguise that all secrets share, any other is
 * returned as it is. Id, category and kind stay: the page needs the first two, and none of them tells what counts.
 */
export function mask(achievement: Achievement): Achievement {
  if (achievement.state !== 'secret') return achievement;
  const { id, category, kind } = achievement;
  // Listed field by field: a field that a badge gains later stays hidden until it is let out here.
  return {
    id,
    name: DISGUISE.name,
    description: DISGUISE.description,
    category,
    kind,
    icon: DISGUISE.icon,
    secret: true,
    unlocked: false,
    discovered: false,
    state: 'secret',
    tier: null,
    progress: 0,
    next_tier: null,
    next_threshold: null,
    progress_pct: 0,
    criteria: DISGUISE.criteria,
  };
}
