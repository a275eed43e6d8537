import type { Payload, ScanMode, Status } from '../../../src/payload.js';

/** A payload without badges, for specs of how it is fetched. */
export function payload({
  mode = 'full',
  stale = false,
  cache = stale ? 'scanning' : 'fresh',
  scanned = 7,
  total = 7,
}: {
  readonly mode?: ScanMode;
  readonly stale?: boolean;
  readonly cache?: Status['cache'];
  readonly scanned?: number;
  readonly total?: number;
} = {}): Payload {
  return {
    achievements: [],
    unlocked_count: 0,
    discovered_count: 0,
    secret_count: 0,
    total_count: 0,
    error: null,
    notice: null,
    generated_at: 1,
    is_stale: stale,
    time_zone: 'UTC',
    scan_meta: {
      mode,
      sessions_total: total,
      sessions_rescanned: scanned,
      sessions_reused: 0,
      sessions_scanned_so_far: scanned,
      sessions_expected_total: total,
      duration_ms: 1,
      messages_scanned: 1,
      status: {
        state: 'idle',
        cache,
        started_at: 1,
        finished_at: 1,
        last_success_at: 1,
        last_error: null,
        last_duration_ms: 1,
        run_count: 1,
        ttl_seconds: 120,
        snapshot_generated_at: 1,
        snapshot_stale: stale,
      },
    },
  };
}
