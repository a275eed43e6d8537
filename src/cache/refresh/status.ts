/** Where the cache stands, in words and times. Pure. */

import type { CacheState, Status } from '../../payload.js';
import { seconds } from '../clock.js';
import type { Snapshot } from '../view/snapshot.js';

/** What is known of the refreshes; times in Unix milliseconds. */
export interface Refreshes {
  /** The one under way. */
  readonly run: { readonly startedAt: number } | undefined;
  /** The latest one that has ended. */
  readonly last:
    | { readonly startedAt: number; readonly finishedAt: number; readonly durationMs: number }
    | undefined;
  readonly lastSuccessAt: number | undefined;
  readonly failing: boolean;
  /** How many have begun. */
  readonly runCount: number;
}

/**
 * The status as `GET /scan-status` and `scan_meta` tell it. Only events change it, never the clock: it is part of bytes
 * that are kept.
 * @param stale whether the snapshot is; true without one
 * @param error what is wrong
 */
export function statusOf(
  refreshes: Refreshes,
  snapshot: Snapshot | undefined,
  stale: boolean,
  error: string | null,
  ttlMs: number,
): Status {
  const { run, last, lastSuccessAt, failing, runCount } = refreshes;
  return {
    state: run !== undefined ? 'running' : failing ? 'failed' : 'idle',
    cache: cacheState(refreshes, snapshot && stale),
    started_at: seconds(run?.startedAt ?? last?.startedAt),
    finished_at: run === undefined ? seconds(last?.finishedAt) : null,
    last_success_at: seconds(lastSuccessAt ?? snapshot?.verifiedAt),
    last_error: error,
    last_duration_ms: last?.durationMs ?? null,
    run_count: runCount,
    ttl_seconds: ttlMs / 1000,
    snapshot_generated_at: seconds(snapshot?.verifiedAt),
    snapshot_stale: stale,
  };
}

/** @param stale whether what is kept is; undefined when nothing is kept */
function cacheState({ run, failing }: Refreshes, stale: boolean | undefined): CacheState {
  if (run !== undefined) return 'scanning';
  if (failing) return 'failed';
  if (stale === undefined) return 'empty';
  return stale ? 'stale' : 'fresh';
}
