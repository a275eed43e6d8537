import type { MetricId } from '../../engine/folding/metrics.js';
import type { AchievementsError } from '../../errors.js';
import type { RunningScan } from '../../scan/scanner.js';
import type { Aggregate } from '../../types.js';
import type { Recheck } from './recheck.js';

/** What is wanted of a refresh. */
export interface Wanted {
  readonly full?: boolean;
  readonly recheck?: Recheck;
  /** Whether what another process saved meanwhile will do. */
  readonly mayFollow?: boolean;
}

/** One refresh under way. */
export class Run {
  readonly full: boolean;
  /** What to read again though it may not have changed. */
  readonly recheck: Recheck | undefined;
  /** Unix milliseconds. */
  readonly startedAt: number;
  /** Settles when the refresh has ended, well or not. */
  done: Promise<void> = Promise.resolve();
  /** Whether what another process saved will do: somebody may want more than that while it still waits. */
  mayFollow: boolean;
  /** What another process saved did: this process has not looked at the history. */
  followed = false;
  /** The history as it was just before it was read; undefined before that, or when it cannot be told. */
  mark: Promise<string | undefined> | undefined;
  progress: { readonly scanned: number; readonly total: number } | null = null;
  partial: Aggregate<MetricId> | undefined;
  error: AchievementsError | undefined;
  /** By a reset, or on closing: then it does not count, whatever came of it. */
  #calledOff = false;
  #stop = (): void => {};

  constructor({ full = false, recheck, mayFollow = false }: Wanted, startedAt: number) {
    this.full = full;
    this.recheck = recheck;
    this.mayFollow = mayFollow && !full && recheck === undefined;
    this.startedAt = startedAt;
  }

  get calledOff(): boolean {
    return this.#calledOff;
  }

  callOff(): void {
    this.#calledOff = true;
    this.#stop();
  }

  /** What is to be stopped when it is called off. */
  stops({ stop }: Pick<RunningScan, 'stop'>): void {
    this.#stop = stop;
  }
}

/** Whether a history looked the same twice; false when it cannot be told. */
export async function sameMark(
  a: Promise<string | undefined>,
  b: Promise<string | undefined>,
): Promise<boolean> {
  const [one, other] = await Promise.all([a, b]);
  return one !== undefined && one === other;
}
