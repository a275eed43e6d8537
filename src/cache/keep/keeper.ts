import { undated } from '../../engine/badges/dating.js';
import type { Settled } from '../../engine/badges/snapshot.js';
import type { AchievementsError } from '../../errors.js';
import type { ScanOrder, ScanReport, TimeZone } from '../../scan/job.js';
import type { SharedState } from '../../state/shared-state.js';
import type { LoadedSnapshot, State } from '../../state/state.js';
import { mergeStates, NO_UNLOCKS, type UnlockState, withUnlocks } from '../../state/unlocks.js';
import type { Unlocks } from '../../types.js';
import type { Untitled } from '../view/home-names.js';
import { confirmed, hasNews, isCurrent, isOfSameDay, type Snapshot, snapshotOf } from '../view/snapshot.js';
import { Announcements } from './announcements.js';
import { FileNotices } from './file-notices.js';
import { KeptPlace } from './kept-place.js';
import { OneChange } from './one-change.js';
import { checkpointProblem, type Dating, type Kept, saveProblem, seenAndLeft } from './outcome.js';
import { restoreUnlocks } from './restore.js';
import { settledBy, settledUndated } from './settled.js';

/**
 * Keeps the latest snapshot and the unlocks, in memory and on disk. What could not be saved is served all the same, and
 * saved when that works again.
 */
export class Keeper {
  readonly #state: State;
  readonly #place: KeptPlace;
  #unlocks: UnlockState = NO_UNLOCKS;
  /** What the latest scan saw and left. */
  #last: ScanOrder['last'];
  #snapshot: Snapshot | undefined;
  /** The time of the snapshot's file as it was last read or written here. */
  #seen: number | undefined;
  #dirty = false;
  readonly #announcements = new Announcements();
  /** Why snapshot or unlocks could not be saved. */
  #problem: AchievementsError | undefined;
  /** Why the checkpoint could not be saved: whoever scans holds it. */
  #checkpointProblem: AchievementsError | undefined;
  readonly #notices: FileNotices;
  readonly #change: OneChange;

  constructor(state: State, place: string, zone: TimeZone, untitled: Untitled = new Set()) {
    this.#state = state;
    this.#change = new OneChange(state);
    this.#notices = new FileNotices(async () => (await state.loadUnlocks()).notice);
    this.#place = new KeptPlace(place, zone, untitled, state.shared);
  }

  /** What is different where several machines share what is kept. */
  get shared(): SharedState | undefined {
    return this.#state.shared;
  }

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }
  get unlocks(): Unlocks {
    return this.#unlocks.unlocks;
  }

  /** What the user should know about the files that were found. */
  get notice(): string | null {
    return this.#notices.text;
  }
  /** What is wrong with the state directory; undefined when all is well. */
  get problem(): AchievementsError | undefined {
    return this.#problem ?? this.#checkpointProblem;
  }

  /** True when the disk holds all that is known. */
  get saved(): boolean {
    return !this.#dirty && this.#checkpointProblem === undefined;
  }

  /** Whether memory and disk hold the same snapshot, made here. */
  async isSettled(): Promise<boolean> {
    return this.saved && isCurrent(this.#snapshot) && (await this.#state.isOwn());
  }

  /**
   * What the scan saw and left by which all that is kept was made; undefined when it cannot be told, or when there is
   * something to do whatever the list says: another process may have saved what it saw meanwhile.
   */
  async last(): Promise<ScanOrder['last']> {
    return (await this.isSettled()) && this.isDated ? this.#last : undefined;
  }

  /** Whether all that is reached has a date. */
  get isDated(): boolean {
    return this.#snapshot === undefined || undated(this.#snapshot.aggregate, this.unlocks).length === 0;
  }

  async load(): Promise<void> {
    const [unlocks, stored] = await Promise.all([this.#state.loadUnlocks(), this.#state.loadSnapshot()]);
    this.#hold(unlocks.state);
    await this.#notices.found(unlocks.notice);
    if (stored !== undefined) this.#takeOver(stored);
  }

  /** Takes over what another process saved or wiped since, unless something is not on disk yet. True when there is another. */
  follow(): Promise<boolean> {
    return this.#change.takeOver(() => this.#follow());
  }

  async #follow(): Promise<boolean> {
    const modified = await this.#state.snapshotModified();
    // What is not saved yet must not be lost; in a store all is merged.
    const mayFollow = this.shared === undefined ? !this.#dirty : this.shared.problem === undefined;
    if (modified === this.#seen || !mayFollow) return false;
    const [unlocks, stored] = await Promise.all([this.#state.loadUnlocks(), this.#state.loadSnapshot()]);
    const before = this.#snapshot;
    const wasReset = (unlocks.state.resetAt ?? 0) > (this.#unlocks.resetAt ?? 0);
    this.#hold(mergeStates(this.#unlocks, unlocks.state));
    if (wasReset) {
      this.#snapshot = undefined;
      this.#announcements.startOver();
    }
    this.#seen = modified;
    if (stored !== undefined) this.#takeOver(stored);
    return this.#snapshot !== before;
  }

  #takeOver({ snapshot, mtimeMs }: LoadedSnapshot): void {
    this.#seen = mtimeMs;
    const known = this.#unlocks;
    this.#hold(restoreUnlocks(known, snapshot.unlocks));
    this.#dirty ||= this.#unlocks !== known;
    const restored = this.#place.restored(snapshot, mtimeMs);
    const isWorse = this.shared === undefined && restored?.outdated && isCurrent(this.#snapshot);
    if (restored === undefined || isWorse) return;
    this.#snapshot = restored;
    this.#place.identity = snapshot.database;
  }

  /**
   * The history is as it was: moves the snapshot's time on, for which nobody needs to be kept away. True when that is a
   * change all the same: on another day, the pace is another one.
   */
  async confirm(now: number, durationMs: number): Promise<boolean> {
    const isSameDay = isOfSameDay(this.#snapshot, now, this.#place.localTime);
    const isQuick = isSameDay && (await this.isSettled());
    const confirm = () => this.#confirm(now, durationMs, isQuick);
    return await (isQuick ? this.#change.make(confirm) : this.#change.makeAlone(confirm));
  }

  async #confirm(now: number, durationMs: number, isQuick = false): Promise<boolean> {
    if (this.#snapshot === undefined) return false;
    const isSameDay = isOfSameDay(this.#snapshot, now, this.#place.localTime);
    this.#snapshot = confirmed(this.#snapshot, now, durationMs);
    await this.#save(now, async () => {
      // Writes nothing, unless somebody removed or changed the file: what is in memory must not be the only copy.
      if (isSameDay && !isQuick) await this.#saveUnlocks(now);
      const isThere = isSameDay && ((await this.#state.touchSnapshot(now)) || isQuick);
      if (!isThere) await this.#saveAll(now);
    });
    return !isSameDay;
  }

  /** Takes in what a scan found: unlocks first, because nothing can rebuild them, and the snapshot last. */
  accept(report: ScanReport, date: Dating, now: number, durationMs: number): Promise<Kept> {
    return this.#change.makeAlone(() => this.#accept(report, date, now, durationMs));
  }

  async #accept(found: ScanReport, date: Dating, now: number, durationMs: number): Promise<Kept> {
    const report = this.#place.told(found);
    // Another process may have wiped everything since the scan began: then all is unlocked anew.
    await this.#follow();
    if (report.joined) this.#hold(mergeStates(this.#unlocks, (await this.#state.loadUnlocks()).state));
    const before = this.#snapshot;
    const first = before === undefined || report.joined === true;
    const settled = await settledBy(report, this.unlocks, { now, first }, date);
    const isOther = settled.unlocks !== this.unlocks || report.identity !== this.#place.identity;
    const changed = this.#dirty || isOther || hasNews(report, before);
    this.#last = seenAndLeft(report);
    this.#checkpointProblem = checkpointProblem(report);
    this.#place.foundBy(report);
    if (!changed) return { changed: await this.#confirm(now, durationMs), ...this.#announcements.take() };
    this.#earn(settled, first);
    this.#dirty = true;
    this.#snapshot = snapshotOf(report, now, durationMs, before);
    await this.#save(now, () => this.#saveAll(now));
    return { ...this.#announcements.take(), changed };
  }

  /** Forgets everything earned; the old unlock file is kept aside. @throws AchievementsError when that cannot be saved */
  reset(now: number): Promise<void> {
    return this.#change.makeAlone(async () => {
      this.#unlocks = await this.#state.reset(now);
      this.#seen = undefined;
      this.#snapshot = undefined;
      this.#last = undefined;
      this.#dirty = false;
      this.#notices.forget();
      this.#problem = undefined;
      this.#checkpointProblem = undefined;
    });
  }

  close(): Promise<void> {
    return this.#state.close();
  }

  async #saveAll(now: number): Promise<void> {
    // One after the other rather than all at once: the unlocks of another process show in the snapshot.
    await this.#saveUnlocks(now);
    await this.#notices.lookAgain();
    if (this.#snapshot !== undefined)
      await this.#state.saveSnapshot(this.#place.toStore(this.#snapshot, this.unlocks, now), now);
    this.#dirty = false;
  }

  async #saveUnlocks(now: number): Promise<void> {
    const { resetAt } = this.#unlocks;
    const saved = await this.#state.saveUnlocks(this.#unlocks);
    this.#hold(saved.state);
    this.#announcements.saved(saved.before, () => this.#place.badges(this.#snapshot, this.unlocks));
    this.#notices.happened(saved.notice);
    // They were told by others: no longer.
    if (this.#unlocks !== saved.state) return await this.#saveUnlocks(now);
    if (saved.state.resetAt === resetAt || this.#snapshot === undefined) return;
    // Another process has wiped everything, which no snapshot told of: what was counted unlocks anew. What this scan has
    // unlocked stays, and is told with it.
    this.#earn(settledUndated(this.#snapshot, this.unlocks, now), true);
    await this.#saveUnlocks(now);
  }

  /** Without titles that may not be told. Who has them still is to hear of it. */
  #hold(unlocks: UnlockState): void {
    this.#unlocks = this.#place.held(unlocks);
    this.#dirty ||= this.#unlocks !== unlocks;
  }

  /** @param first whether nothing was known of this history before */
  #earn({ news, unlocks }: Settled, first: boolean): void {
    this.#announcements.add(new Set(news.map(({ id }) => id)), first);
    this.#unlocks = withUnlocks(this.#unlocks, unlocks);
  }

  /** A disk that is full or read-only stops nobody from reading. */
  async #save(now: number, save: () => Promise<void>): Promise<void> {
    try {
      await this.#state.sweep(now);
      await save();
      this.#seen = await this.#state.snapshotModified();
      this.#problem = undefined;
    } catch (error) {
      this.#dirty = true;
      this.#problem = saveProblem(error);
    }
  }
}
