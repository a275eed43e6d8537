import { isNativeError } from 'node:util/types';
import { startProcess } from './process-worker.js';
import { startThread } from './thread-worker.js';
import type { Worker } from './worker.js';

/** How a system says that processes may not, or cannot, be started here. Other trouble, such as too many of them, passes. */
const NOT_HERE: readonly unknown[] = ['ERR_ACCESS_DENIED', 'EACCES', 'ENOENT', 'ENOSYS', 'EPERM'];

const FALLBACK =
  'No process can be started for the scan, so it runs in a thread of this one. Counts are the same. But SQLite locks belong ' +
  'to the process: if this program has the history database open by another SQLite library, its locks on it are lost ' +
  'whenever a scan ends. Allow child processes, or do not open that file here.';

/**
 * Starts workers: processes, and threads where there can be no processes.
 * @param warn is told once what a thread means
 */
export function workerStarter(
  warn: (message: string) => void,
  start: { process(): Promise<Worker>; thread(): Worker } = { process: startProcess, thread: startThread },
): () => Promise<Worker> {
  let warned = false;
  return async () => {
    try {
      return await start.process();
    } catch (error) {
      if (!isNativeError(error) || !('code' in error) || !NOT_HERE.includes(error.code)) throw error;
      if (!warned) warn(`${FALLBACK} (${error.code})`);
      warned = true;
      return start.thread();
    }
  };
}
