import type { Crossing, Threshold } from '../engine/folding/crossings.js';
import type { HomeStore, Origin } from '../state/home-store.js';
import { LostError } from '../state/lost.js';
import type { SessionList, SessionRecord, SessionSource } from '../types.js';
import { analysisVersion, foldedBy } from './analysis-version.js';
import { DamagedBlocks } from './damaged-blocks.js';
import { crossingsIn } from './dates.js';
import { foldAnew } from './fold-anew.js';
import { Ledger } from './ledger.js';
import type { ScanOrder, ScanReport } from './order.js';
import { type FoldWatch, throttled } from './progress.js';
import { ReadyRules } from './ready-rules.js';
import { countsOf, outcomeUnseen, problemOf } from './report.js';
import { type ScanHooks, type ScanOutcome, scan } from './scan.js';
import type { TimeZone } from './zone.js';

export type { ScanOrder, ScanReport } from './order.js';
export type { TimeZone } from './zone.js';

export interface JobOptions {
  readonly source: SessionSource;
  readonly store: HomeStore;
  readonly timeZone: TimeZone;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Those of others that scan in the same process; by default its own. */
  readonly rules?: ReadyRules;
  /** Whether titles of sessions are kept; by default they are. */
  readonly titles?: boolean | undefined;
}

/** What scans one home, time after time: the same in a process of its own, in a thread, and on the main thread. */
export class Job {
  readonly #options: JobOptions;
  readonly #version = analysisVersion();
  readonly #foldedBy: string;
  readonly #rules: ReadyRules;
  #ledger: Ledger | undefined;
  #identity = '';
  /** The mark of the list that the ledger is as of. */
  #seen: string | undefined;
  /** What is kept was folded anew, and is to be saved whatever the history says. */
  #isOther = false;
  /** Of what was kept a part could not be read: only a scan knows it all. */
  #misses = false;

  constructor(options: JobOptions) {
    this.#options = options;
    this.#foldedBy = foldedBy(options.timeZone.name);
    this.#rules = options.rules ?? new ReadyRules();
  }

  /**
   * One whole scan, to be called by who has the turn: list, read what is new, fold, commit. Resolves with undefined when
   * all is as the last scan left it.
   * @throws AchievementsError when the history cannot be read, or the scan was stopped
   */
  async scan(
    order: ScanOrder,
    hooks: Omit<ScanHooks, 'progress'>,
    watch: FoldWatch,
  ): Promise<ScanReport | undefined> {
    const { store } = this.#options;
    for (let damaged: ReadonlySet<string> = new Set(); ; ) {
      try {
        return await this.#pass(order, damaged, hooks, watch);
      } catch (error) {
        await store.rollBack();
        this.#forget();
        if (!(error instanceof DamagedBlocks)) throw error;
        damaged = new Set([...damaged, ...error.keys]);
      } finally {
        await store.close();
      }
    }
  }

  /**
   * By which sessions thresholds were reached, as of the last scan here; to be called by who has the turn. Undefined when it
   * cannot be told: another scan is due, which reads anew what was damaged.
   */
  async date(wanted: readonly Threshold[]): Promise<readonly Crossing[] | undefined> {
    const { store, timeZone } = this.#options;
    try {
      return await crossingsIn(this.#ledger, wanted, timeZone.localTime);
    } catch (error) {
      if (!(error instanceof DamagedBlocks)) throw error;
      await this.giveUp(error);
      return undefined;
    } finally {
      await store.close();
    }
  }

  /** The record of a session as of the last scan here: for when the checkpoint could not be saved. @throws LostError */
  async find(id: string): Promise<SessionRecord | undefined> {
    try {
      return await this.#ledger?.find(id);
    } catch (error) {
      throw error instanceof DamagedBlocks ? new LostError(error) : error;
    } finally {
      await this.#options.store.close();
    }
  }

  /** Of sessions in damaged blocks nothing is known from here on: whoever scans next, in whatever process, reads them anew. */
  async giveUp({ keys }: DamagedBlocks): Promise<void> {
    const { store } = this.#options;
    for (const key of keys) store.remove(key);
    // What cannot be saved holds in memory, and the next scan says so.
    await store.commit(this.#originOf(this.#identity)).catch(() => {});
    this.#forget();
  }

  async #pass(
    order: ScanOrder,
    damaged: ReadonlySet<string>,
    hooks: Omit<ScanHooks, 'progress'>,
    watch: FoldWatch,
  ): Promise<ScanReport | undefined> {
    const { source, store, now, titles = true } = this.#options;
    const seconds = Math.floor(now() / 1000);
    let ledger: Ledger | undefined;
    const plan = {
      seen: async () => {
        const { last, full, recheck } = order;
        if (full || recheck !== undefined || last === undefined) return undefined;
        return last.stamp === (await store.stamp()) ? last.mark : undefined;
      },
      known: async ({ identity }: SessionList) => {
        ledger = this.#ledgerOf(identity, order.full);
        const { share, before } = order.recheck ?? { share: 0, before: 0 };
        return { ledger, recheck: ledger.oldest(share, before), seen: this.#seen };
      },
      // The patterns as well, when sessions are certain to be read.
      prepare: async () => {
        const kept = await this.known(damaged);
        if (order.full || kept === undefined) await this.#rules.createAnalyzer();
      },
      analyzer: () => this.#rules.createAnalyzer(),
      titles,
    };
    const soFar = () => (ledger ?? this.#empty()).fold();
    const outcome = await scan(source, plan, { ...hooks, progress: throttled(watch, soFar) }, seconds);
    if (outcome === undefined || ledger === undefined) return undefined;
    this.#seen = outcome.mark;
    this.#misses = false;
    return await this.#report(outcome, ledger, order.recheck !== undefined);
  }

  /**
   * What is known, folded as it is here, without a look at the history; undefined when nothing is of use.
   * @param isOthers somebody else keeps it: then only what is of use as it is, since nothing may be saved
   */
  async refold(isOthers = false): Promise<ScanReport | undefined> {
    const ledger = await this.known();
    if (ledger === undefined || (isOthers && (this.#isOther || this.#misses))) return undefined;
    const outcome = outcomeUnseen(ledger, this.#identity);
    return await this.#report(outcome, ledger, false).finally(() => this.#options.store.close());
  }

  /** @param always as for a commit */
  async #report(outcome: ScanOutcome, ledger: Ledger, always: boolean): Promise<ScanReport> {
    const { store, timeZone, now } = this.#options;
    const seconds = Math.floor(now() / 1000);
    const problem = await this.#commit(outcome, always);
    return {
      ...outcome,
      ...countsOf(ledger, timeZone.localTime, seconds),
      stamp: await store.stamp(),
      problem,
    };
  }

  /** What is known when nobody has scanned yet: undefined unless it is all of it. */
  async knownWhole(): Promise<Ledger | undefined> {
    const ledger = await this.known();
    if (!this.#misses) return ledger;
    await this.giveUp(new DamagedBlocks(new Set()));
    return undefined;
  }

  #forget(): void {
    this.#ledger = undefined;
    this.#seen = undefined;
  }

  /** @param always also when nothing has changed: blocks were checked */
  async #commit({ identity, changed }: ScanOutcome, always: boolean): Promise<ScanReport['problem']> {
    const { store } = this.#options;
    if (!changed && !always && !this.#isOther && store.isSaved) return undefined;
    this.#isOther = false;
    try {
      await store.commit(this.#originOf(identity));
      return undefined;
    } catch (error) {
      return problemOf(error);
    }
  }

  #originOf(identity: string): Origin {
    return { analysisVersion: this.#version, foldedBy: this.#foldedBy, identity };
  }

  #empty(): Ledger {
    return new Ledger(this.#options.store, this.#options.timeZone.localTime);
  }

  /** What the last scan here has left; else what was kept. Undefined when that is of no use. */
  async known(damaged: ReadonlySet<string> = new Set()): Promise<Ledger | undefined> {
    const isAtHand = this.#ledger !== undefined && (await this.#options.store.isCurrent());
    if (!isAtHand) {
      this.#forget();
      this.#ledger = await this.#load(damaged);
    }
    return this.#ledger;
  }

  /** What is known of a history: nothing, when what was kept is of no use for it. */
  #ledgerOf(identity: string, full: boolean): Ledger {
    const { store } = this.#options;
    if (full || this.#ledger === undefined || this.#identity !== identity) {
      store.startAnew();
      this.#forget();
      this.#ledger = this.#empty();
    }
    this.#identity = identity;
    return this.#ledger;
  }

  async #load(damaged: ReadonlySet<string>): Promise<Ledger | undefined> {
    const { store, timeZone } = this.#options;
    const stored = await store.load();
    if (stored?.analysisVersion !== this.#version) return undefined;
    for (const key of damaged) store.remove(key);
    const blocks = stored.blocks.filter(({ key }) => !damaged.has(key));
    this.#identity = stored.identity;
    this.#misses = stored.misses === true;
    if (stored.foldedBy === this.#foldedBy) return new Ledger(store, timeZone.localTime, blocks);
    this.#isOther = true;
    return await foldAnew(this.#empty(), store, blocks);
  }
}
