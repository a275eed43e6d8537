/** Runs tasks one after the other. */
export interface Queue {
  /**
   * Starts `task` when everything queued before it has ended, well or not. Its result or error is the
   * caller's.
   */
  run<T>(task: () => Promise<T>): Promise<T>;
  /** Waits until nothing is running or queued. Never rejects. */
  settled(): Promise<void>;
}

/** An empty queue. */
export function createQueue(): Queue {
  let tail: Promise<void> = Promise.resolve();
  return {
    run(task) {
      const result = tail.then(task);
      const ended = () => undefined;
      tail = result.then(ended, ended);
      return result;
    },
    async settled() {
      let seen: Promise<void>;
      do {
        seen = tail;
        await seen;
      } while (seen !== tail);
    },
  };
}
