import type { SessionRecord } from '../types.js';
import type { CheckpointPlace, ScanJob, ScanReport, Watch } from './job.js';

/** A scan under way. */
export interface RunningScan {
  /** Settles when nothing of the scan is left running. Undefined when the list is as the last scan saw it. */
  readonly report: Promise<ScanReport | undefined>;
  /** Asks it to end soon; the report then rejects with ERR_ACHIEVEMENTS_CLOSED, unless it was done by then. */
  stop(): void;
}

/** Whatever can scan a history. It knows nothing of caches: it is told when to scan. */
export interface Scanner {
  start(job: ScanJob, watch: Watch): RunningScan;
  /**
   * A cheap look from outside. Two equal marks mean that the history is as it was; undefined: it cannot be told.
   */
  mark(): Promise<string | undefined>;
  /** Names the place of the history, without telling it: another place, another name. */
  place(): Promise<string>;
  /** What a checkpoint holds. */
  records(checkpoint: CheckpointPlace): Promise<ReadonlyMap<string, SessionRecord>>;
  /** Ends what is held for further scans. To be called when nothing runs any more. */
  close(): Promise<void>;
}
