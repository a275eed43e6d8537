import type { SessionRecord } from '../types.js';
import { databaseMark, databasePlace } from './database-mark.js';
import type { ScanReport } from './job.js';
import { Pool } from './pool.js';
import type { Scanner } from './scanner.js';
import type { Worker } from './worker.js';

/** A worker that has read more than this has a heap of a size that is not worth keeping. */
const MESSAGES_OF_A_SMALL_SCAN = 5_000;

/**
 * As long as somebody may press Rescan once more, or a scan is followed by another for what has changed meanwhile. A
 * process takes 60 to 110 ms to start, in the background of a read that does not wait for it; while idle it holds 20 to
 * 40 MB. The next refresh that nobody asks for comes after minutes: for that it is not kept.
 */
const IDLE_MS = 20_000;

/**
 * Scans a SQLite history apart from the host's main thread.
 * @param start where: in a process, or in a thread where there can be none
 */
export function createWorkerScanner(databasePath: string, start: () => Promise<Worker>): Scanner {
  const pool = new Pool(start, IDLE_MS);
  return {
    start(job, watch) {
      let report: ScanReport | undefined;
      const scanning = pool.run(
        { type: 'scan', databasePath, job },
        (word) => {
          if (word.type === 'progress') watch.progress(word.scanned, word.total);
          else if (word.type === 'partial') watch.partial(word.aggregate);
          else if (word.type === 'done') report = word.report;
        },
        () => (report?.messagesScanned ?? 0) <= MESSAGES_OF_A_SMALL_SCAN,
      );
      return {
        report: scanning.ended.then(() => report),
        stop: () => scanning.say({ type: 'stop' }),
      };
    },
    async records(checkpoint) {
      const records = new Map<string, SessionRecord>();
      const loading = pool.run(
        { type: 'records', checkpoint },
        (word) => {
          if (word.type !== 'records') return;
          for (const record of word.records) records.set(record.id, record);
        },
        () => false,
      );
      await loading.ended;
      return records;
    },
    mark: () => databaseMark(databasePath),
    place: () => databasePlace(databasePath),
    close: () => pool.close(),
  };
}
