import type { LitElement, ReactiveController } from 'lit';

/** What the first screen may show, be it large: five columns of five. */
const AT_FIRST = 25;
/** Cards made in one go, later. */
const MADE_AT_ONCE = 9;
/** Cards laid out in one go: a part of a frame, be the machine slow. */
const LAID_OUT_AT_ONCE = 4;

/**
 * Has the cards out of sight made and laid out, a few at a time while nothing else is to be done: at first they are
 * frames of about the right height, so that those in sight are there sooner.
 */
export class Heights implements ReactiveController {
  readonly #host: LitElement;
  #list: Element | undefined;
  #key: unknown;
  #made = AT_FIRST;
  #isWaiting = false;

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

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector('ul.cards') ?? undefined;
    if (list === undefined || list.children.length <= this.#made) this.#measureOnce(list);
    else this.#makeMore();
  }

  hostDisconnected(): void {
    this.#list = undefined;
  }

  #makeMore(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    whenIdle(() => {
      this.#isWaiting = false;
      this.#made += MADE_AT_ONCE;
      this.#host.requestUpdate();
    });
  }

  #measureOnce(list: Element | undefined): void {
    if (list === this.#list) return;
    this.#list = list;
    if (list) this.#measure(list, [...list.children]);
  }

  #measure(list: Element, cards: readonly Element[]): void {
    whenIdle(() => {
      if (list !== this.#list) return;
      for (const card of cards.slice(0, LAID_OUT_AT_ONCE)) card.toggleAttribute('data-measured', true);
      // Not more than some in one frame.
      requestAnimationFrame(() => {
        if (cards.length > LAID_OUT_AT_ONCE) this.#measure(list, cards.slice(LAID_OUT_AT_ONCE));
        else list.toggleAttribute('data-measured', true);
      });
    });
  }
}

/** Safari has no word for it. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run);
  else setTimeout(run, 100);
}
