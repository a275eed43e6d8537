import { type HistoryItem, historyOf, type Latest, latestOf } from '../engine/badges/history.js';
import { mask } from '../engine/badges/mask.js';
import { withPace } from '../engine/badges/pace.js';
import { countStates, evaluateAll, publicAggregate } from '../engine/badges/snapshot.js';
import { type Activity, activityOf } from '../engine/folding/activity.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { Payload, Status } from '../payload.js';
import type { Achievement, Unlocks } from '../types.js';
import { isFinished, type Snapshot } from './snapshot.js';

export type { Payload } from '../payload.js';

/** A payload, ready to be encoded. */
export interface View {
  readonly payload: Payload;
  /** What may be shown of it: metrics that only secret badges use are left out. */
  readonly aggregate: Readonly<Record<string, number>>;
  /** What was unlocked and climbed, the latest first. */
  readonly history: readonly HistoryItem[];
  /** The latest of each unlocked badge, the latest first. */
  readonly latest: readonly Latest[];
  /** What happened on the last days, that of `generated_at` included; nothing before a scan has succeeded. */
  readonly activity: (days: number) => Activity;
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

export function makeView({ status, ...source }: ViewSource): View {
  const { payload, ...rest } = viewWithoutStatus(source);
  return { payload: { ...payload, scan_meta: { ...source.snapshot.numbers, status } }, ...rest };
}

/** All badges as a snapshot has them, none of them masked. */
export function badgesOf(
  { aggregate, view, numbers, verifiedAt }: Snapshot,
  unlocks: Unlocks,
  localTime: ToLocalTime,
): readonly Achievement[] {
  const achievements = evaluateAll(aggregate, unlocks);
  return isFinished(numbers) ? withPace(achievements, view, localTime(verifiedAt / 1000).day) : achievements;
}

/** A view without what is told of the scan: that is true of one process, and of one moment. */
export function viewWithoutStatus({
  snapshot,
  unlocks,
  error,
  stale,
  localTime,
}: Omit<ViewSource, 'status'>): Omit<View, 'payload'> & { readonly payload: Omit<Payload, 'scan_meta'> } {
  const { aggregate, view, notice, verifiedAt } = snapshot;
  const achievements = badgesOf(snapshot, unlocks, localTime);
  return {
    payload: {
      achievements: achievements.map(mask),
      ...countStates(achievements),
      error,
      notice,
      generated_at: Math.floor(verifiedAt / 1000),
      is_stale: stale,
    },
    aggregate: publicAggregate(aggregate, achievements),
    history: historyOf(unlocks),
    latest: latestOf(unlocks),
    activity: (days) => activityOf(view, localTime(verifiedAt / 1000).day, days, localTime),
  };
}

/** Unlocked badges, the one that was unlocked or climbed last first. @param limit how many, at most */
export function recentUnlocks({ payload, latest }: View, limit: number): readonly Achievement[] {
  const badges = new Map(payload.achievements.map((badge) => [badge.id, badge]));
  return latest.slice(0, limit).flatMap(({ item: { id } }) => badges.get(id) ?? []);
}
