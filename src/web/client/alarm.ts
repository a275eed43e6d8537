import type { Surroundings } from './surroundings.js';

/** Runs something later, but not while nobody can see the page: then as soon as it is seen again. */
export class Alarm {
  readonly #surroundings: Surroundings;
  #set: { readonly at: number; readonly run: () => void } | undefined;
  #cancel = () => {};
  #unlisten: (() => void) | undefined;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  /** In place of what was set before. @param milliseconds from now */
  set(milliseconds: number, run: () => void): void {
    this.#cancel();
    this.#set = { at: this.#surroundings.now() + milliseconds, run };
    this.#unlisten ??= this.#surroundings.onVisibility(() => this.#arm());
    this.#arm();
  }

  clear(): void {
    this.#cancel();
    this.#unlisten?.();
    this.#unlisten = undefined;
    this.#set = undefined;
  }

  #arm(): void {
    this.#cancel();
    if (this.#set === undefined || this.#surroundings.isHidden()) return;
    const left = Math.max(0, this.#set.at - this.#surroundings.now());
    this.#cancel = this.#surroundings.after(left, () => this.#ring());
  }

  #ring(): void {
    const run = this.#set?.run;
    this.clear();
    run?.();
  }
}
