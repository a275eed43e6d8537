import { mask } from '../engine/mask.js';
import { countStates, evaluateAll, publicAggregate } from '../engine/snapshot.js';
import type { StoredScanMeta } from '../state/snapshot-file.js';
import type { Achievement, Unlocks } from '../types.js';
import type { Shown, Status } from './snapshot.js';

/** The body of `GET /achievements`. */
export interface Payload {
  readonly achievements: readonly Achievement[];
  readonly unlocked_count: number;
  readonly discovered_count: number;
  readonly secret_count: number;
  readonly total_count: number;
  /** In plain words: what is wrong, and what to do. */
  readonly error: string | null;
  /** Unix seconds. */
  readonly generated_at: number;
  readonly is_stale: boolean;
  readonly scan_meta: StoredScanMeta & { readonly status: Status };
}

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
