import type { MetricId } from '../engine/folding/metrics.js';
import type { AchievementsError } from '../errors.js';
import type { RunningScan } from '../scan/scanner.js';
import type { Aggregate } from '../types.js';

/** One refresh under way. */
export class Run {
  readonly full: boolean;
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

  constructor(full: boolean, mayFollow: boolean, startedAt: number) {
    this.full = full;
    this.mayFollow = mayFollow && !full;
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
