import type { LitElement, ReactiveController } from 'lit';
import { onceIdle } from './idle.js';

/** What the first screen may show, be it large: five columns of five. */
const AT_FIRST = 25;
/** A part of a frame, be the machine slow. */
const AT_ONCE = 5;

/**
 * Has the cards out of sight made a few at a time, while nothing else is to be done: at first they are frames of about the
 * right height, so that those in sight are there sooner.
 */
export class Heights implements ReactiveController {
  readonly #host: LitElement;
  #key: unknown;
  #made = AT_FIRST;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  /** How many cards are made by now. @param key of the list: another is begun anew @param isFiltered then all are */
  made(key: unknown, isFiltered: boolean): number {
    if (isFiltered) this.#made = Number.POSITIVE_INFINITY;
    else if (key !== this.#key) this.#made = AT_FIRST;
    this.#key = key;
    return this.#made;
  }

  /** Whether the page is as long as it will be. @param count of the cards */
  isDone(count: number): boolean {
    return count <= this.#made;
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector('ul.cards');
    if (list === null) return;
    const isDone = this.isDone(list.children.length);
    list.toggleAttribute('data-measured', isDone);
    if (!isDone) this.#makeMore();
  }

  /** Not more than some in one frame. */
  readonly #makeMore = onceIdle(() => {
    this.#made += AT_ONCE;
    this.#host.requestUpdate();
  });
}
