/** What a cold scan is measured with, and what against. */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startProcess } from '#src/scan/start-process.js';
import { createWorkerScanner } from '#src/scan/worker-scanner.js';
import { scanOnce } from '../../support/scan-once.js';
import type { Reading } from '../processes/reading-worker.js';
import { historyIn, type Place } from './place.js';

/** One scan of everything, as the first one is: what it found is saved as well. */
export async function scanCold(place: Place): Promise<void> {
  const stateDir = await mkdtemp(join(tmpdir(), 'achievements-'));
  const scanner = createWorkerScanner({ history: historyIn(place), stateDir, timeZone: 'UTC' }, startProcess);
  // A scan keeps no process alive.
  const alive = setInterval(() => {}, 1_000);
  try {
    await scanOnce(scanner, { order: { full: true } });
  } finally {
    clearInterval(alive);
    await scanner.close();
    await rm(stateDir, { recursive: true });
  }
}

const READING = new URL('../processes/reading-worker.js', import.meta.url);

/** Only reads all messages, in a thread of this process. */
export async function readOnly(databasePath: string, rowsAtOnce = 1_000): Promise<void> {
  const workerData: Reading = { databasePath, rowsAtOnce };
  await once(new Worker(READING, { workerData }), 'exit');
}
