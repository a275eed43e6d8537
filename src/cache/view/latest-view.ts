import type { View } from './view.js';

/** The latest view, and what it was made of. */
export class LatestView {
  #parts: readonly unknown[] = [];
  #view: View | undefined;

  /**
   * The same object as long as all parts are the same. They are compared one by one, objects by identity: this is asked
   * with every read.
   * @param make makes the view of these parts, and of nothing else that changes
   */
  of(parts: readonly unknown[], make: () => View): View {
    if (this.#view === undefined || parts.some((part, place) => part !== this.#parts[place])) {
      this.#view = make();
      this.#parts = parts;
    }
    return this.#view;
  }
}
