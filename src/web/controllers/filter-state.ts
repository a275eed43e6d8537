import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Filters, NO_FILTERS } from '../model/filters.js';
import { readFilters, withFilters } from '../model/url.js';

/** Who types is not held up by the browser's history: it gets the word, not each letter. */
const TYPED_MS = 250;

/** The filters, kept in the address of the page unless the host keeps that for itself. */
export class FilterState implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #usesUrl: () => boolean;
  #filters = NO_FILTERS;
  /** The reader is at the filters, and the browser's history has an entry for that. */
  #visiting = false;
  #typing: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, usesUrl: () => boolean) {
    this.#host = host;
    this.#usesUrl = usesUrl;
    host.addController(this);
  }

  get current(): Filters {
    return this.#filters;
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    this.#read();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
    clearTimeout(this.#typing);
  }

  /** One entry of the browser's history for each visit to the filters: its back button leads to what was before. */
  change(change: Partial<Filters>): void {
    this.#filters = { ...this.#filters, ...change };
    this.#host.requestUpdate();
    clearTimeout(this.#typing);
    const isTyped = this.#visiting && Object.keys(change).join() === 'query';
    if (isTyped) this.#typing = setTimeout(this.#write, TYPED_MS);
    else this.#write();
  }

  clear(): void {
    this.change({ ...NO_FILTERS, sort: this.#filters.sort });
  }

  /** @param event of what the reader does; outside the filters they have gone on to something else */
  readonly leaveFrom = (event: Event): void => {
    const isInside = event
      .composedPath()
      .some((node) => node instanceof Element && node.matches('[data-filters]'));
    if (!isInside) this.#leave();
  };

  #leave(): void {
    if (!this.#visiting) return;
    clearTimeout(this.#typing);
    this.#write();
    this.#visiting = false;
  }

  readonly #write = (): void => {
    if (!this.#usesUrl()) return;
    const address = withFilters(location.href, this.#filters);
    if (address === location.href) return;
    remember(address, this.#visiting);
    this.#visiting = true;
  };

  readonly #read = (): void => {
    clearTimeout(this.#typing);
    this.#visiting = false;
    if (!this.#usesUrl()) return;
    this.#filters = readFilters(location.search);
    this.#host.requestUpdate();
  };
}

/** The state is the host's, whose router may look for it. */
function remember(address: string, inPlace: boolean): void {
  try {
    if (inPlace) history.replaceState(history.state, '', address);
    else history.pushState(history.state, '', address);
  } catch {
    // Safari takes a hundred in ten seconds, and a sandboxed frame none. The filters hold without.
  }
}
