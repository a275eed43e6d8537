import type { ListedSession } from '../types.js';

/** A session that is to be read. */
export interface Waiting {
  readonly session: ListedSession;
  readonly place: number;
}

/** The sessions that are to be read: those that the source took, until their messages come, and those it did not take yet. */
export class Queue {
  readonly #taken = new Map<string, Waiting>();
  readonly #waiting: Iterator<Waiting>;

  constructor(toRead: Iterable<Waiting>) {
    this.#waiting = toRead[Symbol.iterator]();
  }

  /** For the source. Who stops in the middle leaves the rest to the next. */
  *sessions(): Generator<ListedSession> {
    for (let one = this.#next(); one !== undefined; one = this.#next()) yield one.session;
  }

  /** Takes out the session whose messages come now; undefined when it is none that waits. */
  take(id: string): Waiting | undefined {
    while (!this.#taken.has(id) && this.#next() !== undefined);
    const one = this.#taken.get(id);
    this.#taken.delete(id);
    return one;
  }

  /** All of which no message came. */
  rest(): Iterable<Waiting> {
    while (this.#next() !== undefined);
    return this.#taken.values();
  }

  #next(): Waiting | undefined {
    const { done, value } = this.#waiting.next();
    if (done === true) return undefined;
    this.#taken.set(value.session.id, value);
    return value;
  }
}
