import { mask } from '../engine/badges/mask.js';
import { withPace } from '../engine/badges/pace.js';
import { countStates, evaluateAll, publicAggregate } from '../engine/badges/snapshot.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { Payload, Status } from '../payload.js';
import type { Achievement, Unlocks } from '../types.js';
import type { Snapshot } from './snapshot.js';

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
  readonly snapshot: Snapshot;
  readonly unlocks: Unlocks;
  readonly error: string | null;
  readonly stale: boolean;
  readonly status: Status;
  /** By which days are told. */
  readonly localTime: ToLocalTime;
}

export function makeView({ status, localTime, ...source }: ViewSource): View {
  const { payload, aggregate } = viewWithoutStatus(source);
  const { view, numbers, verifiedAt } = source.snapshot;
  const achievements = withPace(payload.achievements, view, localTime(verifiedAt / 1000).day);
  return { payload: { ...payload, achievements, scan_meta: { ...numbers, status } }, aggregate };
}

/** A view without what is told of the scan: that is true of one process, and of one moment. */
export function viewWithoutStatus({
  snapshot,
  unlocks,
  error,
  stale,
}: Omit<ViewSource, 'status' | 'localTime'>): Omit<View, 'payload'> & {
  readonly payload: Omit<Payload, 'scan_meta'>;
} {
  const achievements = evaluateAll(snapshot.aggregate, unlocks);
  return {
    payload: {
      achievements: achievements.map(mask),
      ...countStates(achievements),
      error,
      notice: snapshot.notice,
      generated_at: Math.floor(snapshot.verifiedAt / 1000),
      is_stale: stale,
    },
    aggregate: publicAggregate(snapshot.aggregate, achievements),
  };
}

/** Unlocked badges, newest first; those of one moment in catalog order. @param limit how many, at most */
export function recentUnlocks({ payload }: View, limit: number): readonly Achievement[] {
  return payload.achievements
    .filter(({ unlocked, unlocked_at }) => unlocked && unlocked_at !== undefined)
    .sort((a, b) => (b.unlocked_at ?? 0) - (a.unlocked_at ?? 0))
    .slice(0, limit);
}
