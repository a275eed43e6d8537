/** What the host and whoever does its tasks say to each other, be that a process or a thread. */
import type { Crossing, Threshold } from '../engine/folding/crossings.js';
import type { MetricId } from '../engine/folding/metrics.js';
import type { ErrorCode } from '../errors.js';
import type { HistoryPlace } from '../source/history-place.js';
import type { StorePlace } from '../store/database.js';
import type { Aggregate, SessionRecord } from '../types.js';
import type { HomeToFind } from './cabinet/find-homes.js';
import type { ScanOrder, ScanReport } from './job.js';

/** A home, as text that crosses to another process: there alone, and by no argument or variable, goes a password. */
export type Home = OneHome | Cabinet;

export interface OneHome extends Kept {
  readonly history: HistoryPlace;
  readonly homes?: undefined;
}

/** Several homes; the state directory is that of their cabinet. */
interface Cabinet extends Kept {
  readonly homes: readonly HomeToFind[];
  readonly history?: undefined;
  /** Where several machines share one cabinet; in place of files in the state directory. */
  readonly store?: StorePlace | undefined;
}

interface Kept {
  readonly stateDir: string;
  /** The zone that decides days: see `time-zone/`. */
  readonly timeZone: string;
}

/** What can be asked for. A worker does one task at a time, for one home. */
export type Task =
  /** Takes the turn to scan, if it is to be had, and keeps it until released. */
  | { readonly type: 'turn'; readonly home: Home }
  /** Looks for a session in a checkpoint that could not be saved. */
  | { readonly type: 'find'; readonly home: Home; readonly id: string };

/** What the host says about the task under way. What comes after its end is passed over. */
export type Order =
  /** Who has the turn scans. */
  | { readonly type: 'scan'; readonly order: ScanOrder }
  /** Who has the turn tells when thresholds were reached. */
  | { readonly type: 'date'; readonly wanted: readonly Threshold[] }
  /** What the scan found is saved: others may have the turn. */
  | { readonly type: 'release' }
  /** It shall end soon, and then fails with ERR_ACHIEVEMENTS_CLOSED, unless it was done by then. */
  | { readonly type: 'stop' };

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
  /** Whether the turn was to be had; and why nothing keeps others from having it as well. */
  | { readonly type: 'turn'; readonly held: boolean; readonly problem: string | undefined }
  | { readonly type: 'progress'; readonly scanned: number; readonly total: number }
  | { readonly type: 'partial'; readonly aggregate: Aggregate<MetricId> }
  | { readonly type: 'done'; readonly report: ScanReport | undefined }
  | { readonly type: 'dates'; readonly crossings: readonly Crossing[] | undefined }
  | { readonly type: 'found'; readonly record: SessionRecord | undefined };

/** All that a worker says. */
export type WorkerWord =
  /** The first word: it hears. */
  | { readonly type: 'ready' }
  | TaskWord
  | Failed
  /** The last word about a task, whatever came of it. */
  | { readonly type: 'ended' };
