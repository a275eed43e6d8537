import type { SessionReader } from '../../types.js';
import type { ScanHooks } from '../scan.js';

type Reading = Pick<SessionReader, 'interrupt'>;

/** The histories that are open, to be interrupted together. */
export class OpenHistories {
  readonly #readers = new Map<object, Reading>();
  readonly #hooks: Omit<ScanHooks, 'progress'>;

  constructor(hooks: Omit<ScanHooks, 'progress'>) {
    this.#hooks = hooks;
    hooks.reading({
      interrupt: () => {
        for (const reader of this.#readers.values()) reader.interrupt();
      },
    });
  }

  /** @param part whose history it is: one at a time */
  of(part: object): Omit<ScanHooks, 'progress'> {
    const { stopped, pause } = this.#hooks;
    return {
      stopped,
      ...(pause !== undefined && { pause }),
      reading: (reader) => {
        if (reader === undefined) this.#readers.delete(part);
        else this.#readers.set(part, reader);
      },
    };
  }
}
