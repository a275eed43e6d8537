import { CONTROL } from './control.js';

/** Longer than any one read takes. Past it the process ends the hard way. */
const PATIENCE_MS = 10_000;

/**
 * Tearing down a thread inside SQLite aborts the whole process, and that is what `process.exit()` does to workers. So,
 * while a scan runs, an exit first asks the worker to stop and waits until it has. Returns the function that ends this.
 */
export function guardExit(control: Int32Array): () => void {
  const stop = (): void => {
    requestStop(control);
    Atomics.wait(control, CONTROL.quiet, 0, PATIENCE_MS);
  };
  process.on('exit', stop);
  return () => process.off('exit', stop);
}

export function requestStop(control: Int32Array): void {
  Atomics.store(control, CONTROL.stop, 1);
  Atomics.notify(control, CONTROL.stop);
}
