import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { HomeStatus, Payload } from '../../payload.js';

/** The prefix keeps it apart from those of the host. */
const PARAMETER = 'badges-home';

/** Which home of several is shown, kept in the address of the page unless the host keeps that for itself. */
export class HomeChoice implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #usesUrl: () => boolean;
  #home = '';
  #homes: readonly HomeStatus[] = [];

  constructor(host: ReactiveControllerHost, usesUrl: () => boolean) {
    this.#host = host;
    this.#usesUrl = usesUrl;
    host.addController(this);
  }

  /** Its name; empty for all of them. */
  get current(): string {
    return this.#home;
  }

  /** Those that there are, as last heard of: they stay while another one is fetched. Empty where there is one. */
  homes(payload: Payload | undefined): readonly HomeStatus[] {
    if (payload !== undefined) this.#homes = payload.homes ?? [];
    return this.#homes;
  }

  hostConnected(): void {
    addEventListener('popstate', this.#read);
    this.#read();
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.#read);
  }

  change(home: string): void {
    this.#home = home;
    this.#host.requestUpdate();
    if (!this.#usesUrl()) return;
    const url = new URL(location.href);
    if (home === '') url.searchParams.delete(PARAMETER);
    else url.searchParams.set(PARAMETER, home);
    try {
      history.pushState(history.state, '', url.href);
    } catch {
      // A sandboxed frame takes none. The choice holds without.
    }
  }

  /** The router, asked for the chosen home alone. */
  within(base: URL): URL {
    if (this.#home === '') return base;
    const chosen = new URL(base);
    chosen.searchParams.set('home', this.#home);
    return chosen;
  }

  readonly #read = (): void => {
    if (!this.#usesUrl()) return;
    this.#home = new URLSearchParams(location.search).get(PARAMETER) ?? '';
    this.#host.requestUpdate();
  };
}
