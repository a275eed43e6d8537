import { aggregateOf } from '../engine/folding/aggregate.js';
import { type Crossing, crossingDays, crossingsWithin, type Threshold } from '../engine/folding/crossings.js';
import { firstRecentDay, holdersUntil, viewOf } from '../engine/folding/history-view.js';
import type { MetricId } from '../engine/folding/metrics.js';
import { type ErrorCode, toAchievementsError } from '../errors.js';
import type { HomeStore, StoredBlock } from '../state/home-store.js';
import type { Aggregate, HistoryView, SessionList, SessionRecord, SessionSource } from '../types.js';
import { analysisVersion, foldedBy } from './analysis-version.js';
import { DamagedBlocks } from './damaged-blocks.js';
import type { OfHomes } from './home-report.js';
import { Ledger } from './ledger.js';
import { type FoldWatch, throttled } from './progress.js';
import { ReadyRules } from './ready-rules.js';
import { type ScanHooks, type ScanOutcome, scan } from './scan.js';
import type { TimeZone } from './zone.js';

export type { TimeZone } from './zone.js';

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
}

export interface JobOptions {
  readonly source: SessionSource;
  readonly store: HomeStore;
  readonly timeZone: TimeZone;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Those of others that scan in the same process; by default its own. */
  readonly rules?: ReadyRules;
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
   * By which sessions thresholds were reached, as of the last scan here; to be called by who has the turn. One that sessions
   * with a time alone have not reached is left out.
   */
  async date(wanted: readonly Threshold[]): Promise<readonly Crossing[]> {
    const { store, timeZone } = this.#options;
    const found: Crossing[] = [];
    for (const day of crossingDays(this.#ledger?.days() ?? [], wanted)) {
      const records = (await this.#ledger?.recordsOf(day.day)) ?? [];
      found.push(...crossingsWithin(day, records, timeZone.localTime));
    }
    await store.close();
    return found;
  }

  /** The record of a session as of the last scan here: for when the checkpoint could not be saved. */
  async find(id: string): Promise<SessionRecord | undefined> {
    return await this.#ledger?.find(id).finally(() => this.#options.store.close());
  }

  async #pass(
    order: ScanOrder,
    damaged: ReadonlySet<string>,
    hooks: Omit<ScanHooks, 'progress'>,
    watch: FoldWatch,
  ): Promise<ScanReport | undefined> {
    const { source, store, timeZone, now } = this.#options;
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
    };
    const soFar = () => (ledger ?? this.#empty()).fold();
    const outcome = await scan(source, plan, { ...hooks, progress: throttled(watch, soFar) }, seconds);
    if (outcome === undefined || ledger === undefined) return undefined;
    this.#seen = outcome.mark;
    const problem = await this.#commit(outcome, order.recheck !== undefined);
    const { checkedAt } = ledger;
    const fold = ledger.fold();
    const today = timeZone.localTime(seconds).day;
    const view = viewOf(fold, ledger.days(firstRecentDay(today)), holdersUntil(today, ledger.blocks()));
    return {
      ...outcome,
      aggregate: aggregateOf(fold),
      view,
      checkedAt,
      stamp: await store.stamp(),
      problem,
    };
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
      await store.commit({ analysisVersion: this.#version, foldedBy: this.#foldedBy, identity });
      return undefined;
    } catch (error) {
      const { code, message, cause } = toAchievementsError(
        error,
        'ERR_ACHIEVEMENTS_STATE',
        'The checkpoint could not be saved. The log of the server says more.',
      );
      return { code, message, cause: String(cause) };
    }
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
    if (stored.foldedBy === this.#foldedBy) return new Ledger(store, timeZone.localTime, blocks);
    return await this.#foldAnew(blocks);
  }

  /** From contributions, without reading a message: the rules of folding are others, or the time zone is. */
  async #foldAnew(blocks: readonly StoredBlock[]): Promise<Ledger> {
    const { store } = this.#options;
    const checkedAt = Math.min(...blocks.map((block) => block.checkedAt));
    store.startAnew();
    const ledger = this.#empty();
    for (const block of blocks) {
      // Of one that cannot be read the sessions are read anew.
      for (const record of (await store.acceptedRecords(block)) ?? [])
        if (ledger.stage(record)) await ledger.write(checkedAt);
    }
    await ledger.write(checkedAt);
    this.#isOther = true;
    return ledger;
  }
}
