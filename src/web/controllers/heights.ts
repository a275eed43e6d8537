import type { LitElement, ReactiveController } from 'lit';

/** A part of a frame, be the machine slow. */
const AT_ONCE = 4;

/**
 * Has the cards out of sight laid out, a few at a time while nothing else is to be done: at first the browser skips them,
 * and goes by a guess of their height, so that those in sight are there sooner.
 */
export class Heights implements ReactiveController {
  readonly #host: LitElement;
  #list: Element | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector('ul.cards') ?? undefined;
    if (list === this.#list) return;
    this.#list = list;
    if (list) this.#measure(list, [...list.children]);
  }

  hostDisconnected(): void {
    this.#list = undefined;
  }

  #measure(list: Element, cards: readonly Element[]): void {
    whenIdle(() => {
      if (list !== this.#list) return;
      for (const card of cards.slice(0, AT_ONCE)) card.toggleAttribute('data-measured', true);
      // Not more than some in one frame.
      requestAnimationFrame(() => {
        if (cards.length > AT_ONCE) this.#measure(list, cards.slice(AT_ONCE));
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
