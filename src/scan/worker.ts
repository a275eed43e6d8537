/** Who does tasks apart from the host's main thread, seen from the host: `process-worker.ts` and `thread-worker.ts`. */
import { AchievementsError } from '../errors.js';
import type { Order, Task, TaskWord, WorkerWord } from './messages.js';

/** A task under way. */
export interface Doing {
  /** Settles when nothing of the task is left running. Rejects with what the worker says went wrong, or with how it died. */
  readonly ended: Promise<void>;
  /** Is passed over when the task has ended. */
  say(order: Order): void;
}

/** Does one task at a time. Idle or busy, it keeps no host alive, but for a host that waits for it to stop or to leave. */
export interface Worker {
  begin(task: Task, hear: (word: TaskWord) => void): Doing;
  /** True when it has ended, by itself or not. */
  readonly gone: boolean;
  /** Has it end by itself; to be called while it has no task. Resolves when nothing of it is left. */
  leave(): Promise<void>;
}

/**
 * The megabytes of a worker's heap, far more than a scan needs. One that may become larger is let grow for long before it
 * is tidied: with the default, every other scan of 200,000 sessions took 400 MB instead of 200.
 */
export const HEAP_MB = 1_024;

/** The host's side of one task: hears the worker out, and settles with what came of it. */
export class Errand {
  readonly ended: Promise<void>;
  readonly #hear: (word: TaskWord) => void;
  #settle = (): void => {};
  #failure: AchievementsError | undefined;
  #settled = false;

  constructor(hear: (word: TaskWord) => void) {
    this.#hear = hear;
    this.ended = new Promise((resolve, reject) => {
      this.#settle = () => {
        if (this.#failure === undefined) resolve();
        else reject(this.#failure);
      };
    });
  }

  /** Whether it has ended. */
  get settled(): boolean {
    return this.#settled;
  }

  heard(word: WorkerWord): void {
    if (word.type === 'ended') this.#end();
    else if (word.type === 'failed')
      this.#failure = new AchievementsError(word.code, word.message, word.cause);
    else if (word.type !== 'ready') this.#hear(word);
  }

  /** The worker is gone in the middle of it. What the worker said of a failure is the better reason. */
  broke(failure: AchievementsError): void {
    if (this.#settled) return;
    this.#failure ??= failure;
    this.#end();
  }

  #end(): void {
    this.#settled = true;
    this.#settle();
  }
}
