import type { MetricId } from '../engine/metrics.js';
import type { Aggregate } from '../types.js';

/** Numbers about the scan that made a snapshot, as `scan_meta` shows them. */
export interface ScanNumbers {
  readonly mode: 'full' | 'incremental' | 'in_progress' | 'pending' | 'failed';
  readonly sessions_total: number;
  readonly sessions_rescanned: number;
  readonly sessions_reused: number;
  readonly sessions_scanned_so_far: number;
  readonly sessions_expected_total: number;
  readonly duration_ms: number;
  readonly messages_scanned: number;
}

/** What a finished scan knew. All that is served is made from it and the unlocks. */
export interface Snapshot {
  readonly aggregate: Aggregate<MetricId>;
  /** Unix seconds of the scan that last found something new. */
  readonly generatedAt: number;
  readonly numbers: ScanNumbers;
  /** Unix milliseconds at which it was last known to be right. */
  readonly verifiedAt: number;
}

/** Where the coordinator stands. `cache` is derived from the rest and the time; nothing else decides. */
export type CacheState = 'fresh' | 'stale' | 'scanning' | 'failed' | 'empty';

export interface Status {
  readonly state: 'idle' | 'running' | 'failed';
  readonly cache: CacheState;
  /** Unix seconds. */
  readonly last_success_at: number | null;
  readonly last_error: string | null;
  /** Scans begun since the router was created. */
  readonly run_count: number;
}
