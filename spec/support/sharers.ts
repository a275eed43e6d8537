/** Several caches on one state directory. Each stands for a process: they share files and clock, and nothing else. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Coordinator, type CoordinatorOptions } from '#src/cache/coordinator.js';
import { Keeper } from '#src/cache/keep/keeper.js';
import { createLock } from '#src/state/lock.js';
import { createState } from '#src/state/state.js';
import type { Home } from './home.js';
import { utc } from './records.js';
import { FakeScanner, firstReport, listeningLogger, ManualClock, outletsOf, until } from './scanning.js';

export const TTL = 120_000;
export const BOOTSTRAP_WAIT = 30_000;
/** Longer than who waits lets pass between two looks. */
const A_LOOK = 150;

/** Call it in a `describe`, after `temporaryHome()`; what it gives makes sharers for a spec, which are closed after it. */
export function sharedState(home: () => Home): () => Sharers {
  let sharers: Sharers | undefined;
  beforeEach(() => {
    sharers = new Sharers(home().stateDir);
  });
  afterEach(() => sharers?.close());
  return () => {
    if (sharers === undefined) throw new Error('sharedState() was used outside of a spec');
    return sharers;
  };
}

export class Sharers {
  readonly clock = new ManualClock();
  readonly #stateDir: string;
  readonly #left: Coordinator[] = [];

  constructor(stateDir: string) {
    this.#stateDir = stateDir;
  }

  start(options: Partial<CoordinatorOptions> = {}): Sharer {
    const scanner = new FakeScanner('obeys', createLock(join(this.#stateDir, 'scan.lock')));
    const { logger, lines } = listeningLogger();
    const coordinator = new Coordinator({
      scanner,
      keeper: async () =>
        new Keeper(createState({ stateDir: this.#stateDir }), await scanner.place(), {
          name: 'UTC',
          localTime: utc,
        }),
      zone: { name: 'UTC', localTime: utc },
      loadAlone: async () => undefined,
      driver: async () => null,
      ...outletsOf(logger),
      logger,
      clock: this.clock,
      chance: () => 0,
      ttlMs: TTL,
      bootstrapWaitMs: BOOTSTRAP_WAIT,
      // Time passes fast in `inTime`, while files take what they take.
      rescanWaitMs: 30 * 24 * 3_600_000,
      refreshEveryMs: undefined,
      recheckEveryMs: undefined,
      ...options,
    });
    this.#left.push(coordinator);
    return new Sharer(coordinator, scanner, lines);
  }

  /** Two of them: one with a finished scan, one that has served what that saved, begun some time later. */
  async pair(options: Partial<CoordinatorOptions> = {}, laterMs = 0): Promise<readonly [Sharer, Sharer]> {
    const one = this.start(options);
    const reading = one.coordinator.snapshot();
    await one.begins(1);
    await one.scanner.scan.succeed(firstReport({ session_count: 3, total_tool_calls: 3_000 }));
    await reading;
    await this.clock.advance(laterMs);
    const other = this.start(options);
    await other.coordinator.snapshot();
    return [one, other];
  }

  /** Lets time pass, look by look, until it is so. */
  async inTime(condition: () => boolean | Promise<boolean>): Promise<void> {
    await until(async () => {
      await this.clock.advance(A_LOOK);
      return await condition();
    });
  }

  /** The same until it has settled. */
  async settled<T>(promise: Promise<T> | T): Promise<T> {
    let isSettled = false;
    const end = (): void => {
      isSettled = true;
    };
    Promise.resolve(promise).then(end, end);
    await this.inTime(() => isSettled);
    return await promise;
  }

  /** What `state.json` holds. */
  async stored() {
    const content: { unlocks: { autonomous_avalanche?: { unlocked_at: number } }; reset_at?: number } =
      JSON.parse(await readFile(join(this.#stateDir, 'state.json'), 'utf8'));
    return content;
  }

  async close(): Promise<void> {
    await Promise.all(this.#left.map((coordinator) => coordinator.close()));
  }
}

export class Sharer {
  readonly coordinator: Coordinator;
  readonly scanner: FakeScanner;
  readonly lines: readonly string[];

  constructor(coordinator: Coordinator, scanner: FakeScanner, lines: readonly string[]) {
    this.coordinator = coordinator;
    this.scanner = scanner;
    this.lines = lines;
  }

  /** Resolves when so many scans have begun. */
  async begins(count: number): Promise<void> {
    await until(() => this.scanner.scans.length === count);
  }

  /** Resolves when it has found that another one scans. */
  async waits(): Promise<void> {
    await until(() => this.lines.some((line) => /Another process is scanning/.test(line)));
  }

  /** Resolves when nothing runs. */
  async rests(): Promise<void> {
    await until(() => this.isIdle());
  }

  async isIdle(): Promise<boolean> {
    const { state } = await this.coordinator.status();
    return state !== 'running';
  }
}
