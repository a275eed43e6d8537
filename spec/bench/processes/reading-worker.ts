/** A thread that reads all messages. */
import { workerData } from 'node:worker_threads';
import { readRows } from '../support/reading.js';

export interface Reading {
  readonly databasePath: string;
  readonly rowsAtOnce: number;
}

const { databasePath, rowsAtOnce }: Reading = workerData;
await readRows(databasePath, rowsAtOnce);
