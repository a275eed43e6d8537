/** What the main thread and a worker say to each other. */
import type { MetricId } from '../engine/folding/metrics.js';
import type { ErrorCode } from '../errors.js';
import type { Aggregate, SessionRecord } from '../types.js';
import type { CheckpointPlace, ScanJob, ScanReport } from './job.js';

export type WorkerTask =
  | {
      readonly task: 'scan';
      readonly databasePath: string;
      /** Its name. */
      readonly timeZone: string;
      readonly job: ScanJob;
      /** Shared memory: see `CONTROL`. */
      readonly control: Int32Array;
    }
  | { readonly task: 'records'; readonly checkpoint: CheckpointPlace }
  /** No further task will come. */
  | { readonly task: 'end' };

/** Places in the shared control words. Both are set once, from 0 to 1. */
export const CONTROL = {
  /** The main thread asks the scan to stop. */
  stop: 0,
  /** The worker will not call SQLite any more: tearing its thread down is safe. */
  quiet: 1,
  words: 2,
} as const;

export type WorkerMessage =
  | { readonly type: 'progress'; readonly scanned: number; readonly total: number }
  | { readonly type: 'partial'; readonly aggregate: Aggregate<MetricId> }
  | { readonly type: 'done'; readonly report: ScanReport | undefined }
  /** A few at a time, so that taking them in holds the main thread up only shortly. */
  | { readonly type: 'records'; readonly records: readonly SessionRecord[] }
  | {
      readonly type: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly cause: string | undefined;
    }
  /** The last word about a task, whatever came of it. */
  | { readonly type: 'ended' };
