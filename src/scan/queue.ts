import type { ListedSession } from '../types.js';

/** The sessions that are to be read: those that the source took, until their messages come, and those it did not take yet. */
export class Queue {
  readonly #taken = new Map<string, ListedSession>();
  readonly #waiting: Iterator<ListedSession>;

  constructor(toRead: Iterable<ListedSession>) {
    this.#waiting = toRead[Symbol.iterator]();
  }

  /** For the source. Who stops in the middle leaves the rest to the next. */
  *sessions(): Generator<ListedSession> {
    for (let one = this.#next(); one !== undefined; one = this.#next()) yield one;
  }

  /** Takes out the session whose messages come now; undefined when it is none that waits. */
  take(id: string): ListedSession | undefined {
    while (!this.#taken.has(id) && this.#next() !== undefined);
    const one = this.#taken.get(id);
    this.#taken.delete(id);
    return one;
  }

  /** All of which no message came. */
  rest(): Iterable<ListedSession> {
    while (this.#next() !== undefined);
    return this.#taken.values();
  }

  #next(): ListedSession | undefined {
    const { done, value } = this.#waiting.next();
    if (done === true) return undefined;
    this.#taken.set(value.id, value);
    return value;
  }
}
