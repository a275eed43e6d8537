/** The bodies of `GET /achievements` and `GET /scan-status`, for who makes them and for the page that reads them. Types only. */

import type { Achievement } from './types.js';

export type ScanMode = 'full' | 'incremental' | 'in_progress' | 'pending' | 'failed';

/** What `scan_meta` says of the scan itself. Its `status` is of one process only, so it is not read back from a file. */
export interface StoredScanMeta {
  readonly mode: ScanMode;
  readonly sessions_total: number;
  readonly sessions_rescanned: number;
  readonly sessions_reused: number;
  readonly sessions_scanned_so_far: number;
  readonly sessions_expected_total: number;
  /** Milliseconds. */
  readonly duration_ms: number;
  readonly messages_scanned: number;
}

/** `cache` is derived from the rest and the time; nothing else decides. */
export type CacheState = 'fresh' | 'stale' | 'scanning' | 'failed' | 'empty';

/** Where the scanner and the cache stand; nothing in it moves with the clock. Times are Unix seconds. */
export interface Status {
  readonly state: 'idle' | 'running' | 'failed';
  readonly cache: CacheState;
  /** Of the scan under way, else of the latest one; null before the first, and after a reset. */
  readonly started_at: number | null;
  /** Of the latest scan; null while one is running. */
  readonly finished_at: number | null;
  readonly last_success_at: number | null;
  readonly last_error: string | null;
  /** Milliseconds. */
  readonly last_duration_ms: number | null;
  /** Scans begun since the router was created. */
  readonly run_count: number;
  /** How long a snapshot is fresh. */
  readonly ttl_seconds: number;
  /** When the snapshot was made or last confirmed; null without one. */
  readonly snapshot_generated_at: number | null;
  readonly snapshot_stale: boolean;
}

/** One home of several, as it goes over the wire. */
export interface HomeStatus {
  readonly name: string;
  /** Of the home alone: with those that are counted in another one. */
  readonly sessions: number;
  readonly messages: number;
  /** Unix seconds: when it was last read or found to be as it was; null when it never was. */
  readonly generated_at: number | null;
  readonly is_stale: boolean;
  /** In plain words: why it could not be read. */
  readonly error: string | null;
}

/** The body of `GET /achievements`. */
export interface Payload {
  readonly achievements: readonly Achievement[];
  readonly unlocked_count: number;
  readonly discovered_count: number;
  readonly secret_count: number;
  readonly total_count: number;
  /** In plain words: what is wrong, and what to do. */
  readonly error: string | null;
  /** In plain words: what to know of the history, and what helps, though nothing is wrong. */
  readonly notice: string | null;
  /** Unix seconds: when it was made or last confirmed; while a first scan runs, when that began. */
  readonly generated_at: number;
  readonly is_stale: boolean;
  /** The zone that decides its days: a name of IANA, or a text as POSIX describes `TZ`. */
  readonly time_zone: string;
  readonly scan_meta: StoredScanMeta & { readonly status: Status };
  /** Where there are several, in the order of the list. */
  readonly homes?: readonly HomeStatus[];
  /** The name of the one that this is about, where one was asked for. */
  readonly home?: string;
}
