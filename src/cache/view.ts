import { mask } from '../engine/badges/mask.js';
import { countStates, evaluateAll, publicAggregate } from '../engine/badges/snapshot.js';
import type { Payload, Status } from '../payload.js';
import type { Achievement, Unlocks } from '../types.js';
import type { Shown } from './snapshot.js';

export type { Payload } from '../payload.js';

/** A payload, ready to be encoded. */
export interface View {
  readonly payload: Payload;
  /** What may be shown of it: metrics that only secret badges use are left out. */
  readonly aggregate: Readonly<Record<string, number>>;
}

/** All that a view is made of. */
export interface ViewSource {
  /** A finished scan, or what is known so far of the first one. */
  readonly snapshot: Shown;
  readonly partial: boolean;
  readonly unlocks: Unlocks;
  readonly error: string | null;
  readonly stale: boolean;
  readonly status: Status;
}

export function makeView({ snapshot, partial, unlocks, error, stale, status }: ViewSource): View {
  const achievements = evaluateAll(snapshot.aggregate, unlocks, { partial });
  return {
    payload: {
      achievements: achievements.map(mask),
      ...countStates(achievements),
      error,
      generated_at: snapshot.generatedAt,
      is_stale: stale,
      scan_meta: { ...snapshot.numbers, status },
    },
    aggregate: publicAggregate(snapshot.aggregate, achievements),
  };
}

const MOST_RECENT = 20;

/** Unlocked badges, newest first; those of one moment in catalog order. */
export function recentUnlocks({ payload }: View): readonly Achievement[] {
  return payload.achievements
    .filter(({ unlocked, unlocked_at }) => unlocked && unlocked_at !== undefined)
    .sort((a, b) => (b.unlocked_at ?? 0) - (a.unlocked_at ?? 0))
    .slice(0, MOST_RECENT);
}
