import type { LitElement, ReactiveController } from 'lit';

/** Long enough to be looked at, and not only scrolled past. */
const LOOK_MS = 2_000;

/** Notices which cards the reader has looked at: they were wholly in view for a while. */
export class Looking implements ReactiveController {
  readonly #host: LitElement;
  readonly #onSeen: (ids: readonly string[]) => void;
  readonly #timers = new Map<Element, ReturnType<typeof setTimeout>>();
  readonly #watched = new Set<Element>();
  #observer: IntersectionObserver | undefined;

  constructor(host: LitElement, onSeen: (ids: readonly string[]) => void) {
    this.#host = host;
    this.#onSeen = onSeen;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) this.#notice(entry);
      },
      { threshold: 0.6 },
    );
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#watched.clear();
  }

  /** From now on, the cards with these ids. */
  watch(ids: ReadonlySet<string>): void {
    for (const id of ids) {
      const card = this.#host.renderRoot.querySelector(`[data-id="${CSS.escape(id)}"]`);
      if (card === null || this.#watched.has(card)) continue;
      this.#watched.add(card);
      this.#observer?.observe(card);
    }
  }

  #notice({ target, isIntersecting }: IntersectionObserverEntry): void {
    clearTimeout(this.#timers.get(target));
    this.#timers.delete(target);
    if (!isIntersecting) return;
    const seen = (): void => {
      this.#timers.delete(target);
      const id = target.getAttribute('data-id');
      if (id !== null && !document.hidden) this.#onSeen([id]);
    };
    this.#timers.set(target, setTimeout(seen, LOOK_MS));
  }
}
