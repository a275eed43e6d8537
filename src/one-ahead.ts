import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

/**
 * Asks for the next item before the one at hand is used, so that reading overlaps with unpacking and counting. A turn of the loop
 * lies between: what is asked for may be sent only then, and who uses an item may take long without one.
 */
export async function* oneAhead<T>(pages: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = pages.next();
  try {
    for (;;) {
      const { done, value } = await next;
      if (done) return;
      next = pages.next();
      // It is awaited later, or never when the consumer stops: neither is an unhandled rejection.
      next.catch(() => {});
      await turnOfTheLoop();
      yield value;
    }
  } finally {
    await next.catch(() => {});
  }
}
