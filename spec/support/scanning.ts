/** Time, scans and files under the control of a spec. */

import type { Clock } from '#src/cache/clock.js';
import type { Dating } from '#src/cache/keep/outcome.js';
import type { Outlets } from '#src/cache/refresh/reports.js';
import { createDiagnostics } from '#src/diagnostics.js';
import type { MetricId } from '#src/engine/folding/metrics.js';
import { AchievementsError } from '#src/errors.js';
import { createEvents } from '#src/events.js';
import type { ScanOrder, ScanReport } from '#src/scan/job.js';
import type { Watch } from '#src/scan/progress.js';
import type { RunningScan, Scanner, Turn } from '#src/scan/scanner.js';
import type { Lock } from '#src/state/lock.js';
import type { StoredSnapshot } from '#src/state/snapshot-file.js';
import type { State } from '#src/state/state.js';
import { mergeStates, NO_UNLOCKS, type UnlockState } from '#src/state/unlocks.js';
import { createTelemetry } from '#src/telemetry.js';
import type { Logger, SessionRecord } from '#src/types.js';
import { totalsOf } from './totals.js';

/** Stands still until it is moved. */
export class ManualClock implements Clock {
  #now = Date.UTC(2026, 8, 15);
  readonly #timers = new Set<{ readonly at: number; readonly call: () => void }>();

  now(): number {
    return this.#now;
  }

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many calls are still to come. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets begin what is about to, moves on, and makes the calls that are due on the way, each at its time. */
  async advance(ms: number): Promise<void> {
    await quiet();
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#timers.delete(next);
      this.#now = next.at;
      next.call();
      await quiet();
    }
    this.#now = end;
    await quiet();
  }

  /** Somebody sets the time. */
  set(now: number): void {
    this.#now = now;
  }
}

/** Lets everything go on that waits for nothing but its turn. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A scan that ends when it is told to. */
export interface FakeScan {
  readonly order: ScanOrder;
  readonly watch: Watch;
  readonly stopped: boolean;
  succeed(report?: ScanReport): Promise<void>;
  /** Finds the list as the last scan saw it. */
  recognize(): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** Whether a scan that is asked to stop does so at once, or goes on until it is told. */
export type Obedience = 'obeys' | 'lingers';

/** Of a history whose sessions have no time. */
export const undated: Dating = async () => [];

/** Nobody else wants the turn. */
const FREE: Lock = { problem: undefined, take: async () => ({ release: async () => {} }) };

export class FakeScanner implements Scanner {
  readonly scans: FakeScan[] = [];
  /** The sessions whose records were asked for. */
  readonly asked: string[] = [];
  /** How often the turn was taken, and how many of these turns were not given back. */
  turns = 0;
  held = 0;
  /** Scans that have begun and not ended. */
  running = 0;
  mostRunning = 0;
  closed = false;
  /** What the history looks like from outside. */
  look: string | undefined;
  looks = 0;
  recordOf: (id: string) => Promise<SessionRecord | undefined> = async () => undefined;
  dates: Turn['date'] = undated;
  readonly #obedience: Obedience;
  readonly #lock: Lock;

  constructor(obedience: Obedience = 'obeys', lock: Lock = FREE) {
    this.#obedience = obedience;
    this.#lock = lock;
  }

  /** The latest scan. */
  get scan(): FakeScan {
    const scan = this.scans.at(-1);
    if (scan === undefined) throw new Error('no scan has begun');
    return scan;
  }

  async take(): Promise<Turn | undefined> {
    const lock = await this.#lock.take();
    if (lock === undefined) return undefined;
    this.turns++;
    this.held++;
    return {
      problem: this.#lock.problem,
      scan: (order, watch) => this.#start(order, watch),
      date: (wanted) => this.dates(wanted),
      release: async () => {
        this.held--;
        await lock.release();
      },
    };
  }

  #start(order: ScanOrder, watch: Watch): RunningScan {
    const { promise, resolve, reject } = deferred<ScanReport | undefined>();
    let stopped = false;
    this.running++;
    this.mostRunning = Math.max(this.mostRunning, this.running);
    const end = () => {
      this.running--;
    };
    this.scans.push({
      order,
      watch,
      get stopped() {
        return stopped;
      },
      async succeed(report = reportOf()) {
        resolve(report);
        await quiet();
      },
      async recognize() {
        resolve(undefined);
        await quiet();
      },
      async fail(error) {
        reject(error);
        await quiet();
      },
    });
    return {
      report: promise.finally(end),
      stop: () => {
        stopped = true;
        if (this.#obedience === 'obeys')
          reject(new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.'));
      },
    };
  }

  async mark(): Promise<string | undefined> {
    this.looks++;
    return this.look;
  }

  async place(): Promise<string> {
    return 'a place';
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  async find(id: string): Promise<SessionRecord | undefined> {
    this.asked.push(id);
    return await this.recordOf(id);
  }
}

/** What a scan found: that nothing is new, unless told otherwise. */
export function reportOf(
  values: Partial<Record<MetricId, number>> = {},
  part: Partial<ScanReport> = {},
): ScanReport {
  return {
    mode: 'incremental',
    identity: 'a history',
    driver: undefined,
    notice: null,
    mark: undefined,
    rescanned: 0,
    reused: 3,
    messagesScanned: 0,
    changed: false,
    sessions: 3,
    aggregate: totalsOf(values),
    view: { days: {}, recent: {}, longest: null, mostTools: null },
    checkedAt: undefined,
    stamp: 'a stamp',
    problem: undefined,
    ...part,
  };
}

/** What the first scan of a history of three sessions found. */
export function firstReport(values: Partial<Record<MetricId, number>> = {}): ScanReport {
  return reportOf(values, {
    mode: 'full',
    rescanned: 3,
    reused: 0,
    messagesScanned: 30,
    changed: true,
  });
}

export interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: unknown) => void;
}

export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}

/** A state directory that lies in memory. */
export class MemoryState implements State {
  unlocks: UnlockState = NO_UNLOCKS;
  snapshot: { snapshot: StoredSnapshot; mtimeMs: number } | undefined;
  /** What was done, in order. */
  readonly done: string[] = [];
  closed = false;
  /** Held up until this resolves. */
  gate: Promise<unknown> = Promise.resolve();
  /** Every change fails with it. */
  trouble: AchievementsError | undefined;
  notice: string | null = null;
  loadNotice: string | null = null;

  exclusively<T>(task: () => Promise<T>): Promise<T> {
    return task();
  }

  async loadUnlocks() {
    this.done.push('load');
    await this.gate;
    return { state: this.unlocks, notice: this.loadNotice };
  }

  async loadSnapshot() {
    await this.gate;
    return this.snapshot;
  }

  async snapshotModified() {
    return this.snapshot?.mtimeMs;
  }

  async saveUnlocks(state: UnlockState) {
    await this.#change('unlocks');
    const before = this.unlocks.unlocks;
    this.unlocks = mergeStates(this.unlocks, state);
    return { state: this.unlocks, notice: this.notice, written: true, before };
  }

  async isOwn() {
    return true;
  }

  async saveSnapshot(_snapshot: unknown, nowMs: number) {
    await this.#change('snapshot');
    if (this.snapshot !== undefined) this.snapshot = { ...this.snapshot, mtimeMs: nowMs };
  }

  async touchSnapshot(nowMs: number) {
    await this.#change('touch');
    if (this.snapshot !== undefined) this.snapshot = { ...this.snapshot, mtimeMs: nowMs };
    return true;
  }

  saveAll(): Promise<undefined> {
    throw new Error('not used');
  }

  async reset(nowMs: number) {
    await this.#change('reset');
    this.unlocks = { ...NO_UNLOCKS, resetAt: Math.floor(nowMs / 1000) };
    this.snapshot = undefined;
    return this.unlocks;
  }

  async sweep(): Promise<void> {}

  async close() {
    this.done.push('close');
    this.closed = true;
  }

  async #change(what: string): Promise<void> {
    await this.gate;
    if (this.closed)
      throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Achievements are shutting down.');
    this.done.push(what);
    if (this.trouble !== undefined) throw this.trouble;
  }
}

/** Keeps what it hears, as `level: first line`. */
export function listeningLogger(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = [];
  const hear = (level: string) => (message: string) => {
    lines.push(`${level}: ${message.split('\n', 1)[0] ?? ''}`);
  };
  const logger = { debug: hear('debug'), info: hear('info'), warn: hear('warn'), error: hear('error') };
  return { logger, lines };
}

/** Numbers, channels and listeners of a router. */
export function outletsOf(logger: Logger): Outlets {
  return {
    telemetry: createTelemetry(),
    diagnostics: createDiagnostics('/nowhere'),
    events: createEvents(logger),
  };
}

/** Resolves when the condition holds; the time limit of the spec is its bound. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 2));
}
