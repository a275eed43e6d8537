import type { SessionRecord } from '../types.js';
import { databaseMark, databasePlace } from './database-mark.js';
import { guardExit, requestStop } from './exit-guard.js';
import type { ScanReport } from './job.js';
import { CONTROL } from './messages.js';
import type { Scanner } from './scanner.js';
import { WorkerThreads } from './worker-threads.js';

/** A thread that has read more than this has a heap of a size that is not worth keeping. */
const MESSAGES_OF_A_SMALL_SCAN = 5_000;

/** Scans a SQLite history in another thread. @param timeZone its name */
export function createWorkerScanner(databasePath: string, timeZone: string): Scanner {
  const threads = new WorkerThreads();
  return {
    start(job, watch) {
      const control = new Int32Array(new SharedArrayBuffer(CONTROL.words * Int32Array.BYTES_PER_ELEMENT));
      const release = guardExit(control);
      let report: ScanReport | undefined;
      const scanned = threads.run(
        { task: 'scan', databasePath, timeZone, job, control },
        (message) => {
          if (message.type === 'progress') watch.progress(message.scanned, message.total);
          else if (message.type === 'partial') watch.partial(message.aggregate);
          else if (message.type === 'done') report = message.report;
        },
        () => (report?.messagesScanned ?? 0) <= MESSAGES_OF_A_SMALL_SCAN,
      );
      return {
        report: scanned.then(() => report).finally(release),
        stop: () => requestStop(control),
      };
    },
    async records(checkpoint) {
      const records = new Map<string, SessionRecord>();
      await threads.run(
        { task: 'records', checkpoint },
        (message) => {
          if (message.type !== 'records') return;
          for (const record of message.records) records.set(record.id, record);
        },
        () => false,
      );
      return records;
    },
    mark: () => databaseMark(databasePath),
    place: () => databasePlace(databasePath),
    close: () => threads.close(),
  };
}
