/** Thread entry: does one task after the other, tells what came of each, and ends when told to. */
import { parentPort } from 'node:worker_threads';
import { toAchievementsError } from '../errors.js';
import { createSqliteSource } from '../source/sqlite-source.js';
import { localTimeIn } from '../time-zone/time-zone.js';
import type { SessionReader } from '../types.js';
import { loadRecords, runJob } from './job.js';
import { CONTROL, type WorkerMessage, type WorkerTask } from './messages.js';
import { giveWay } from './priority.js';

const RECORDS_AT_ONCE = 200;

giveWay();
parentPort?.on('message', (task: WorkerTask) => void perform(task));

async function perform(task: WorkerTask): Promise<void> {
  if (task.task === 'end') {
    parentPort?.close();
    return;
  }
  if (task.task === 'scan') await scan(task);
  else await sendRecords(task);
  tell({ type: 'ended' });
}

/** @param transfer memory that changes hands: copying it would hold the main thread up */
function tell(message: WorkerMessage, ...transfer: readonly ArrayBuffer[]): void {
  parentPort?.postMessage(message, transfer);
}

async function scan(task: Extract<WorkerTask, { task: 'scan' }>): Promise<void> {
  const { databasePath, timeZone, job, control } = task;
  let reading: SessionReader | undefined;
  const stopped = () => Atomics.load(control, CONTROL.stop) === 1;
  const woken = Atomics.waitAsync(control, CONTROL.stop, 0);
  if (woken.async) void woken.value.then(() => stopped() && reading?.interrupt());
  try {
    const report = await runJob(
      createSqliteSource({ databasePath }),
      job,
      localTimeIn(timeZone),
      {
        stopped,
        reading: (reader) => {
          reading = reader;
        },
      },
      {
        progress: (scanned, total) => tell({ type: 'progress', scanned, total }),
        partial: (aggregate) => tell({ type: 'partial', aggregate }),
      },
    );
    const bytes = report?.checkpoint?.buffer;
    tell({ type: 'done', report }, ...(bytes instanceof ArrayBuffer ? [bytes] : []));
  } catch (error) {
    tell(failure(error));
  } finally {
    // The last call into SQLite has returned by now, its callback included.
    Atomics.store(control, CONTROL.quiet, 1);
    Atomics.notify(control, CONTROL.quiet);
    // Nobody waits for a request to stop any more.
    Atomics.notify(control, CONTROL.stop);
  }
}

async function sendRecords({ checkpoint }: Extract<WorkerTask, { task: 'records' }>): Promise<void> {
  const records = await loadRecords(checkpoint);
  for (let i = 0; i < records.length; i += RECORDS_AT_ONCE) {
    tell({ type: 'records', records: records.slice(i, i + RECORDS_AT_ONCE) });
  }
}

function failure(error: unknown): WorkerMessage {
  const { code, message, cause } = toAchievementsError(
    error,
    'ERR_ACHIEVEMENTS_SCAN',
    'The scan of the history failed. The log of the server says more.',
  );
  return {
    type: 'failed',
    code,
    message,
    cause: describe(cause),
  };
}

/** Text crosses threads whole; of an error only a part would. */
function describe(cause: unknown): string | undefined {
  if (cause === undefined) return undefined;
  return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
}
