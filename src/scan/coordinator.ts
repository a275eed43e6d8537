import pLimit from 'p-limit';
import { machineLocalTime } from '../engine/local-time.js';
import type { MetricId } from '../engine/metrics.js';
import { sessionBadges } from '../engine/snapshot.js';
import type { News } from '../engine/unlocks.js';
import { AchievementsError, toAchievementsError } from '../errors.js';
import type { Telemetry } from '../telemetry.js';
import type { Achievement, Aggregate, Logger, SessionRecord } from '../types.js';
import { type Clock, settlesWithin } from './clock.js';
import type { Keeper, Kept } from './keeper.js';
import type { RunningScan, Scanner } from './scanner.js';
import type { CacheState, Snapshot, Status } from './snapshot.js';
import { makeView, NOTHING_COUNTED, recentUnlocks, type View } from './view.js';

export interface CoordinatorOptions {
  readonly scanner: Scanner;
  readonly keeper: () => Promise<Keeper>;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly ttlMs: number;
  readonly bootstrapWaitMs: number;
  readonly rescanWaitMs: number;
  readonly refreshEveryMs: number | undefined;
}

/** One refresh under way. */
interface Run {
  readonly full: boolean;
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

/** First wait after a failure; each further one doubles it. */
const BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 300_000;
/** The first scan of an old history unlocks dozens at once; the log gets one line then. */
const MOST_NEWS = 5;

/**
 * The cache: serves the last snapshot, decides when to refresh it, and sees to it that one refresh runs at a time.
 * What is kept is the snapshot, the run, the last error and the earliest next try; whether that is fresh, stale,
 * scanning or failed is derived.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  /** Held while the history is scanned or the state is reset. */
  readonly #mutex = pLimit(1);
  #loading: Promise<Keeper> | undefined;
  #keeper: Keeper | undefined;
  #run: Run | undefined;
  #runCount = 0;
  #last: { readonly startedAt: number; readonly finishedAt: number; readonly durationMs: number } | undefined;
  #lastSuccessAt: number | undefined;
  #lastMark: string | undefined;
  #error: AchievementsError | undefined;
  /** The last notice that was logged. */
  #notice: string | null = null;
  #failures = 0;
  #nextTry = 0;
  #view: { readonly key: string; readonly view: View } | undefined;
  #records:
    | { readonly of: Snapshot['aggregate']; readonly records: Promise<ReadonlyMap<string, SessionRecord>> }
    | undefined;
  #closed = false;
  #cancelTimer = (): void => {};

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    if (options.refreshEveryMs !== undefined) this.#refreshLater(options.refreshEveryMs);
  }

  /** What `GET /achievements` answers. Waits only while there is nothing to show. */
  async snapshot(): Promise<View> {
    const keeper = await this.#ready();
    if (keeper.snapshot === undefined) {
      await this.#waitForFirst();
    } else if (this.#isStale(keeper.snapshot)) {
      this.#options.telemetry.servedStale();
      if (this.#run === undefined) this.#startIfDue();
    }
    this.#refuseWhenClosed();
    return this.#currentView(keeper);
  }

  /**
   * Refreshes now, whatever the time since the last failure, from the history as it is at this moment.
   * @throws AchievementsError when that failed
   */
  async rescan({
    full,
  }: {
    readonly full: boolean;
  }): Promise<{ done: true; view: View } | { done: false; joined: boolean }> {
    const keeper = await this.#ready();
    const joined = this.#run !== undefined;
    if (joined) this.#options.telemetry.joined();
    const finished = this.#finishRescan(full);
    // Whoever waits hears of an error; when nobody waits any more it is in the status.
    finished.catch(() => {});
    if (!(await settlesWithin(this.#options.clock, finished, this.#options.rescanWaitMs)))
      return { done: false, joined };
    await finished;
    return { done: true, view: this.#currentView(keeper) };
  }

  async recentUnlocks(): Promise<readonly Achievement[]> {
    return recentUnlocks(await this.snapshot());
  }

  /** What a session alone would unlock; nothing for a session that the snapshot does not know. */
  async sessionBadges(sessionId: string): Promise<readonly Achievement[]> {
    await this.snapshot();
    const { snapshot, checkpoint } = await this.#ready();
    if (snapshot === undefined) return [];
    if (this.#records?.of !== snapshot.aggregate) {
      const records = this.#options.scanner.records(checkpoint);
      this.#records = { of: snapshot.aggregate, records };
      records.catch(() => {
        this.#records = undefined;
      });
    }
    const record = (await this.#records?.records)?.get(sessionId);
    return record === undefined ? [] : sessionBadges(record, machineLocalTime);
  }

  /** Unlocks, snapshot and checkpoint start anew. A scan under way is called off. */
  async reset(): Promise<void> {
    const keeper = await this.#ready();
    this.#callOff();
    await this.#mutex(async () => {
      await keeper.reset(this.#options.clock.now());
      this.#lastMark = undefined;
      this.#error = undefined;
      this.#failures = 0;
      this.#nextTry = 0;
      this.#records = undefined;
      this.#options.logger.info('Achievements were reset; the old unlock file was kept aside.');
    });
  }

  /** What `GET /scan-status` answers. Starts nothing. */
  async status(): Promise<Readonly<Record<string, unknown>>> {
    const { snapshot } = await this.#ready();
    const { clock, ttlMs, telemetry } = this.#options;
    const { state, cache, last_success_at, last_error, run_count } = this.#status();
    const verifiedAt = snapshot?.verifiedAt;
    return {
      state,
      cache,
      started_at: seconds(this.#run?.startedAt ?? this.#last?.startedAt),
      finished_at: this.#run === undefined ? seconds(this.#last?.finishedAt) : null,
      last_success_at,
      last_error,
      last_duration_ms: this.#last?.durationMs ?? null,
      run_count,
      ttl_seconds: ttlMs / 1000,
      snapshot_generated_at: snapshot?.generatedAt ?? null,
      snapshot_age_seconds:
        verifiedAt === undefined ? null : Math.max(0, Math.round((clock.now() - verifiedAt) / 1000)),
      snapshot_stale: snapshot === undefined ? true : this.#isStale(snapshot),
      progress: this.#run?.progress ?? null,
      metrics: telemetry.metrics(),
    };
  }

  /** When asking again may help. */
  retryAfterSeconds(): number {
    if (this.#run !== undefined) return 2;
    return Math.max(1, Math.ceil((this.#nextTry - this.#options.clock.now()) / 1000));
  }

  /** Stops what runs; files are left whole. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelTimer();
    this.#callOff();
    await this.#run?.done;
    await this.#mutex(() => {});
    await this.#records?.records.catch(() => {});
    const keeper = await this.#loading?.catch(() => undefined);
    await keeper?.close();
  }

  /** Loads what is on disk, once, when something is asked for the first time. */
  async #ready(): Promise<Keeper> {
    this.#refuseWhenClosed();
    this.#loading ??= this.#load();
    try {
      return await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      throw error;
    }
  }

  async #load(): Promise<Keeper> {
    const keeper = await this.#options.keeper();
    await keeper.load();
    this.#tellNotice(keeper);
    this.#keeper = keeper;
    return keeper;
  }

  /** The wait counts from the beginning of the scan: who comes later than that sees at once what is known so far. */
  async #waitForFirst(): Promise<void> {
    const { clock, bootstrapWaitMs, telemetry } = this.#options;
    if (this.#run !== undefined) telemetry.joined();
    for (;;) {
      const run = this.#run ?? this.#startIfDue();
      if (run === undefined) return;
      const waited = Math.max(0, clock.now() - run.startedAt);
      const ended = await settlesWithin(clock, run.done, Math.max(0, bootstrapWaitMs - waited));
      if (!ended || !run.calledOff) return;
    }
  }

  #startIfDue(): Run | undefined {
    return this.#options.clock.now() < this.#nextTry ? undefined : this.#start(false);
  }

  /** One refresh at a time: the run is there from this moment, synchronously. */
  #start(full: boolean): Run {
    this.#refuseWhenClosed();
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
      const mark = await run.mark;
      const keeper = await this.#ready();
      const untouched = mark !== undefined && mark === this.#lastMark;
      if (untouched && !run.full && keeper.saved && keeper.snapshot !== undefined) {
        await keeper.confirm(clock.now(), performance.now() - began);
        this.#succeeded({ news: [], changed: false }, performance.now() - began, keeper);
      } else {
        const kept = await this.#scan(run, keeper, began);
        this.#lastMark = mark;
        this.#succeeded(kept, performance.now() - began, keeper);
      }
    } catch (error) {
      this.#failed(run, error);
    }
    const durationMs = Math.round(performance.now() - began);
    this.#last = { startedAt: run.startedAt, finishedAt: clock.now(), durationMs };
  }

  async #scan(run: Run, keeper: Keeper, began: number): Promise<Kept> {
    const { scanner, clock } = this.#options;
    if (run.calledOff) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
    run.scanning = scanner.start(
      { full: run.full, checkpoint: keeper.checkpoint },
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
    return await keeper.accept(report, clock.now(), performance.now() - began);
  }

  #succeeded(kept: Kept, durationMs: number, keeper: Keeper): void {
    const { logger, telemetry, clock } = this.#options;
    const numbers = keeper.snapshot?.numbers;
    const [rescanned, reused] = [numbers?.sessions_rescanned ?? 0, numbers?.sessions_reused ?? 0];
    telemetry.scanned({ durationMs, rescanned, reused });
    this.#lastSuccessAt = clock.now();
    this.#failures = 0;
    this.#nextTry = 0;
    this.#tell(keeper.problem);
    this.#tellNotice(keeper);
    const text = `Scanned ${rescanned} of ${rescanned + reused} sessions in ${Math.round(durationMs)} ms.`;
    if (numbers?.mode === 'full') logger.info(text);
    else logger.debug(text);
    for (const line of unlockLines(kept.news)) logger.info(line);
  }

  #failed(run: Run, cause: unknown): void {
    const { telemetry, clock } = this.#options;
    const error = toAchievementsError(
      cause,
      'ERR_ACHIEVEMENTS_SCAN',
      'The scan of the history failed. The log of the server says more.',
    );
    run.error = error;
    if (run.calledOff) return;
    telemetry.failed();
    this.#failures++;
    this.#nextTry = clock.now() + Math.min(BACKOFF_MS * 2 ** (this.#failures - 1), LONGEST_BACKOFF_MS);
    this.#tell(error);
  }

  /** One line for each change of state, not for each try. */
  #tell(error: AchievementsError | undefined): void {
    const { logger } = this.#options;
    if (error?.message !== this.#error?.message) {
      if (error === undefined) logger.info('Scanning works again.');
      else logger.warn(`${error.message}${error.cause === undefined ? '' : `\n${describe(error.cause)}`}`);
    }
    this.#error = error;
  }

  #tellNotice({ notice }: Keeper): void {
    if (notice !== null && notice !== this.#notice) this.#options.logger.warn(notice);
    this.#notice = notice;
  }

  /** Resolves when a refresh is through that saw the history as it is now, or later. */
  async #finishRescan(full: boolean): Promise<void> {
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

  #refreshLater(everyMs: number): void {
    this.#cancelTimer = this.#options.clock.after(everyMs, () => {
      this.#refreshLater(everyMs);
      void this.#refreshByTimer();
    });
  }

  async #refreshByTimer(): Promise<void> {
    try {
      await this.#ready();
      if (this.#run === undefined) this.#startIfDue();
    } catch (error) {
      if (!this.#closed) this.#options.logger.error(`A refresh could not begin.\n${describe(error)}`);
    }
  }

  #isStale({ verifiedAt }: Snapshot): boolean {
    const age = this.#options.clock.now() - verifiedAt;
    // A time to come means that the clock was set: then nothing is known of the age.
    return age > this.#options.ttlMs || age < 0 || this.#failures > 0;
  }

  #status(): Status {
    const snapshot = this.#keeper?.snapshot;
    const cache = this.#cache(snapshot);
    return {
      state: this.#run !== undefined ? 'running' : this.#failures > 0 ? 'failed' : 'idle',
      cache,
      last_success_at: seconds(this.#lastSuccessAt ?? snapshot?.verifiedAt),
      last_error: this.#error?.message ?? null,
      run_count: this.#runCount,
    };
  }

  #cache(snapshot: Snapshot | undefined): CacheState {
    if (this.#run !== undefined) return 'scanning';
    if (this.#failures > 0) return 'failed';
    if (snapshot === undefined) return 'empty';
    return this.#isStale(snapshot) ? 'stale' : 'fresh';
  }

  /** The same object as long as it would say the same. */
  #currentView(keeper: Keeper): View {
    const { snapshot, unlocks, notice } = keeper;
    const status = this.#status();
    const stale = snapshot === undefined || this.#isStale(snapshot);
    const error = this.#error?.message ?? notice;
    const shown = snapshot ?? this.#soFar();
    const key = JSON.stringify([shown.generatedAt, shown.numbers, stale, error, status]);
    if (this.#view?.key !== key) {
      const partial = snapshot === undefined;
      this.#view = { key, view: makeView({ snapshot: shown, partial, unlocks, error, stale, status }) };
    }
    return this.#view.view;
  }

  /** What is known before the first scan has ended. */
  #soFar(): Pick<Snapshot, 'aggregate' | 'generatedAt' | 'numbers'> {
    const run = this.#run;
    const mode = run === undefined ? 'failed' : run.partial === undefined ? 'pending' : 'in_progress';
    const { scanned = 0, total = 0 } = run?.progress ?? {};
    return {
      aggregate: run?.partial ?? NOTHING_COUNTED,
      generatedAt: seconds(run?.startedAt ?? this.#last?.finishedAt) ?? 0,
      numbers: {
        mode,
        sessions_total: total,
        sessions_rescanned: scanned,
        sessions_reused: 0,
        sessions_scanned_so_far: scanned,
        sessions_expected_total: total,
        duration_ms: 0,
        messages_scanned: 0,
      },
    };
  }

  #refuseWhenClosed(): void {
    if (this.#closed)
      throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Achievements are shutting down.');
  }
}

async function sameMark(a: Promise<string | undefined>, b: Promise<string | undefined>): Promise<boolean> {
  const [one, other] = await Promise.all([a, b]);
  return one !== undefined && one === other;
}

function seconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.floor(milliseconds / 1000);
}

/** For the log, where stacks belong. */
function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
}

function unlockLines(news: readonly News[]): string[] {
  if (news.length > MOST_NEWS) return [`Unlocked ${news.length} achievements.`];
  return news.map(({ name, tier }) => `Unlocked: ${name}${tier === null ? '' : ` (${tier})`}.`);
}
