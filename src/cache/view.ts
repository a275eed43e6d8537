import { type HistoryItem, historyOf, type Latest, latestOf } from '../engine/badges/history.js';
import { mask } from '../engine/badges/mask.js';
import { withPace } from '../engine/badges/pace.js';
import { countStates, evaluateAll, publicAggregate } from '../engine/badges/snapshot.js';
import { type Activity, activityOf } from '../engine/folding/activity.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { Payload, Status } from '../payload.js';
import type { Achievement, Unlocks } from '../types.js';
import { homeStatuses } from './homes.js';
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
  /** The names of the homes that it is made of, where there may be several; undefined before they were looked for. */
  readonly homes?: readonly string[];
}

/** By what is shown what was counted. */
export interface ShownBy {
  /** By which days are told. */
  readonly localTime: ToLocalTime;
  /** Names of homes whose titles are told nobody. */
  readonly untitled?: ReadonlySet<string> | undefined;
}

/** All that a view is made of. */
export interface ViewSource extends ShownBy {
  /** A finished scan, or what is known so far of the first one. */
  readonly snapshot: Snapshot;
  readonly unlocks: Unlocks;
  readonly error: string | null;
  readonly stale: boolean;
  readonly status: Status;
}

export function makeView({ status, ...source }: ViewSource): View {
  const { payload, ...rest } = viewWithoutStatus(source);
  return { payload: { ...payload, scan_meta: { ...source.snapshot.numbers, status } }, ...rest };
}

/** All badges as a snapshot has them, none of them masked. */
export function badgesOf(
  { aggregate, view, numbers, verifiedAt, homes }: Snapshot,
  unlocks: Unlocks,
  localTime: ToLocalTime,
  untitled: ReadonlySet<string> = new Set(),
): readonly Achievement[] {
  const shown = evaluateAll(aggregate, unlocks).map((badge) => withoutTitle(badge, untitled));
  // Where there is one, nobody needs to be told which.
  const achievements = homes?.length === 1 ? shown.map(withoutHome) : shown;
  return isFinished(numbers) ? withPace(achievements, view, localTime(verifiedAt / 1000).day) : achievements;
}

function withoutHome(badge: Achievement): Achievement {
  if (badge.evidence?.home === undefined) return badge;
  const { home: _, ...evidence } = badge.evidence;
  return { ...badge, evidence };
}

const NO_TITLE = 'Untitled';

/** The badge, without the title of a session in one of these homes. */
export function withoutTitle(badge: Achievement, untitled: ReadonlySet<string>): Achievement {
  const { evidence } = badge;
  if (evidence?.home === undefined || !untitled.has(evidence.home)) return badge;
  return { ...badge, evidence: { ...evidence, title: NO_TITLE } };
}

/** A view without what is told of the scan: that is true of one process, and of one moment. */
export function viewWithoutStatus({
  snapshot,
  unlocks,
  error,
  stale,
  localTime,
  untitled,
}: Omit<ViewSource, 'status'>): Omit<View, 'payload'> & { readonly payload: Omit<Payload, 'scan_meta'> } {
  const { aggregate, view, notice, verifiedAt } = snapshot;
  const achievements = badgesOf(snapshot, unlocks, localTime, untitled);
  const homes = homeStatuses(snapshot, stale);
  return {
    payload: {
      achievements: achievements.map(mask),
      ...countStates(achievements),
      error,
      notice,
      generated_at: Math.floor(verifiedAt / 1000),
      is_stale: stale,
      ...(homes.length > 0 && { homes }),
    },
    ...(snapshot.homes !== undefined && { homes: snapshot.homes.map(({ name }) => name) }),
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
