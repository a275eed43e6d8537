import { AchievementsError } from '../errors.js';
import { codeOf } from '../state/file-errors.js';
import { NotNode, startProcess } from './start-process.js';
import { startThread } from './thread-worker.js';
import type { Worker } from './worker.js';

/** How the permission model of Node says no. */
const REFUSED = 'ERR_ACCESS_DENIED';

/** How a system says that no process may, or can, be started here. Other trouble, such as too many of them, passes. */
const NEVER: readonly unknown[] = [REFUSED, 'EACCES', 'ENOENT', 'ENOSYS', 'EPERM'];

const FALLBACK =
  'No process can be started for the scan, so it runs in a thread of this one. Counts are the same. But SQLite locks belong ' +
  'to the process: if this program has the history database open by another SQLite library, its locks on it are lost ' +
  'whenever a scan ends. Allow child processes (under the permission model of Node: --allow-child-process), or do not open ' +
  'that file here.';

const NOWHERE =
  'This program may start neither a process nor a thread, so the history cannot be scanned. Allow child processes: under the ' +
  'permission model of Node, start it with --permission and --allow-child-process. (Under the older name of the model, ' +
  '--experimental-permission, Node 22 starts no process even then.)';

/**
 * Starts workers: processes, or threads from when it shows that there can be no processes.
 * @param warn is told then, once, what a thread means
 */
export function workerStarter(
  warn: (message: string) => void,
  start: { process(): Promise<Worker>; thread(): Worker } = { process: startProcess, thread: startThread },
): () => Promise<Worker> {
  let never = false;
  return async () => {
    try {
      if (!never) return await start.process();
    } catch (error) {
      if (!NEVER.includes(codeOf(error)) && !(error instanceof NotNode)) throw notNow(error);
      warn(`${FALLBACK}\n${error}`);
      never = true;
    }
    return threadInstead(start.thread);
  };
}

/** For scans that others wait for, on other machines. */
export function sharedWorkerStarter(warn: (message: string) => void): () => Promise<Worker> {
  return workerStarter(warn, { process: () => startProcess({ isBehind: false }), thread: startThread });
}

/** What the system lacks for the moment, in words. */
function notNow(error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof AchievementsError) return error;
  const message =
    `The system did not start a process for the scan (${code}). It is tried again by itself; if this stays, see whether it ` +
    'has run out of memory, or raise its limits of processes and open files.';
  return new AchievementsError('ERR_ACHIEVEMENTS_SCAN', message, error);
}

function threadInstead(start: () => Worker): Worker {
  try {
    return start();
  } catch (error) {
    if (codeOf(error) === REFUSED) throw new AchievementsError('ERR_ACHIEVEMENTS_SCAN', NOWHERE, error);
    throw error;
  }
}
