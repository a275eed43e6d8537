import pLimit from 'p-limit';
import type { MetricId } from '../engine/metrics.js';
import { AchievementsError, toAchievementsError } from '../errors.js';
import type { RunningScan, Scanner } from '../scan/scanner.js';
import type { Aggregate } from '../types.js';
import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import type { Journal } from './journal.js';
import type { Keeper, Kept } from './keeper.js';
import { createReports, type Outlets, type Reports } from './reports.js';

/** One refresh under way. */
export interface Run {
  readonly full: boolean;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** The history as it was just before it was read; undefined when that cannot be told. */
  readonly mark: Promise<string | undefined>;
  /** Settles when the refresh has ended, well or not. */
  done: Promise<void>;
  scanning: RunningScan | undefined;
  /** By a reset, or on closing: then it does not count, whatever came of it. */
  calledOff: boolean;
  progress: { readonly scanned: number; readonly total: number } | null;
  partial: Aggregate<MetricId> | undefined;
  error: AchievementsError | undefined;
}

export interface RefresherOptions extends Outlets {
  readonly scanner: Scanner;
  /** What the refreshes feed. @throws AchievementsError when no refresh may begin any more */
  readonly keeper: () => Promise<Keeper>;
  readonly journal: Journal;
  readonly clock: Clock;
  /** A number from 0 to 1, another one each time. */
  readonly chance: () => number;
}

const NOTHING_NEW: Kept = { news: [], imported: false, changed: false };

/** Refreshes the snapshot: one refresh at a time, whoever asks for it, and after a failure not too soon again. */
export class Refresher {
  readonly #options: RefresherOptions;
  readonly #reports: Reports;
  /** Held while the history is scanned or the state is reset. */
  readonly #mutex = pLimit(1);
  #run: Run | undefined;
  #runCount = 0;
  #last: { readonly startedAt: number; readonly finishedAt: number; readonly durationMs: number } | undefined;
  #lastSuccessAt: number | undefined;
  #lastMark: string | undefined;
  #failures = 0;
  #nextTry = 0;
  #stopped = false;

  constructor(options: RefresherOptions) {
    this.#options = options;
    this.#reports = createReports(options, options.journal);
  }

  /** The refresh under way. */
  get run(): Run | undefined {
    return this.#run;
  }

  /** How many refreshes have begun. */
  get runCount(): number {
    return this.#runCount;
  }

  /** The latest one that has ended; times in Unix milliseconds. */
  get last() {
    return this.#last;
  }

  /** Unix milliseconds. */
  get lastSuccessAt(): number | undefined {
    return this.#lastSuccessAt;
  }

  /** True when the latest one that counts has failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Milliseconds until a failure may be followed by another try; 0 or less: now. */
  get dueIn(): number {
    return this.#nextTry - this.#options.clock.now();
  }

  /** The refresh under way, or a new one unless it is too soon for that. @throws AchievementsError once stopped */
  joinOrStart(): Run | undefined {
    return this.#run ?? (this.dueIn > 0 ? undefined : this.#start(false));
  }

  /** Resolves when a refresh is through that saw the history as it is now, or later. */
  async sawNow(full: boolean): Promise<void> {
    let run = this.#run;
    let sawAll = run === undefined || (await sameMark(run.mark, this.#options.scanner.mark()));
    for (;;) {
      run ??= this.#start(full);
      await run.done;
      if (sawAll && (run.full || !full) && !run.calledOff) break;
      run = this.#run;
      sawAll = true;
    }
    if (run.error !== undefined) throw run.error;
  }

  /** Calls off what runs, does the task while nothing else does, and begins as if nothing had been. */
  async startOver(task: () => Promise<void>): Promise<void> {
    this.#callOff();
    await this.#mutex(async () => {
      await task();
      this.#lastMark = undefined;
      this.#failures = 0;
      this.#nextTry = 0;
    });
  }

  /** Resolves when nothing runs any more, and nothing will. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff();
    await this.#run?.done;
    await this.#mutex(() => {});
  }

  /** The run is there from this moment, synchronously: there is no second one. */
  #start(full: boolean): Run {
    if (this.#stopped)
      throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Achievements are shutting down.');
    const run: Run = {
      full,
      startedAt: this.#options.clock.now(),
      mark: this.#options.scanner.mark(),
      done: Promise.resolve(),
      scanning: undefined,
      calledOff: false,
      progress: null,
      partial: undefined,
      error: undefined,
    };
    this.#run = run;
    this.#runCount++;
    run.done = this.#mutex(() => this.#refresh(run)).then(() => {
      this.#run = undefined;
    });
    return run;
  }

  #callOff(): void {
    if (this.#run === undefined) return;
    this.#run.calledOff = true;
    this.#run.scanning?.stop();
  }

  /** Never rejects: what went wrong is kept. */
  async #refresh(run: Run): Promise<void> {
    const { clock } = this.#options;
    const began = performance.now();
    try {
      // First, so that nothing of this run is under way any more when it has ended, whatever the keeper says.
      const mark = await run.mark;
      const keeper = await this.#options.keeper();
      this.#reports.started(run);
      const untouched = mark !== undefined && mark === this.#lastMark;
      if (untouched && !run.full && keeper.saved && keeper.snapshot !== undefined) {
        await keeper.confirm(clock.now(), performance.now() - began);
        this.#succeeded(NOTHING_NEW, performance.now() - began, keeper);
      } else {
        const kept = await this.#scan(run, keeper, began);
        this.#lastMark = mark;
        this.#succeeded(kept, performance.now() - began, keeper);
      }
    } catch (error) {
      this.#failed(run, error, performance.now() - began);
    }
    const durationMs = Math.round(performance.now() - began);
    this.#last = { startedAt: run.startedAt, finishedAt: clock.now(), durationMs };
  }

  async #scan(run: Run, keeper: Keeper, began: number): Promise<Kept> {
    const { scanner, clock } = this.#options;
    const mark = await keeper.listMark();
    if (run.calledOff) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
    run.scanning = scanner.start(
      { full: run.full, checkpoint: keeper.checkpoint, mark },
      {
        progress: (scanned, total) => {
          run.progress = { scanned, total };
        },
        partial: (soFar) => {
          run.partial = soFar;
        },
      },
    );
    const report = await run.scanning.report;
    if (report !== undefined) return await keeper.accept(report, clock.now(), performance.now() - began);
    await keeper.confirm(clock.now(), performance.now() - began);
    return NOTHING_NEW;
  }

  #succeeded(kept: Kept, durationMs: number, keeper: Keeper): void {
    this.#lastSuccessAt = this.#options.clock.now();
    this.#failures = 0;
    this.#nextTry = 0;
    this.#reports.succeeded(kept, durationMs, keeper);
  }

  #failed(run: Run, cause: unknown, durationMs: number): void {
    const { clock, chance } = this.#options;
    run.error = toAchievementsError(
      cause,
      'ERR_ACHIEVEMENTS_SCAN',
      'The scan of the history failed. The log of the server says more.',
    );
    if (!run.calledOff) {
      this.#failures++;
      this.#nextTry = clock.now() + backoffMs(this.#failures, chance());
    }
    this.#reports.failed(run.error, run.calledOff, durationMs);
  }
}

async function sameMark(a: Promise<string | undefined>, b: Promise<string | undefined>): Promise<boolean> {
  const [one, other] = await Promise.all([a, b]);
  return one !== undefined && one === other;
}
