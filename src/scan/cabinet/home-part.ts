/** One home of several: looks at it, and keeps what it adds to the whole. */

import { firstRecentDay } from '../../engine/folding/history-view.js';
import type { AchievementsError } from '../../errors.js';
import type { HomeShare } from '../../state/cabinet/share.js';
import { LostError } from '../../state/lost.js';
import type { SessionRecord } from '../../types.js';
import { type Block, dayNameOf } from '../block.js';
import { DamagedBlocks } from '../damaged-blocks.js';
import type { ScanOrder, ScanReport } from '../job.js';
import type { Ledger } from '../ledger.js';
import type { FoldWatch } from '../progress.js';
import type { ScanHooks } from '../scan.js';
import { droppedOf, keysAfter } from './dropped.js';
import {
  aloneOf,
  type Days,
  daysOf,
  type Found,
  type Fresh,
  holdsIn,
  isSameKeys,
  madeOf,
  seenAndLeft,
} from './fresh.js';
import type { PartOptions } from './home-to-scan.js';
import { KeptShare } from './kept-share.js';
import { keysIn, recordsThatCount, shareOf, withoutKeys } from './share-fold.js';
import { type Work, workOn } from './work.js';

export type { Days, Found } from './fresh.js';

export class HomePart {
  readonly #options: PartOptions;
  #work: Work | undefined;
  readonly #kept: KeptShare;
  #fresh: Fresh | undefined;
  #blocks: ReadonlyMap<string, string> | undefined;
  #versions = 0;

  /** Days on which something may be another one since the last look; those that have gone as well. */
  changedDays: Days = new Set();
  /** Names the share as it was before the last look; undefined when there was none. */
  versionBefore: string | undefined;
  version: string | undefined;
  /** What the user should know of it, besides what its history says. */
  notice: string | undefined;
  /** Why the last look failed. */
  error: AchievementsError | undefined;

  constructor(options: PartOptions) {
    this.#options = options;
    this.#kept = new KeptShare(options);
  }

  get name(): string {
    return this.#options.home.name;
  }

  get share(): HomeShare | undefined {
    return this.#kept.share;
  }

  /** What the look at it has found, before it is known which of its sessions count elsewhere. */
  get found(): Pick<Fresh, 'fold' | 'blocks'> | undefined {
    return this.#fresh;
  }

  get isElsewhere(): boolean {
    return this.#options.home.isElsewhere === true;
  }

  /** Another machine has counted or folded it otherwise than it would be here: until that one is updated, it counts as it is. */
  get isFixed(): boolean {
    return this.isElsewhere && this.#fresh === undefined && !this.#kept.isOfUse;
  }

  /** Days on which sessions of it started, also of what is not settled yet. */
  get days(): readonly string[] {
    return this.#fresh === undefined ? (this.share?.days ?? []) : daysOf(this.#fresh.blocks);
  }

  /** Whether it holds what the disk does not. */
  get isUnsaved(): boolean {
    return this.#kept.isUnsaved || this.#work?.store.isSaved === false;
  }

  /** Has what was kept of it at hand. @param mark names its share, where others may change it */
  async load(mark?: string): Promise<void> {
    if (await this.#kept.load(mark)) this.#taken();
    this.versionBefore = this.version;
    this.changedDays = new Set();
  }

  /** Takes over what others have made of its share since. */
  async follow(mark: string | undefined): Promise<void> {
    if (!(await this.#kept.follow(mark))) return;
    this.#taken();
    if (this.isElsewhere) this.versionBefore = this.version;
  }

  /** The share is another one; what the look has found, if anything, is newer. */
  #taken(): void {
    if (this.#fresh !== undefined) return;
    this.version = this.share?.stamp;
    this.#blocks = undefined;
  }

  /**
   * Looks at the home: undefined when nothing is to be done.
   * @throws AchievementsError when it cannot be read, or the scan was stopped; what was known of it stays
   */
  async refresh(
    { full, recheck }: Omit<ScanOrder, 'last'>,
    hooks: Omit<ScanHooks, 'progress'>,
    watch: FoldWatch,
  ): Promise<Found | undefined> {
    const { home } = this.#options;
    const share = this.share;
    const look = await home.look();
    const isAsked = full || recheck !== undefined || this.isUnsaved;
    if (!isAsked && share !== undefined && look !== undefined && look === share.look) return undefined;
    const { store, job } = this.#working();
    const holds = share !== undefined && (await holdsIn(share, store));
    const last = holds && !this.#kept.isUnsaved ? seenAndLeft(share) : undefined;
    const report = await job.scan({ full, recheck, last }, hooks, watch);
    if (share !== undefined && report === undefined) this.#kept.share = { ...share, look };
    if (report !== undefined) await this.#take(report, look, holds);
    return report;
  }

  /** Where it cannot be read: that it was folded in another zone, or its share has another shape, is no reason to leave it out. */
  async foldAnew(): Promise<void> {
    const report = this.share === undefined ? await this.#working().job.refold(this.isElsewhere) : undefined;
    if (report !== undefined) await this.#take(report, undefined, false);
  }

  /** @param holds whether the share is of what the checkpoint held before */
  async #take(report: ScanReport, look: string | undefined, holds: boolean): Promise<void> {
    const { store, job } = this.#working();
    const share = this.share;
    const touched = store.take();
    const isSame = holds && !report.changed && touched.blocks.size === 0 && report.stamp === share?.stamp;
    if (isSame && !this.#kept.isUnsaved && share !== undefined) {
      const { mark: listMark, notice, driver } = report;
      this.#kept.share = { ...share, look, listMark, notice, driver };
      return;
    }
    const isKept = holds && !touched.isAnew;
    const before = isKept ? await this.keys() : new Map<string, string>();
    const ledger = await this.ledger();
    const recordsOf = (block: Block) => this.#recordsOf(block);
    const blocks = await keysIn(ledger, recordsOf, (key) => touched.blocks.get(key) ?? before.get(key));
    const touchedDays = [...touched.blocks.keys()].map(dayNameOf);
    this.changedDays = new Set(isKept ? touchedDays : [...daysOf(blocks), ...(share?.days ?? [])]);
    const earlier = isKept ? await this.#options.files.alone.load() : undefined;
    const alone = await aloneOf(report, earlier, this.changedDays, job, this.#options);
    this.#fresh = { report, look, blocks, alone, fold: ledger.fold() };
    this.#blocks = blocks;
    this.version = report.stamp ?? `unsaved ${++this.#versions}`;
  }

  /** By the key of a block, the keys of its sessions. */
  async keys(): Promise<ReadonlyMap<string, string>> {
    if (this.#blocks === undefined) {
      const stored = await this.#options.files.keys.load();
      if (this.isFixed) return stored?.blocks ?? new Map();
      const isOfUse = stored !== undefined && stored.stamp === this.share?.stamp;
      this.#blocks = isOfUse
        ? stored.blocks
        : await keysIn(await this.ledger(), (block) => this.#recordsOf(block));
    }
    return this.#blocks;
  }

  /**
   * Makes the share, when the home is another one or others of its sessions count elsewhere; and saves it.
   * @param looked days of which it is known anew which sessions count elsewhere
   * @param losers by such a day, their keys
   */
  async settle(looked: Days, losers: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> {
    const { timeZone, now, files } = this.#options;
    const fresh = this.#fresh;
    const before = this.share;
    const today = timeZone.localTime(now() / 1000).day;
    const recentFrom = firstRecentDay(today);
    const keys = keysAfter(before?.dropped, looked, losers);
    const isOther = fresh !== undefined || (before !== undefined && before.recentFrom > recentFrom);
    if (!isOther && isSameKeys(keys, before?.dropped)) return;
    const made = fresh === undefined ? before : madeOf(fresh, timeZone.name);
    if (made === undefined) return;
    const ledger = await this.ledger();
    const known = (day: string) => (this.changedDays.has(day) ? undefined : before?.dropped.get(day));
    const recordsOf = (block: Block) => this.#recordsOf(block);
    const dropped = await droppedOf(ledger, keys, known, recordsOf, timeZone.localTime);
    const share = { ...made, dropped, recentFrom, ...shareOf(ledger, dropped, today) };
    this.#kept.hold(share);
    if (share.stamp === undefined) return;
    if (fresh !== undefined) {
      await files.keys.save({ stamp: share.stamp, blocks: fresh.blocks });
      await files.alone.save(fresh.alone);
    }
    await this.#kept.save();
  }

  /** The sessions of a day that count here. @param day as the keys of blocks tell it */
  async recordsOf(day: string): Promise<readonly SessionRecord[]> {
    const { dropped: lost, stamp } = this.share ?? {};
    const dropped = lost?.get(day)?.keys ?? [];
    if (this.#work === undefined && stamp !== undefined) {
      const isOfDay = (key: string) => dayNameOf(key) === day;
      const records = await this.#options.files.recordsOf(stamp, isOfDay);
      if (records !== undefined) return withoutKeys(records, dropped);
    }
    return await recordsThatCount(await this.ledger(), day, dropped, (block) => this.#recordsOf(block));
  }

  /** Lets go of what is open, and of what takes room and is on the disk. */
  async rest(isTight: boolean): Promise<void> {
    await this.#work?.store.close();
    this.#fresh = undefined;
    if (isTight && !this.isUnsaved) this.#work = undefined;
  }

  #working(): Work {
    this.#work ??= workOn(this.#options);
    return this.#work;
  }

  /** @throws LostError when it cannot be had: it is read anew by the next scan */
  async ledger(): Promise<Ledger> {
    const ledger = await this.#working().job.knownWhole();
    if (ledger !== undefined) return ledger;
    await this.#kept.doubt();
    throw new LostError();
  }

  async #recordsOf(block: Block): Promise<readonly SessionRecord[]> {
    try {
      return await (await this.ledger()).recordsIn(block);
    } catch (error) {
      if (!(error instanceof DamagedBlocks)) throw error;
      await this.#working().job.giveUp(error);
      await this.#kept.doubt();
      throw new LostError(error);
    }
  }
}
