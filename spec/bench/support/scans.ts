/** What a cold scan is measured with, and what against. */
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startProcess } from '#src/scan/start-process.js';
import { createWorkerScanner } from '#src/scan/worker-scanner.js';
import type { Reading } from '../processes/reading-worker.js';

/** One scan of everything, as the first one is, in a process of its own. */
export async function scanCold(databasePath: string): Promise<void> {
  const nowhere = join(databasePath, 'none');
  const watch = { progress() {}, partial() {} };
  const job = { full: true, checkpoint: { path: nowhere } };
  const scanner = createWorkerScanner(databasePath, () => startProcess());
  // A scan keeps no process alive.
  const alive = setInterval(() => {}, 1_000);
  await scanner.start(job, watch).report;
  clearInterval(alive);
  await scanner.close();
}

const READING = new URL('../processes/reading-worker.js', import.meta.url);

/** Only reads all messages, in a thread as well. */
export async function readOnly(databasePath: string, rowsAtOnce = 1_000): Promise<void> {
  const workerData: Reading = { databasePath, rowsAtOnce };
  await once(new Worker(READING, { workerData }), 'exit');
}
