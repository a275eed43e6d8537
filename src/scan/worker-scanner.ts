import { Worker } from 'node:worker_threads';
import { AchievementsError } from '../errors.js';
import type { SessionRecord } from '../types.js';
import { databaseMark, databasePlace } from './database-mark.js';
import { guardExit, requestStop } from './exit-guard.js';
import type { CheckpointPlace, ScanReport } from './job.js';
import { CONTROL, type WorkerMessage, type WorkerTask } from './messages.js';
import type { Scanner } from './scanner.js';

/** A thread that runs a file refuses this flag of a host that runs text (`node --input-type=module -e …`). */
const TYPED_INPUT = process.execArgv.some((flag) => flag.startsWith('--input-type'));

/** Scans a SQLite history in a thread of its own, a new one for each scan: between scans nothing is held. */
export function createWorkerScanner(databasePath: string): Scanner {
  return {
    start(job, watch) {
      const control = new Int32Array(new SharedArrayBuffer(CONTROL.words * Int32Array.BYTES_PER_ELEMENT));
      const release = guardExit(control);
      let done: { readonly report: ScanReport | undefined } | undefined;
      const ended = runWorker({ task: 'scan', databasePath, job, control }, (message) => {
        if (message.type === 'progress') watch.progress(message.scanned, message.total);
        else if (message.type === 'partial') watch.partial(message.aggregate);
        else if (message.type === 'done') done = message;
      });
      return {
        report: ended
          .then(() => (done === undefined ? Promise.reject(endedEarly()) : done.report))
          .finally(release),
        stop: () => requestStop(control),
      };
    },
    async records(checkpoint) {
      return collectRecords(checkpoint);
    },
    mark: () => databaseMark(databasePath),
    place: () => databasePlace(databasePath),
  };
}

async function collectRecords(checkpoint: CheckpointPlace): Promise<ReadonlyMap<string, SessionRecord>> {
  const records = new Map<string, SessionRecord>();
  await runWorker({ task: 'records', checkpoint }, (message) => {
    if (message.type !== 'records') return;
    for (const record of message.records) records.set(record.id, record);
  });
  return records;
}

/** Resolves when the thread has ended. Rejects with what it says went wrong. */
function runWorker(task: WorkerTask, hear: (message: WorkerMessage) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: task,
      // Not the host's own flags: some of them, as --input-type, are refused where a file is run.
      execArgv: [],
      ...(TYPED_INPUT && { execArgv: [] }),
      name: `hermes-achievements-${task.task}`,
    });
    let failure: AchievementsError | undefined;
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'failed') {
        failure = new AchievementsError(message.code, message.message, message.cause);
      } else {
        hear(message);
      }
    });
    worker.on('error', (error) => {
      failure = new AchievementsError(
        'ERR_ACHIEVEMENTS_SCAN',
        'The scanning thread broke down. The log says more.',
        error,
      );
    });
    worker.on('exit', () => (failure === undefined ? resolve() : reject(failure)));
  });
}

function endedEarly(): AchievementsError {
  return new AchievementsError('ERR_ACHIEVEMENTS_SCAN', 'The scanning thread ended without a result.');
}
