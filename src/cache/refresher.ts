import pLimit from 'p-limit';
import { AchievementsError, toAchievementsError } from '../errors.js';
import type { Scanner, Turn } from '../scan/scanner.js';
import { backoffMs } from './backoff.js';
import type { Clock } from './clock.js';
import type { Journal } from './journal.js';
import type { Keeper, Kept } from './keeper.js';
import { createReports, type Outlets, type Reports } from './reports.js';
import { Run } from './run.js';
import { isFresh } from './snapshot.js';
import type { Refreshes } from './status.js';
import { takeTurn } from './turn.js';

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

const NOTHING_NEW: Kept = { news: [], imported: false, changed: false };

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
  #lastMark: string | undefined;
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
    if (this.#run !== undefined || this.dueIn <= 0) return this.#run ?? this.#start(false, true);
    this.#followMeanwhile();
    return undefined;
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
      run ??= this.#start(full, false);
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
      this.#anew = true;
      this.#lastMark = undefined;
      this.#failures = 0;
      this.#nextTry = 0;
    });
  }

  /** Resolves when nothing runs any more, and nothing will. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#run?.callOff();
    await this.#run?.done;
    await this.#mutex(() => {});
  }

  /** The run is there from this moment, synchronously: there is no second one. */
  #start(full: boolean, mayFollow: boolean): Run {
    if (this.#stopped)
      throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Achievements are shutting down.');
    const run = new Run(full, mayFollow, this.#options.clock.now());
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
    let turn: Turn | undefined;
    try {
      const keeper = await this.#options.keeper();
      if (await this.#isUntouched(run, keeper)) await this.#confirm(run, keeper, began);
      else {
        turn = await this.#turn(run, keeper);
        if (turn === undefined) this.#followed(keeper);
        else await this.#look(run, keeper, turn);
      }
    } catch (error) {
      this.#failed(run, error, performance.now() - began);
    } finally {
      await turn?.release();
    }
    const durationMs = Math.round(performance.now() - began);
    this.#last = { startedAt: run.startedAt, finishedAt: clock.now(), durationMs };
  }

  #turn(run: Run, keeper: Keeper): Promise<Turn | undefined> {
    const { scanner, clock, ttlMs, journal } = this.#options;
    return takeTurn(run, {
      keeper,
      scanner,
      clock,
      isFresh: () => isFresh(keeper.snapshot, clock.now(), ttlMs),
      begins: () => journal.waits(),
      drags: () => journal.waitsLong(),
    });
  }

  /** By a look from outside, which needs no turn: database, log and our own files are as the last scan left them. */
  async #isUntouched(run: Run, keeper: Keeper): Promise<boolean> {
    if (run.full || this.#lastMark === undefined || !(await keeper.isSettled())) return false;
    run.mark = this.#options.scanner.mark();
    return (await run.mark) === this.#lastMark && !run.calledOff;
  }

  async #confirm(run: Run, keeper: Keeper, began: number): Promise<void> {
    this.#reports.started(run);
    await keeper.confirm(this.#options.clock.now(), performance.now() - began);
    this.#succeeded(NOTHING_NEW, performance.now() - began, keeper);
  }

  async #look(run: Run, keeper: Keeper, turn: Turn): Promise<void> {
    const began = performance.now();
    this.#reports.started(run);
    run.mark = this.#options.scanner.mark();
    const mark = await run.mark;
    const kept = await this.#scan(run, keeper, turn, began);
    this.#lastMark = mark;
    // Where nothing can be saved there is no lock either, and that is said.
    if (keeper.problem === undefined) this.#options.journal.lockless(turn.problem);
    this.#succeeded(kept, performance.now() - began, keeper);
  }

  async #scan(run: Run, keeper: Keeper, turn: Turn, began: number): Promise<Kept> {
    const { clock } = this.#options;
    const last = await keeper.last();
    if (run.calledOff) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
    const scanning = turn.scan(
      { full: run.full || this.#anew, last },
      {
        progress: (scanned, total) => {
          run.progress = { scanned, total };
        },
        partial: (soFar) => {
          run.partial = soFar;
        },
      },
    );
    run.stops(scanning);
    const report = await scanning.report;
    this.#anew = false;
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

  /** What another process saw holds here as well, and that it could see it. */
  #followed(keeper: Keeper): void {
    this.#lastMark = undefined;
    this.#lastSuccessAt = keeper.snapshot?.verifiedAt;
    this.#failures = 0;
    this.#nextTry = 0;
    this.#reports.followed(keeper);
  }

  #failed(run: Run, cause: unknown, durationMs: number): void {
    const { clock, chance } = this.#options;
    run.error = toAchievementsError(
      cause,
      'ERR_ACHIEVEMENTS_SCAN',
      'The scan of the history failed. The log of the server says more.',
    );
    // It has only waited for another process.
    if (run.calledOff && run.mark === undefined) return;
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
