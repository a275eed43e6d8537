/** Process entry: the child that opens the history, so that the locks of another SQLite in the host's process stay its own. */
import type { WorkerWord } from './messages.js';
import { type Port, serve } from './serve.js';

/** Without a host there is nobody to scan for: what does not end by then, such as a long query, is cut off. */
const END_MS = 2_000;

/**
 * A terminal, a service manager or a process manager sends them to all processes of a host. When the host ends for it,
 * the child does; when the host goes on, or wants its scan to end well, the child is still needed.
 */
const SIGNALS_TO_THE_HOST = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const host = process.ppid;

for (const signal of SIGNALS_TO_THE_HOST) process.on(signal, () => {});
process.on('disconnect', () => {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), END_MS).unref();
});
serve(port());

function port(): Port {
  return {
    // Another parent: the host is gone, which a loop that does not end hears from nobody.
    stopped: () => process.ppid !== host,
    hear(listener) {
      process.on('message', listener);
      process.on('disconnect', () => listener({ type: 'stop' }));
    },
    tell(word: WorkerWord) {
      // A host that is gone need not hear it.
      process.send?.(word, undefined, undefined, () => {});
    },
    leave: () => process.disconnect(),
  };
}
