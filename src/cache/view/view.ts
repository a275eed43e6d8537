import { type HistoryItem, historyOf, type Latest, latestOf } from '../../engine/badges/history.js';
import { mask } from '../../engine/badges/mask.js';
import { withPace } from '../../engine/badges/pace.js';
import { countStates, evaluateAll, publicAggregate } from '../../engine/badges/snapshot.js';
import { type Activity, activityOf } from '../../engine/folding/activity.js';
import { type DateOf, dateBy, type ToLocalTime } from '../../engine/folding/local-time.js';
import type { AchievementsError } from '../../errors.js';
import type { Payload, Status } from '../../payload.js';
import type { TimeZone } from '../../scan/zone.js';
import type { SharedBody } from '../../state/shared-state.js';
import type { Achievement, Unlocks } from '../../types.js';
import {
  activityWithoutHome,
  badgeWithoutHome,
  itemWithoutHome,
  latestWithoutHome,
  type Untitled,
  withoutTitle,
} from './home-names.js';
import { homeStatuses, isOfOne } from './homes.js';
import { isFinished, type Snapshot } from './snapshot.js';

export type { Payload } from '../../payload.js';

/** A payload, ready to be encoded. */
export interface View {
  readonly payload: Payload;
  /** Its JSON as all machines that share it serve it. */
  readonly made?: SharedBody | undefined;
  /** What may be shown of it: metrics that only secret badges use are left out. */
  readonly aggregate: Readonly<Record<string, number>>;
  /** What was unlocked and climbed, the latest first. */
  readonly history: readonly HistoryItem[];
  /** The latest of each unlocked badge, the latest first. */
  readonly latest: readonly Latest[];
  /** What happened on the last days, that of `generated_at` included; nothing before a scan has succeeded. */
  readonly activity: (days: number) => Activity;
  /** The day of an instant, by the same clocks as those of `activity`. */
  readonly dateOf: DateOf;
  /** The names of the homes that it is made of, where there may be several; undefined before they were looked for. */
  readonly homes?: readonly string[];
  /** Why nothing is known of single days and sessions; undefined once the history was counted. */
  readonly uncounted?: AchievementsError;
}

/** By what is shown what was counted. */
export interface ShownBy {
  /** By which days are told. */
  readonly localTime: ToLocalTime;
  /** The name of its zone. */
  readonly timeZone: string;
  /** Names of homes whose titles are told nobody. */
  readonly untitled?: Untitled | undefined;
}

/** @param zone as it is now: a store may tell of another one later */
export function shownBy({
  zone,
  untitled,
}: { readonly zone: TimeZone } & Pick<ShownBy, 'untitled'>): ShownBy {
  return { timeZone: zone.name, localTime: zone.localTime, untitled };
}

/** All that a view is made of. */
export interface ViewSource extends ShownBy {
  /** A finished scan, or what is known so far of the first one. */
  readonly snapshot: Snapshot;
  readonly unlocks: Unlocks;
  readonly error: string | null;
  readonly stale: boolean;
  readonly status: Status;
  /** Whether there is one home only, which need not be named; else the snapshot tells. */
  readonly isOnly?: boolean | undefined;
}

export function makeView({ status, ...source }: ViewSource): View {
  const { payload, ...rest } = viewWithoutStatus(source);
  return { payload: { ...payload, scan_meta: { ...source.snapshot.numbers, status } }, ...rest };
}

/** All badges as a snapshot has them, none of them masked. */
export function badgesOf(
  snapshot: Snapshot,
  unlocks: Unlocks,
  localTime: ToLocalTime,
  untitled: Untitled = new Set(),
  isOnly = isOfOne(snapshot),
): readonly Achievement[] {
  const { aggregate, view, numbers, verifiedAt } = snapshot;
  const shown = evaluateAll(aggregate, unlocks).map((badge) => withoutTitle(badge, untitled));
  const achievements = isOnly ? shown.map(badgeWithoutHome) : shown;
  return isFinished(numbers) ? withPace(achievements, view, localTime(verifiedAt / 1000).day) : achievements;
}

/** A view without what is told of the scan: that is true of one process, and of one moment. */
export function viewWithoutStatus({
  snapshot,
  unlocks,
  error,
  stale,
  localTime,
  timeZone,
  untitled,
  isOnly = isOfOne(snapshot),
}: Omit<ViewSource, 'status'>): Omit<View, 'payload'> & { readonly payload: Omit<Payload, 'scan_meta'> } {
  const { aggregate, view, notice, verifiedAt } = snapshot;
  const achievements = badgesOf(snapshot, unlocks, localTime, untitled, isOnly);
  const homes = homeStatuses(snapshot, stale);
  return {
    payload: {
      achievements: achievements.map(mask),
      ...countStates(achievements),
      error,
      notice,
      generated_at: Math.floor(verifiedAt / 1000),
      is_stale: stale,
      time_zone: timeZone,
      ...(homes.length > 0 && { homes }),
    },
    ...(snapshot.homes !== undefined && { homes: snapshot.homes.map(({ name }) => name) }),
    aggregate: publicAggregate(aggregate, achievements),
    history: isOnly ? historyOf(unlocks).map(itemWithoutHome) : historyOf(unlocks),
    latest: isOnly ? latestOf(unlocks).map(latestWithoutHome) : latestOf(unlocks),
    activity: (days) => {
      const activity = activityOf(view, localTime(verifiedAt / 1000).day, days, localTime);
      return isOnly ? activityWithoutHome(activity) : activity;
    },
    dateOf: dateBy(localTime),
  };
}

/** Unlocked badges, the one that was unlocked or climbed last first. @param limit how many, at most */
export function recentUnlocks({ payload, latest }: View, limit: number): readonly Achievement[] {
  const badges = new Map(payload.achievements.map((badge) => [badge.id, badge]));
  return latest.slice(0, limit).flatMap(({ item: { id } }) => badges.get(id) ?? []);
}
