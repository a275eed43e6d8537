import type { LitElement, ReactiveController } from 'lit';
import type { Achievement } from '../../types.js';
import { whenIdle } from './idle.js';

/** How many cards come back at once: what most first screens show. */
const AT_ONCE = 10;

/**
 * Has the cards that no filter hides any more come back from the first on, the rest while nothing else is to be done: a
 * letter of the search is answered in one frame, also where the machine is slow.
 */
export class Returning implements ReactiveController {
  readonly #host: LitElement;
  /** Ids; undefined: nobody is waited for. */
  #there: ReadonlySet<string> | undefined;
  #isComplete = true;
  #isWaiting = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Those to be seen by now. @param shown that no filter hides, in order */
  of(shown: ReadonlySet<Achievement>): ReadonlySet<Achievement> {
    let coming = 0;
    const there = this.#there;
    const now = [...shown].filter(({ id }) => there === undefined || there.has(id) || coming++ < AT_ONCE);
    this.#there = new Set(now.map(({ id }) => id));
    this.#isComplete = now.length === shown.size;
    return new Set(now);
  }

  /** Has all of them there with the next update. */
  hurry(): void {
    this.#there = undefined;
  }

  hostUpdated(): void {
    this.#host.renderRoot.querySelector('ul.cards')?.toggleAttribute('data-returning', !this.#isComplete);
    if (this.#isComplete || this.#isWaiting) return;
    this.#isWaiting = true;
    whenIdle(() => requestAnimationFrame(this.#bringMore));
  }

  readonly #bringMore = (): void => {
    this.#isWaiting = false;
    this.#host.requestUpdate();
  };
}
