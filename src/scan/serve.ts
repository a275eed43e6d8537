/** The worker's side: does one task after the other, and tells what came of each. The same in a process and in a thread. */
import { toAchievementsError } from '../errors.js';
import { createSqliteSource } from '../source/sqlite-source.js';
import type { SessionReader } from '../types.js';
import { loadRecords, runJob } from './job.js';
import type { Failed, HostWord, Task, WorkerWord } from './messages.js';

/** The worker's end of the line to its host. */
export interface Port {
  /** @param transfer memory that may change hands instead of being copied */
  tell(word: WorkerWord, ...transfer: readonly ArrayBuffer[]): void;
  hear(listener: (word: HostWord) => void): void;
  /** Hangs up: then nothing keeps the worker alive. */
  leave(): void;
  /** Whether the host wants the task to end, as far as that shows before the event loop turns. */
  stopped(): boolean;
}

const RECORDS_AT_ONCE = 200;

export function serve(port: Port): void {
  let orders: Orders | undefined;
  port.hear((word) => {
    if (word.type === 'leave') port.leave();
    else if (word.type === 'stop') orders?.stop();
    else {
      orders = new Orders(port);
      void perform(word, port, orders);
    }
  });
  port.tell({ type: 'ready' });
}

/** What the host has said about the task under way. */
class Orders {
  readonly #port: Port;
  #stopped = false;
  #reading: SessionReader | undefined;

  constructor(port: Port) {
    this.#port = port;
  }

  readonly stopped = (): boolean => this.#stopped || this.#port.stopped();

  readonly reading = (reader: SessionReader | undefined): void => {
    this.#reading = reader;
  };

  stop(): void {
    this.#stopped = true;
    this.#reading?.interrupt();
  }
}

async function perform(task: Task, port: Port, orders: Orders): Promise<void> {
  try {
    if (task.type === 'scan') await scan(task, port, orders);
    else await sendRecords(task, port);
  } catch (error) {
    port.tell(failure(error));
  }
  port.tell({ type: 'ended' });
}

async function scan(
  { databasePath, job }: Extract<Task, { type: 'scan' }>,
  port: Port,
  orders: Orders,
): Promise<void> {
  const report = await runJob(createSqliteSource({ databasePath }), job, orders, {
    progress: (scanned, total) => port.tell({ type: 'progress', scanned, total }),
    partial: (aggregate) => port.tell({ type: 'partial', aggregate }),
  });
  const bytes = report?.checkpoint?.buffer;
  port.tell({ type: 'done', report }, ...(bytes instanceof ArrayBuffer ? [bytes] : []));
}

async function sendRecords({ checkpoint }: Extract<Task, { type: 'records' }>, port: Port): Promise<void> {
  const records = await loadRecords(checkpoint);
  for (let i = 0; i < records.length; i += RECORDS_AT_ONCE) {
    port.tell({ type: 'records', records: records.slice(i, i + RECORDS_AT_ONCE) });
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
