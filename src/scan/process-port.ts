import { putBehind } from './priority.js';
import { tidyUp } from './tidy.js';
import type { Port } from './worker-side.js';

/** Without a host there is nobody to scan for: what does not end by then, such as a long query, is cut off. */
const END_MS = 2_000;

/** Of the times that it is asked whether the host is gone: that many short messages take a millisecond. */
const LOOK_EVERY = 512;

/** A scan that has more sessions than this to read takes long enough to let the rest of the machine go first. */
const MANY_SESSIONS = 500;

/**
 * A terminal, a service manager or a process manager sends them to all processes of a host. When the host ends for it,
 * the child does; when the host goes on, or wants its scan to end well, the child is still needed.
 */
const SIGNALS_TO_THE_HOST = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The line of a child process to its host. The child ends when the line does, however the host ended. */
export function processPort(): Port {
  const host = process.ppid;
  let asked = 0;
  for (const signal of SIGNALS_TO_THE_HOST) process.on(signal, () => {});
  process.on('disconnect', () => {
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_MS).unref();
  });
  return {
    // Another parent: the host is gone. A loop that does not let go of its thread hears that from nobody.
    // Each look is a call of the system, and it is asked for each message: one of some is looked at.
    stopped: () => ++asked % LOOK_EVERY === 0 && process.ppid !== host,
    hear(listener) {
      process.on('message', listener);
      process.on('disconnect', () => listener({ type: 'stop' }));
    },
    tell(word) {
      // A host that is gone need not hear it.
      process.send?.(word, undefined, undefined, () => {});
      if (word.type === 'ended') setImmediate(tidyUp);
      if (word.type === 'progress' && word.total - word.scanned > MANY_SESSIONS) putBehind(process.pid);
    },
    leave: () => process.disconnect(),
  };
}
