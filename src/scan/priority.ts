import { readlinkSync } from 'node:fs';
import { constants, setPriority } from 'node:os';

/**
 * Lets the rest of the machine go before a process: a scan takes all that is left, and reads do not wait for it. To be
 * called while the process has one thread: on Linux a priority is a thread's, and handed to those it starts.
 */
export function putBehind(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not allowed, or gone already: it was worth a try.
  }
}

/** The same for the thread that calls it, where a thread can have a priority of its own (Linux). Elsewhere nothing happens. */
export function giveWay(): void {
  if (process.platform !== 'linux') return;
  try {
    // A link to "process/task/thread".
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (Number.isInteger(thread) && thread !== process.pid) putBehind(thread);
  } catch {
    // No /proc: it was worth a try.
  }
}
