/**
 * What is kept is replaced from two sides: by what others have saved, and by what a scan here has found. Never both at once:
 * what is on its way to be saved would be replaced by what was saved before it, and that be saved as the news.
 */

import pLimit from 'p-limit';
import type { State } from '../../state/state.js';

export class OneChange {
  readonly #mutex = pLimit(1);
  readonly #state: Pick<State, 'exclusively'>;
  #making = 0;
  #next: Promise<boolean> | undefined;

  constructor(state: Pick<State, 'exclusively'>) {
    this.#state = state;
  }

  /** As `make`, while no other process saves anything. */
  makeAlone<T>(task: () => Promise<T>): Promise<T> {
    return this.#state.exclusively(() => this.make(task));
  }

  /** What was found here. Waits for a takeover under way, which takes a moment. */
  async make<T>(task: () => Promise<T>): Promise<T> {
    this.#making++;
    try {
      return await this.#mutex(task);
    } finally {
      this.#making--;
    }
  }

  /**
   * What others have saved, as of now or later: who asks while one is under way shares the next. False while something is
   * made here: it takes over by itself what it has to know, and nobody who reads waits for its end.
   */
  async takeOver(task: () => Promise<boolean>): Promise<boolean> {
    if (this.#making > 0) return false;
    this.#next ??= this.#mutex(() => {
      this.#next = undefined;
      return task();
    });
    return await this.#next;
  }
}
