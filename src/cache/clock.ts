/** Time, so that specs need not wait for it. */
export interface Clock {
  /** Unix milliseconds. */
  now(): number;
  /** Calls back once, after `ms`. Returns what calls it off. Does not keep the process alive. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** Calls back again and again, at this pace. Returns what calls it off. */
export function every(clock: Clock, ms: number, call: () => void): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    cancel = clock.after(ms, () => {
      next();
      call();
    });
  };
  next();
  return () => cancel();
}

/** Does it, and keeps the process alive until it is done: nothing of it may be left half done by an exit. */
export async function keepingAlive(work: () => Promise<void>): Promise<void> {
  // The pace does not matter, only that there is a timer.
  const alive = setInterval(() => {}, 60_000);
  try {
    await work();
  } finally {
    clearInterval(alive);
  }
}

/** Whether a promise settles within some time. Never rejects. */
export function settlesWithin(clock: Clock, promise: Promise<unknown>, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve(false));
    const settled = (): void => {
      cancel();
      resolve(true);
    };
    promise.then(settled, settled);
  });
}

/** Whole Unix seconds of Unix milliseconds; null when there are none. */
export function seconds(milliseconds: number | undefined): number | null {
  return milliseconds === undefined ? null : Math.floor(milliseconds / 1000);
}
