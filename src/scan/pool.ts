import type { Order, Task, TaskWord } from './messages.js';
import type { Doing, Worker } from './worker.js';

/** Has tasks done, and keeps one worker for the next. */
export class Pool {
  #idle: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #leaving = new Set<Promise<void>>();
  readonly #start: () => Promise<Worker>;
  readonly #idleMs: number;
  #closed = false;

  /** @param idleMs how long a worker that has nothing to do is kept */
  constructor(start: () => Promise<Worker>, idleMs: number) {
    this.#start = start;
    this.#idleMs = idleMs;
  }

  /** @param keep asked when all went well: whether the worker is worth keeping, as it is then */
  run(task: Task, hear: (word: TaskWord) => void, keep: () => boolean): Doing {
    const early: Order[] = [];
    let doing: Pick<Doing, 'say'> = { say: (order) => early.push(order) };
    const perform = async (): Promise<void> => {
      const worker = this.#take() ?? (await this.#start());
      const begun = worker.begin(task, hear);
      doing = begun;
      for (const order of early) begun.say(order);
      let isWorthIt = false;
      try {
        await begun.ended;
        isWorthIt = keep();
      } finally {
        if (isWorthIt && this.#idle === undefined && !this.#closed) this.#keep(worker);
        else this.#letGo(worker);
      }
    };
    return { ended: perform(), say: (order) => doing.say(order) };
  }

  /** Resolves when no worker is left. To be called when no task runs any more. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#letIdleGo();
    await Promise.all(this.#leaving);
  }

  #take(): Worker | undefined {
    const worker = this.#idle;
    this.#idle = undefined;
    clearTimeout(this.#timer);
    return worker?.gone === false ? worker : undefined;
  }

  #keep(worker: Worker): void {
    this.#idle = worker;
    this.#timer = setTimeout(() => this.#letIdleGo(), this.#idleMs).unref();
  }

  #letIdleGo(): void {
    const worker = this.#take();
    if (worker !== undefined) this.#letGo(worker);
  }

  #letGo(worker: Worker): void {
    if (worker.gone) return;
    const left = worker.leave();
    this.#leaving.add(left);
    void left.then(() => this.#leaving.delete(left));
  }
}
