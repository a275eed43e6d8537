import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Filters, NO_FILTERS } from '../model/filters.js';
import { readFilters, withFilters } from '../model/url.js';

/** The filters, kept in the address of the page unless the host keeps that for itself. */
export class FilterState implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #usesUrl: () => boolean;
  #filters = NO_FILTERS;
  #used = false;

  constructor(host: ReactiveControllerHost, usesUrl: () => boolean) {
    this.#host = host;
    this.#usesUrl = usesUrl;
    host.addController(this);
  }

  get current(): Filters {
    return this.#filters;
  }

  /** True from the first change on. */
  get used(): boolean {
    return this.#used;
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    this.#read();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
  }

  /** A choice can be undone with the browser's back button; each letter of a word cannot. */
  change(change: Partial<Filters>, typing?: 'typing'): void {
    this.#used = true;
    this.#filters = { ...this.#filters, ...change };
    this.#host.requestUpdate();
    if (!this.#usesUrl()) return;
    const address = withFilters(location.href, this.#filters);
    if (address === location.href) return;
    remember(address, typing);
  }

  clear(): void {
    this.change({ state: NO_FILTERS.state, category: NO_FILTERS.category, query: NO_FILTERS.query });
  }

  readonly #read = (): void => {
    if (!this.#usesUrl()) return;
    this.#filters = readFilters(location.search);
    this.#host.requestUpdate();
  };
}

/** The state is the host's, whose router may look for it. */
function remember(address: string, typing?: 'typing'): void {
  try {
    if (typing) history.replaceState(history.state, '', address);
    else history.pushState(history.state, '', address);
  } catch {
    // Safari takes a hundred in ten seconds, and a sandboxed frame none. The filters hold without.
  }
}
