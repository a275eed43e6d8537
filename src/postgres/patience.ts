/** How long a silent server is waited for: its own timeouts help nobody whom the network has lost. */

/** Nothing came for too long; what runs may be broken off. */
class SilentServer extends Error {
  readonly code = 'SILENT';
  constructor() {
    super('The server stopped answering.');
  }
}

export interface Patience {
  /** What comes of the work, unless that takes too long: then it rejects with SilentServer. */
  over<T>(work: PromiseLike<T>): Promise<T>;
}

/** @param ms how long one piece of work may take */
export function createPatience(ms: number): Patience {
  return {
    async over(work) {
      let end = () => {};
      const silence = new Promise<never>((_, reject) => {
        end = () => reject(new SilentServer());
      });
      const timer = setTimeout(end, ms);
      try {
        return await Promise.race([work, silence]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
