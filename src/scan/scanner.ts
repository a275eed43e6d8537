import type { Crossing, RecordInHome, Threshold } from '../engine/folding/crossings.js';
import type { ScanOrder, ScanReport } from './job.js';
import type { Watch } from './progress.js';

/** A scan under way. */
export interface RunningScan {
  /** Settles when the scan has ended. Undefined when all is as the last scan left it. */
  readonly report: Promise<ScanReport | undefined>;
  /** Asks it to end soon; the report then rejects with ERR_ACHIEVEMENTS_CLOSED, unless it was done by then. */
  stop(): void;
}

/** The turn to scan a home: one at a time has it among all that share its state. */
export interface Turn {
  /** Why nothing keeps others from having it as well; undefined when all is well. */
  readonly problem: unknown;
  /** Once more when dates could not be told. */
  scan(order: ScanOrder, watch: Watch): RunningScan;
  /**
   * By which sessions thresholds were reached, as of the scan; one that dated sessions alone have not reached is left out.
   * Undefined when it cannot be told, because what was kept is damaged: another scan reads that anew.
   */
  date(wanted: readonly Threshold[]): Promise<readonly Crossing[] | undefined>;
  /** To be called once, when what the scan found is saved. Never rejects. */
  release(): Promise<void>;
}

/** Whatever can scan a history. It knows nothing of caches: it is told when to scan. */
export interface Scanner {
  /** Tries once, and waits for nobody. Undefined: another has it. */
  take(): Promise<Turn | undefined>;
  /**
   * A cheap look from outside. Two equal marks mean that the history is as it was; undefined: it cannot be told.
   */
  mark(): Promise<string | undefined>;
  /** Names the place of the history, without telling it: another place, another name. */
  place(): Promise<string>;
  /**
   * What the last scan found of a session; undefined when there is none. Starts no scan.
   * @param home the home to look into, of several
   * @throws AchievementsError ERR_ACHIEVEMENTS_PARAMETER when different sessions share the id, and no home is named;
   * ERR_ACHIEVEMENTS_SCANNING when what was kept cannot be read any more, and only a full scan can tell
   */
  find(sessionId: string, home?: string): Promise<RecordInHome | undefined>;
  /** Ends what is held for further scans. To be called when nothing runs any more. */
  close(): Promise<void>;
}
