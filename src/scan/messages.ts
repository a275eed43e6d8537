/** What the host and whoever does its tasks say to each other, be that a process or a thread. */
import type { MetricId } from '../engine/folding/metrics.js';
import type { ErrorCode } from '../errors.js';
import type { Aggregate, SessionRecord } from '../types.js';
import type { CheckpointPlace, ScanJob, ScanReport } from './job.js';

/** What can be asked for. A worker does one task at a time. */
export type Task =
  | { readonly type: 'scan'; readonly databasePath: string; readonly job: ScanJob }
  | { readonly type: 'records'; readonly checkpoint: CheckpointPlace };

/** What the host says about the task under way. What comes after its end is passed over. */
export type Order =
  /** It shall end soon, and then fails with ERR_ACHIEVEMENTS_CLOSED, unless it was done by then. */
  { readonly type: 'stop' };

/** All that the host says. */
export type HostWord =
  | Task
  | Order
  /** No further task will come. */
  | { readonly type: 'leave' };

/** What is said of a task that went wrong. */
export interface Failed {
  readonly type: 'failed';
  readonly code: ErrorCode;
  readonly message: string;
  /** As text: of an error only a part would come across. */
  readonly cause: string | undefined;
}

/** What a worker tells of a task while it is at it. */
export type TaskWord =
  | { readonly type: 'progress'; readonly scanned: number; readonly total: number }
  | { readonly type: 'partial'; readonly aggregate: Aggregate<MetricId> }
  | { readonly type: 'done'; readonly report: ScanReport | undefined }
  /** A few at a time, so that taking them in holds the main thread up only shortly. */
  | { readonly type: 'records'; readonly records: readonly SessionRecord[] };

/** All that a worker says. */
export type WorkerWord =
  /** The first word: it hears. */
  | { readonly type: 'ready' }
  | TaskWord
  | Failed
  /** The last word about a task, whatever came of it. */
  | { readonly type: 'ended' };
