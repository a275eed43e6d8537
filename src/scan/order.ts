/** What is wanted of a scan, and what it hands back. */

import type { MetricId } from '../engine/folding/metrics.js';
import type { ErrorCode } from '../errors.js';
import type { Fence } from '../state/shared-state.js';
import type { Aggregate, HistoryView } from '../types.js';
import type { OfHomes } from './home-report.js';
import type { ScanOutcome } from './scan.js';

/** What is wanted of a scan. */
export interface ScanOrder {
  /** Read everything anew. */
  readonly full: boolean;
  /** What the last scan saw and left, by its report: nothing is done when both still hold. */
  readonly last?: { readonly mark: string; readonly stamp: string } | undefined;
  /**
   * Of all blocks, which share to read again, those that were checked longest ago first, and since when (Unix seconds) none:
   * that finds what no list tells of.
   */
  readonly recheck?: { readonly share: number; readonly before: number } | undefined;
}

/** What a finished scan hands to the host: numbers. */
export interface ScanReport extends ScanOutcome, OfHomes {
  readonly aggregate: Aggregate<MetricId>;
  readonly view: HistoryView<MetricId>;
  /** Unix seconds: when what was read longest ago was read; undefined for an empty history. */
  readonly checkedAt: number | undefined;
  /** Names the checkpoint that holds all of this; undefined when it could not be saved. */
  readonly stamp: string | undefined;
  /** Why it could not be saved. */
  readonly problem:
    | { readonly code: ErrorCode; readonly message: string; readonly cause: string }
    | undefined;
  /** Where others scan homes of the same cabinet: by which this may be published. */
  readonly fence?: Fence | undefined;
}
