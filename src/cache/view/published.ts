/** What all machines that share a cabinet serve: the bodies, made once by the scan that found what is in them. Pure. */

import type { Payload, Status } from '../../payload.js';
import type { Fence, ToPublish } from '../../state/shared-state.js';
import type { Unlocks } from '../../types.js';
import type { Snapshot } from './snapshot.js';
import { makeView, type ShownBy, type View } from './view.js';

/** Of the store alone: what a process does is told by its `/scan-status`. @param ttlMs of the store */
function statusOfStore({ verifiedAt }: Snapshot, isStale: boolean, ttlMs: number): Status {
  const at = Math.floor(verifiedAt / 1000);
  return {
    state: 'idle',
    cache: isStale ? 'stale' : 'fresh',
    started_at: null,
    finished_at: at,
    last_success_at: at,
    last_error: null,
    last_duration_ms: null,
    run_count: 1,
    ttl_seconds: ttlMs / 1000,
    snapshot_generated_at: at,
    snapshot_stale: isStale,
  };
}

/** @param snapshot as of when it was published */
export function publishedView(
  snapshot: Snapshot,
  unlocks: Unlocks,
  isStale: boolean,
  ttlMs: number,
  shownBy: ShownBy,
): View {
  const status = statusOfStore(snapshot, isStale, ttlMs);
  return makeView({ snapshot, unlocks, error: null, stale: isStale, status, ...shownBy });
}

export function toPublish(
  snapshot: Snapshot,
  unlocks: Unlocks,
  fence: Fence | undefined,
  ttlMs: number,
  shownBy: ShownBy,
): ToPublish {
  const body = (isStale: boolean): Payload =>
    publishedView(snapshot, unlocks, isStale, ttlMs, shownBy).payload;
  return { fence, fresh: body(false), stale: body(true) };
}
