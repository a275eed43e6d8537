/** What the routes need of the rest: types only. */

import type { HistoryItem, Latest } from '../engine/badges/history.js';
import type { Activity } from '../engine/folding/activity.js';
import type { DateOf } from '../engine/folding/local-time.js';
import type { AchievementsError } from '../errors.js';
import type { Payload } from '../payload.js';
import type { MadeBody } from './prepared.js';

/** One immutable object for each payload: the same object means the same bytes. */
export interface SnapshotView {
  /** The body of `GET /achievements`. */
  readonly payload: Payload;
  /** That body as all machines that share it serve it; undefined where it is this one's own. */
  readonly made?: MadeBody | undefined;
  /** All metrics that may be shown: `POST /rescan` adds them. */
  readonly aggregate: Readonly<Record<string, number>>;
  /** What was unlocked and climbed, the latest first. */
  readonly history: readonly HistoryItem[];
  /** The latest of each unlocked badge, the latest first. */
  readonly latest: readonly Latest[];
  /** What happened on the last days, by the same snapshot; on none of them before a scan has succeeded. */
  readonly activity: (days: number) => Activity;
  /** The day of an instant, by the same clocks. */
  readonly dateOf: DateOf;
  /** Why nothing is known of single days and sessions; undefined once the history was counted. */
  readonly uncounted?: AchievementsError;
}

export type RescanResult =
  | { readonly done: true; readonly view: SnapshotView }
  /** With the view as it is. `joined`: a scan was already running. */
  | { readonly done: false; readonly view: SnapshotView; readonly joined: boolean };

export interface AchievementsService {
  /** At once when there is one; else a promise that takes `bootstrapWaitMs` at most. Trouble with the database is inside the payload. */
  snapshot(): SnapshotView | Promise<SnapshotView>;
  /** The body of `GET /scan-status`; starts nothing. */
  status(): Promise<object>;
  /**
   * Waits for at most `rescanWaitMs`.
   * @throws AchievementsError when the scan failed.
   */
  rescan(options: { readonly full: boolean }): Promise<RescanResult>;
  /** Unlocked badges, newest first. @param limit how many, at most */
  recentUnlocks(limit: number): Promise<readonly unknown[]>;
  /**
   * What this session alone would unlock; empty for a session that is not known.
   * @throws AchievementsError as long as the history was never counted.
   */
  sessionBadges(sessionId: string): Promise<readonly unknown[]>;
  /** Starts unlocks, snapshot and checkpoint anew. */
  reset(): Promise<void>;
  /** When asking again may help, in seconds. */
  retryAfterSeconds(): number;
}

/** The homes of a cabinet, each by itself. */
export interface HomesService {
  /**
   * The same of one home. Each call rejects with `ERR_ACHIEVEMENTS_PROFILE` when there is none of that name.
   * @param asProfile whether it was named as a profile: `default` is the whole where no home is called so
   */
  of(name: string, asProfile: boolean): AchievementsService;
}
