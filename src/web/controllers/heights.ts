import type { LitElement, ReactiveController } from 'lit';

/** A part of a frame, be the machine slow. */
const AT_ONCE = 4;

/**
 * Has each card laid out once, a few at a time while nothing else is to be done: the browser skips those out of sight, and
 * keeps the height that they had. Until then it goes by a guess.
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
      const some = cards.slice(0, AT_ONCE);
      mark(some, true);
      // The frame after the next begins with their heights known.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          mark(some, false);
          if (cards.length > AT_ONCE) this.#measure(list, cards.slice(AT_ONCE));
          else mark([list], true);
        }),
      );
    });
  }
}

function mark(elements: readonly Element[], isMeasured: boolean): void {
  for (const element of elements) element.toggleAttribute('data-measured', isMeasured);
}

/** Safari has no word for it. */
function whenIdle(run: () => void): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(run);
  else setTimeout(run, 100);
}
