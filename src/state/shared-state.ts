/** What is different where several machines share a cabinet, seen from the host: types only. */

import type { AchievementsError } from '../errors.js';

/** By what a write shows that it may still be made: see `store/lease.ts`. */
export interface Fence {
  readonly name: string;
  readonly holder: string;
  readonly epoch: string;
}

/** A body and the tag that it is known by. */
export interface SharedBody {
  readonly text: string;
  /** Without quotes. */
  readonly etag: string;
}

/** What all of them serve: made once, by the scan that found it. */
export interface SharedSnapshot {
  /** Names it: another one each time. */
  readonly stamp: string;
  /** Unix milliseconds, by the clock of all. */
  readonly publishedAt: number;
  readonly fresh: SharedBody;
  readonly stale: SharedBody;
}

/** What is to be published besides what files hold. */
export interface ToPublish {
  readonly fence: Fence | undefined;
  /** The bodies of `GET /achievements`. */
  readonly fresh: object;
  readonly stale: object;
}

export interface SharedState {
  /** Looks at what is there by now, at the cost of a row. Never rejects: see `problem`. */
  look(): Promise<void>;
  /** Why that cannot be told; undefined when it could be, the last time. */
  readonly problem: AchievementsError | undefined;
  /** What is published, as far as it was loaded here. */
  readonly published: SharedSnapshot | undefined;
  /** How long a snapshot is fresh, in milliseconds; undefined before it was heard. */
  readonly ttlMs: number | undefined;
  /** Why nothing may be counted here, though all can be read; undefined when nothing is in the way. */
  readonly refusal: AchievementsError | undefined;
  /** Whether there is a home of one's own, and no newer version scans for all. */
  readonly mayScan: boolean;
}
