/** What lets a program give memory back: see `tidyUp`. */
export const TIDY_FLAG = '--expose-gc';

/**
 * Gives memory back that a task took and that nobody needs any more, as V8 by itself does only when it runs short: a process
 * that waits for its next task would keep the garbage of the last one as long. Takes some 20 ms.
 */
export function tidyUp(): void {
  globalThis.gc?.();
}
