import { evaluateAll, settle } from '../engine/snapshot.js';
import { type AchievementsError, toAchievementsError } from '../errors.js';
import { analysisVersion } from '../scan/analysis-version.js';
import type { CheckpointPlace, ScanReport } from '../scan/job.js';
import type { StoredSnapshot } from '../state/snapshot-file.js';
import type { State } from '../state/state.js';
import { NO_UNLOCKS, type UnlockState, withUnlocks } from '../state/unlocks.js';
import type { Achievement, Unlocks } from '../types.js';
import { Announcements, type News } from './announcements.js';
import { restoreSnapshot, restoreUnlocks } from './restore.js';
import { numbersOf, type Snapshot } from './snapshot.js';
import { makeView } from './view.js';

/** What came of a finished scan. */
export interface Kept extends News {
  /** True when something was new: then files were written, else only the snapshot's time was moved on. */
  readonly changed: boolean;
}

/**
 * Keeps the latest snapshot and the unlocks, in memory and on disk. What could not be saved is served all the same, and
 * saved when that works again.
 */
export class Keeper {
  readonly #state: State;
  readonly #place: string;
  readonly #version = analysisVersion();
  #unlocks: UnlockState = NO_UNLOCKS;
  #identity = '';
  /** Of the list that the latest scan saw. */
  #listMark: string | undefined;
  #snapshot: Snapshot | undefined;
  /** A checkpoint that is not on disk yet. */
  #unsaved: Uint8Array | undefined;
  #dirty = false;
  readonly #announcements = new Announcements();
  /** Whether what killed processes left behind was removed. */
  #swept = false;

  /** What is wrong with the state directory; undefined when all is well. */
  problem: AchievementsError | undefined;
  /** What the user should know of that happened to the files: one was found damaged and set aside. */
  #happened: string | null = null;
  /** What the user should know of that is wrong with them until somebody mends it: one cannot be read. */
  #wrong: string | null = null;

  constructor(state: State, place: string) {
    this.#state = state;
    this.#place = place;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  get unlocks(): Unlocks {
    return this.#unlocks.unlocks;
  }

  /** What the user should know about the files that were found. */
  get notice(): string | null {
    return this.#happened ?? this.#wrong;
  }

  get checkpoint(): CheckpointPlace {
    return this.#unsaved === undefined ? { path: this.#state.checkpointPath } : { bytes: this.#unsaved };
  }

  /** True when the disk holds all that is known. */
  get saved(): boolean {
    return !this.#dirty;
  }

  /**
   * The mark of the list by which all that is kept was made, in memory and on disk; undefined when it cannot be told, or
   * when there is something to do whatever the list says: another process may have saved what it saw meanwhile.
   */
  async listMark(): Promise<string | undefined> {
    const isComplete = this.saved && this.#snapshot !== undefined && (await this.#state.isOwn());
    return isComplete ? this.#listMark : undefined;
  }

  async load(): Promise<void> {
    const [unlocks, stored] = await Promise.all([this.#state.loadUnlocks(), this.#state.loadSnapshot()]);
    this.#unlocks = unlocks.state;
    if (unlocks.notice !== null) {
      // What a second look does not find any more has happened, and is not going to be mended.
      this.#wrong = (await this.#state.loadUnlocks()).notice;
      if (this.#wrong !== unlocks.notice) this.#happened = unlocks.notice;
    }
    if (stored === undefined) return;
    this.#unlocks = restoreUnlocks(unlocks.state, stored.snapshot.unlocks);
    this.#dirty = this.#unlocks !== unlocks.state;
    if (this.#isOurs(stored.snapshot)) {
      this.#snapshot = restoreSnapshot(stored.snapshot, stored.mtimeMs);
      this.#identity = stored.snapshot.database;
    }
  }

  /** The history is as it was: moves the snapshot's time on. */
  async confirm(now: number, durationMs: number): Promise<void> {
    if (this.#snapshot === undefined) return;
    const { sessions_total: total } = this.#snapshot.numbers;
    const numbers = numbersOf(
      'incremental',
      { sessions: total, rescanned: 0, reused: total, messagesScanned: 0 },
      durationMs,
    );
    this.#snapshot = { ...this.#snapshot, numbers, verifiedAt: now };
    await this.#save(now, async () => {
      // Writes nothing, unless somebody removed or changed the file: what is in memory must not be the only copy.
      await this.#saveUnlocks();
      if (await this.#state.touchSnapshot(now)) return;
      // Somebody removed it.
      this.#dirty = true;
      await this.#saveAll(now);
    });
  }

  /** Takes in what a scan found: unlocks first, because nothing can rebuild them, and the snapshot last. */
  async accept(report: ScanReport, now: number, durationMs: number): Promise<Kept> {
    const { news, unlocks } = settle(report.aggregate, this.#unlocks.unlocks, now / 1000);
    const before = this.#snapshot;
    const changed =
      this.#dirty ||
      before === undefined ||
      report.checkpoint !== undefined ||
      news.length > 0 ||
      report.identity !== this.#identity ||
      JSON.stringify(report.aggregate) !== JSON.stringify(before.aggregate);
    this.#listMark = report.mark;
    if (!changed) {
      await this.confirm(now, durationMs);
      return { ...this.#announcements.take(), changed };
    }
    this.#announcements.add(
      news.map(({ id }) => id),
      before === undefined,
    );
    this.#unlocks = withUnlocks(this.#unlocks, unlocks);
    this.#unsaved = report.checkpoint ?? this.#unsaved;
    this.#identity = report.identity;
    this.#dirty = true;
    this.#snapshot = {
      aggregate: report.aggregate,
      generatedAt: Math.floor(now / 1000),
      numbers: numbersOf(report.mode, report, durationMs),
      verifiedAt: now,
    };
    await this.#save(now, () => this.#saveAll(now));
    return { ...this.#announcements.take(), changed };
  }

  /** Forgets everything earned; the old unlock file is kept aside. @throws AchievementsError when that cannot be saved */
  async reset(now: number): Promise<void> {
    this.#unlocks = await this.#state.reset(now);
    this.#announcements.startOver();
    this.#snapshot = undefined;
    this.#listMark = undefined;
    this.#unsaved = undefined;
    this.#dirty = false;
    this.#happened = null;
    this.#wrong = null;
    this.problem = undefined;
  }

  close(): Promise<void> {
    return this.#state.close();
  }

  async #saveAll(now: number): Promise<void> {
    // One after the other rather than all at once: the unlocks of another process show in the snapshot.
    await this.#saveUnlocks();
    if (this.#wrong !== null) this.#wrong = (await this.#state.loadUnlocks()).notice;
    if (this.#unsaved !== undefined) await this.#state.saveCheckpoint(this.#unsaved);
    this.#unsaved = undefined;
    if (this.#snapshot !== undefined) await this.#saveSnapshot(this.#snapshot, now);
    this.#dirty = false;
  }

  async #saveUnlocks(): Promise<void> {
    const { resetAt } = this.#unlocks;
    const saved = await this.#state.saveUnlocks(this.#unlocks);
    this.#unlocks = saved.state;
    this.#announcements.saved(saved.before, () => this.#evaluate());
    // By another process.
    if (saved.state.resetAt !== resetAt) this.#announcements.startOver();
    this.#happened = saved.notice ?? this.#happened;
  }

  #evaluate(): readonly Achievement[] {
    if (this.#snapshot === undefined) return [];
    return evaluateAll(this.#snapshot.aggregate, this.unlocks, { partial: false });
  }

  async #saveSnapshot(snapshot: Snapshot, now: number): Promise<void> {
    const status = {
      state: 'idle',
      cache: 'fresh',
      last_success_at: Math.floor(now / 1000),
      last_error: null,
      run_count: 1,
    } as const;
    const { payload } = makeView({
      snapshot,
      partial: false,
      unlocks: this.#unlocks.unlocks,
      error: null,
      stale: false,
      status,
    });
    const { values, evidence } = snapshot.aggregate;
    await this.#state.saveSnapshot(
      {
        analysisVersion: this.#version,
        database: this.#identity,
        databasePath: this.#place,
        payload,
        aggregate: Object.entries(values),
        evidence: Object.entries(evidence),
      },
      now,
    );
  }

  /** A disk that is full or read-only stops nobody from reading. */
  async #save(now: number, save: () => Promise<void>): Promise<void> {
    try {
      if (!this.#swept) await this.#state.sweep(now);
      this.#swept = true;
      await save();
      this.problem = undefined;
    } catch (error) {
      this.#dirty = true;
      this.problem = toAchievementsError(
        error,
        'ERR_ACHIEVEMENTS_STATE',
        'The achievements could not be saved. The log of the server says more.',
      );
    }
  }

  #isOurs({ analysisVersion: version, databasePath }: StoredSnapshot): boolean {
    return version === this.#version && databasePath === this.#place;
  }
}
