import { Worker } from 'node:worker_threads';
import { AchievementsError } from '../errors.js';
import type { WorkerMessage, WorkerTask } from './messages.js';

/** Longer than the pause between two refreshes of a host that has readers, or refreshes by itself. */
const IDLE_MS = 10 * 60_000;

/**
 * Runs tasks, each in a thread of its own. A thread that is done may be kept for the next task, because starting one takes
 * as long as listing thousands of sessions; while it has nothing to do it keeps no process alive.
 */
export class WorkerThreads {
  #idle: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #ending = new Set<Promise<void>>();
  readonly #start: () => Worker;
  #closed = false;

  /** @param start for specs */
  constructor(start: () => Worker = startWorker) {
    this.#start = start;
  }

  /**
   * Resolves when the thread is done with the task. Rejects with what it says went wrong.
   * @param hear is told what the thread says
   * @param keep asked when all went well: whether the thread is worth keeping, as it is then
   */
  async run(task: WorkerTask, hear: (message: WorkerMessage) => void, keep: () => boolean): Promise<void> {
    const worker = this.#take() ?? this.#begin();
    try {
      await perform(worker, task, hear);
    } catch (error) {
      this.#end(worker);
      throw error;
    }
    if (keep() && this.#idle === undefined && !this.#closed) this.#keep(worker);
    else this.#end(worker);
  }

  /** Resolves when no thread is left. To be called when no task runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endIdle();
    await Promise.all(this.#ending);
  }

  #take(): Worker | undefined {
    const worker = this.#idle;
    this.#idle = undefined;
    clearTimeout(this.#timer);
    worker?.ref();
    return worker;
  }

  #keep(worker: Worker): void {
    this.#idle = worker;
    worker.unref();
    this.#timer = setTimeout(() => this.#endIdle(), IDLE_MS).unref();
  }

  #begin(): Worker {
    const worker = this.#start();
    return worker.once('exit', () => {
      if (this.#idle === worker) this.#idle = undefined;
    });
  }

  #endIdle(): void {
    const worker = this.#take();
    if (worker !== undefined) this.#end(worker);
  }

  /** It ends by itself: nothing is torn down. */
  #end(worker: Worker): void {
    if (worker.threadId === GONE) return;
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', () => resolve());
    });
    this.#ending.add(ended);
    void ended.then(() => this.#ending.delete(ended));
    worker.postMessage({ task: 'end' } satisfies WorkerTask);
  }
}

/**
 * Far more than a scan needs. A heap that may become larger is let grow for long before it is tidied: with the default,
 * every other scan of 200,000 sessions took 400 MB instead of 200.
 */
const HEAP_MB = 1_024;

/** The id of a thread that has ended. */
const GONE = -1;

function startWorker(): Worker {
  const worker = new Worker(new URL('./worker.js', import.meta.url), {
    // Not the host's own flags: some of them, as --input-type, are refused where a file is run.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    name: 'hermes-achievements',
  });
  // Whoever waits for a task hears of it; without any listener it would end the host.
  return worker.on('error', () => {});
}

function perform(worker: Worker, task: WorkerTask, hear: (message: WorkerMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: AchievementsError | undefined;
    const onMessage = (message: WorkerMessage): void => {
      if (message.type === 'ended') settle();
      else if (message.type !== 'failed') hear(message);
      else failure = new AchievementsError(message.code, message.message, message.cause);
    };
    const onError = (error: unknown): void => {
      const message = 'The scanning thread broke down. The log says more.';
      failure = new AchievementsError('ERR_ACHIEVEMENTS_SCAN', message, error);
    };
    const onExit = (): void => {
      const message = 'The scanning thread ended without a result.';
      failure ??= new AchievementsError('ERR_ACHIEVEMENTS_SCAN', message);
      settle();
    };
    const settle = (): void => {
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      if (failure === undefined) resolve();
      else reject(failure);
    };
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(task);
  });
}
