/** The worker's side: does one task after the other, and tells what came of each. The same in a process and in a thread. */
import { toAchievementsError } from '../errors.js';
import type { SessionReader } from '../types.js';
import type { Failed, HostWord, Order, Task, WorkerWord } from './messages.js';
import { createWorkplace, type Workplace } from './workplace.js';

/** The worker's end of the line to its host. */
export interface Port {
  tell(word: WorkerWord): void;
  hear(listener: (word: HostWord) => void): void;
  /** Hangs up: then nothing keeps the worker alive. */
  leave(): void;
  /** Whether the host wants the task to end, as far as that shows before the event loop turns. */
  stopped(): boolean;
}

export function serve(port: Port): void {
  let orders: Orders | undefined;
  let place: Workplace | undefined;
  port.hear((word) => {
    if (word.type === 'leave') {
      port.leave();
      void place?.close();
    } else if (word.type === 'turn' || word.type === 'find') {
      orders = new Orders(port);
      place ??= createWorkplace(word.home);
      place.turnTo(word.home);
      void perform(word, place, port, orders);
    } else orders?.give(word);
  });
  port.tell({ type: 'ready' });
}

type Interruptible = Pick<SessionReader, 'interrupt'>;

/** What the host has said about the task under way. */
class Orders {
  readonly #port: Port;
  readonly #given: Order[] = [];
  #wake = (): void => {};
  #stopped = false;
  #reading: Interruptible | undefined;

  constructor(port: Port) {
    this.#port = port;
  }

  readonly stopped = (): boolean => this.#stopped || this.#port.stopped();

  readonly reading = (reader: Interruptible | undefined): void => {
    this.#reading = reader;
  };

  give(order: Order): void {
    if (order.type === 'stop') {
      this.#stopped = true;
      this.#reading?.interrupt();
    }
    this.#given.push(order);
    this.#wake();
  }

  async next(): Promise<Order> {
    for (;;) {
      const order = this.#given.shift();
      if (order !== undefined) return order;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

async function perform(task: Task, place: Workplace, port: Port, orders: Orders): Promise<void> {
  try {
    if (task.type === 'turn') await takeTurn(place, port, orders);
    else port.tell({ type: 'found', record: await place.find(task.id) });
  } catch (error) {
    port.tell(failure(error));
  }
  port.tell({ type: 'ended' });
}

async function takeTurn({ turn, job }: Workplace, port: Port, orders: Orders): Promise<void> {
  const held = await turn.take();
  port.tell({ type: 'turn', held: held !== undefined, problem: describe(turn.problem) });
  if (held === undefined) return;
  try {
    for (;;) {
      const order = await orders.next();
      if (order.type === 'date') port.tell({ type: 'dates', crossings: await job.date(order.wanted) });
      else if (order.type === 'scan') {
        const report = await job.scan(order.order, orders, {
          progress: (scanned, total) => port.tell({ type: 'progress', scanned, total }),
          partial: (aggregate) => port.tell({ type: 'partial', aggregate }),
        });
        port.tell({ type: 'done', report });
      } else return;
    }
  } finally {
    await held.release();
  }
}

function failure(error: unknown): Failed {
  const { code, message, cause } = toAchievementsError(
    error,
    'ERR_ACHIEVEMENTS_SCAN',
    'The scan of the history failed. The log of the server says more.',
  );
  return { type: 'failed', code, message, cause: describe(cause) };
}

function describe(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
}
