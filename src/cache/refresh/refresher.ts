import pLimit from 'p-limit';
import { AchievementsError, toAchievementsError } from '../../errors.js';
import type { Scanner } from '../../scan/scanner.js';
import type { Clock } from '../clock.js';
import type { Keeper } from '../keep/keeper.js';
import { isFresh } from '../view/snapshot.js';
import { attempt, type Outcome } from './attempt.js';
import { backoffMs } from './backoff.js';
import type { Journal } from './journal.js';
import type { Recheck } from './recheck.js';
import { createReports, type Outlets, type Reports } from './reports.js';
import { Run, sameMark, type Wanted } from './run.js';
import type { Refreshes } from './status.js';

export interface RefresherOptions extends Outlets {
  readonly scanner: Scanner;
  /** What the refreshes feed. @throws AchievementsError when no refresh may begin any more */
  readonly keeper: () => Promise<Keeper>;
  readonly journal: Journal;
  readonly clock: Clock;
  /** A number from 0 to 1, another one each time. */
  readonly chance: () => number;
  readonly ttlMs: number;
}

/** Refreshes the snapshot: one refresh at a time, whoever asks for it, and after a failure not too soon again. */
export class Refresher implements Refreshes {
  readonly #options: RefresherOptions;
  readonly #reports: Reports;
  /** Held while the history is scanned or the state is reset. */
  readonly #mutex = pLimit(1);
  #run: Run | undefined;
  #runCount = 0;
  #last: { readonly startedAt: number; readonly finishedAt: number; readonly durationMs: number } | undefined;
  #lastSuccessAt: number | undefined;
  #lastScanAt: number | undefined;
  #driver: string | undefined;
  #lastMark: string | undefined;
  /** Unix seconds: when what was read longest ago was read; undefined when it is not known. */
  #checkedAt: number | undefined;
  /** After a reset nothing of what a scan may have in memory counts. */
  #anew = false;
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

  get runCount(): number {
    return this.#runCount;
  }

  get last() {
    return this.#last;
  }

  /** What read the history last, where the source tells. */
  get driver(): string | undefined {
    return this.#driver;
  }

  get lastSuccessAt(): number | undefined {
    return this.#lastSuccessAt;
  }

  /** Unix milliseconds: when this process has looked at the history last. */
  get lastScanAt(): number | undefined {
    return this.#lastScanAt;
  }

  /** True when the latest one that counts has failed. */
  get failing(): boolean {
    return this.#failures > 0;
  }

  /** Milliseconds until a failure may be followed by another try; 0 or less: now. */
  get dueIn(): number {
    return this.#nextTry - this.#options.clock.now();
  }

  /** What was in the way of it is mended: the next try need not wait. */
  retryNow(): void {
    this.#nextTry = 0;
  }

  /** The refresh under way, or a new one unless it is too soon for that. @throws AchievementsError once stopped */
  joinOrStart(): Run | undefined {
    if (this.#run !== undefined || this.dueIn <= 0) return this.#run ?? this.#start({ mayFollow: true });
    this.#followMeanwhile();
    return undefined;
  }

  /** Reads again what was not read for long, when nothing else is to be done and something is that old. */
  recheck(recheck: Recheck): void {
    const isDue = this.#checkedAt === undefined || this.#checkedAt < recheck.before;
    if (this.#run === undefined && this.dueIn <= 0 && isDue) this.#start({ recheck });
  }

  /** A look at what is kept. When that cannot be read any more, all is read anew, and the error is for who asked. */
  async orAnew<T>(look: Promise<T>): Promise<T> {
    try {
      return await look;
    } catch (error) {
      const isLost = error instanceof AchievementsError && error.code === 'ERR_ACHIEVEMENTS_SCANNING';
      if (isLost && this.#run === undefined && this.dueIn <= 0) this.#start({ full: true });
      throw error;
    }
  }

  /** Until the next try of its own is due, another process may have seen the history. */
  #followMeanwhile(): void {
    // Somebody looks already.
    if (this.#stopped || this.#mutex.activeCount + this.#mutex.pendingCount > 0) return;
    const { clock, ttlMs } = this.#options;
    const following = this.#mutex(async () => {
      const keeper = await this.#options.keeper();
      const isNew = await keeper.follow();
      if (isNew && isFresh(keeper.snapshot, clock.now(), ttlMs)) this.#followed(keeper);
    });
    // It is closing: else nothing rejects.
    following.catch(() => {});
  }

  /** Resolves when a refresh is through that saw the history as it is now, or later. */
  async sawNow(full: boolean): Promise<void> {
    let run = this.#run;
    if (run !== undefined) run.mayFollow = false;
    let sawAll = run?.mark === undefined || (await sameMark(run.mark, this.#options.scanner.mark()));
    for (;;) {
      run ??= this.#start({ full });
      await run.done;
      if (sawAll && !run.followed && (run.full || !full) && !run.calledOff) break;
      run = this.#run;
      sawAll = true;
    }
    if (run.error !== undefined) throw run.error;
  }

  /** Calls off what runs, does the task while nothing else does, and begins as if nothing had been. */
  async startOver(task: () => Promise<void>): Promise<void> {
    this.#run?.callOff();
    await this.#mutex(async () => {
      await task();
      this.#last = undefined;
      this.#lastSuccessAt = undefined;
      this.#lastScanAt = undefined;
      this.#anew = true;
      this.#lastMark = undefined;
      this.#allIsWell();
    });
  }

  /** Resolves when nothing runs any more, and nothing will. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#run?.callOff();
    await this.#mutex(() => {});
  }

  /** The run is there from this moment, synchronously: there is no second one. */
  #start(wanted: Wanted): Run {
    if (this.#stopped)
      throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Achievements are shutting down.');
    const run = new Run(wanted, this.#options.clock.now());
    this.#run = run;
    this.#runCount++;
    run.done = this.#mutex(() => this.#refresh(run)).then(() => {
      this.#run = undefined;
    });
    return run;
  }

  /** Never rejects: what went wrong is kept. */
  async #refresh(run: Run): Promise<void> {
    const { clock } = this.#options;
    const began = performance.now();
    try {
      const keeper = await this.#options.keeper();
      const outcome = await attempt(run, {
        ...this.#options,
        keeper,
        lastMark: this.#lastMark,
        anew: this.#anew,
        started: () => this.#reports.started(run),
      });
      if (outcome.followed) this.#followed(keeper);
      else this.#succeeded(run, outcome, keeper);
    } catch (error) {
      this.#failed(run, error, performance.now() - began);
    }
    const durationMs = Math.round(performance.now() - began);
    this.#last = { startedAt: run.startedAt, finishedAt: clock.now(), durationMs };
  }

  #succeeded(run: Run, outcome: Exclude<Outcome, { followed: true }>, keeper: Keeper): void {
    const { kept, durationMs, mark, report, problem } = outcome;
    this.#lastMark = mark;
    this.#anew = false;
    this.#checkedAt = report?.checkedAt ?? this.#checkedAt;
    this.#driver = report?.driver ?? this.#driver;
    if (this.#driver !== undefined) this.#options.journal.driver(this.#driver);
    this.#lastSuccessAt = this.#options.clock.now();
    this.#lastScanAt = this.#lastSuccessAt;
    // Who waits for others to see it hears of it, and it is tried again soon.
    run.error = problem;
    if (problem === undefined) this.#allIsWell();
    else this.#putOff(true);
    this.#reports.succeeded(kept, durationMs, keeper);
  }

  /** What another process saw holds here as well, and that it could see it. */
  #followed(keeper: Keeper): void {
    this.#lastMark = undefined;
    this.#lastSuccessAt = keeper.snapshot?.verifiedAt;
    this.#allIsWell();
    this.#reports.followed(keeper);
  }

  #allIsWell(): void {
    this.#failures = 0;
    this.#nextTry = 0;
  }

  /** @param isOfStore whether it was a save that failed, and no scan */
  #putOff(isOfStore: boolean): void {
    const { clock, chance } = this.#options;
    this.#nextTry = clock.now() + backoffMs(++this.#failures, chance(), isOfStore);
  }

  #failed(run: Run, cause: unknown, durationMs: number): void {
    run.error = toAchievementsError(
      cause,
      'ERR_ACHIEVEMENTS_SCAN',
      'The scan of the history failed. The log of the server says more.',
    );
    // It has only waited for another process.
    if (run.calledOff && run.mark === undefined) return;
    if (!run.calledOff) this.#putOff(run.error.code === 'ERR_ACHIEVEMENTS_STATE');
    this.#reports.failed(run.error, run.calledOff, durationMs);
  }
}
