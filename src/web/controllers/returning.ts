import type { LitElement, ReactiveController } from 'lit';
import type { Achievement } from '../../types.js';
import { onceIdle } from './idle.js';

/** How many cards come back at once: what most first screens show. */
const AT_ONCE = 10;

/**
 * Has the cards that no filter hides any more come back all at once, but for a letter of the search: that is answered with
 * the first of them, also where the machine is slow, and the rest come while nothing else is to be done.
 */
export class Returning implements ReactiveController {
  readonly #host: LitElement;
  /** Ids. */
  #there: ReadonlySet<string> = new Set();
  #isPatient = false;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  /** Those to be seen by now. @param shown that no filter hides, in order */
  of(shown: ReadonlySet<Achievement>): ReadonlySet<Achievement> {
    let coming = 0;
    const isIn = ({ id }: Achievement) => !this.#isPatient || this.#there.has(id) || coming++ < AT_ONCE;
    const now = [...shown].filter(isIn);
    this.#there = new Set(now.map(({ id }) => id));
    this.#isPatient &&= now.length < shown.size;
    return new Set(now);
  }

  /** The reader types. */
  wait(): void {
    this.#isPatient = true;
  }

  /** Has all of them there with the next update. */
  hurry(): void {
    this.#isPatient = false;
  }

  hostUpdated(): void {
    this.#host.renderRoot.querySelector('ul.cards')?.toggleAttribute('data-returning', this.#isPatient);
    if (this.#isPatient) this.#bringMore();
  }

  readonly #bringMore = onceIdle(() => this.#host.requestUpdate());
}
