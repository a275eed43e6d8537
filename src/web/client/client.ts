import { createApi, type HeaderHook } from './api.js';
import { type Client, RouterClient } from './router-client.js';
import { BROWSER, type Surroundings } from './surroundings.js';

export type { HeaderHook } from './api.js';
export { type Client, TroubleError } from './router-client.js';

/** A client in use. */
export interface Lease {
  readonly client: Client;
  release(): void;
}

/** A framework that takes an element out and puts it back needs no longer than that. */
const GRACE_MS = 50;

interface Shared {
  readonly client: RouterClient;
  headers: HeaderHook | undefined;
  users: number;
}

/** Clients in use: elements of the same router share one, and so its requests. */
export class Clients {
  readonly #surroundings: Surroundings;
  readonly #shared = new Map<string, Shared>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  use(base: URL, headers: HeaderHook | undefined): Lease {
    const shared = this.#of(base);
    shared.users += 1;
    // The newest element knows the newest token.
    shared.headers = headers ?? shared.headers;
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      shared.users -= 1;
      this.#surroundings.after(GRACE_MS, () => this.#dropUnused(base, shared));
    };
    return { client: shared.client, release };
  }

  /** The reader leaves: nothing is to hold that up. */
  stop(): void {
    for (const { client } of this.#shared.values()) client.stop();
  }

  /** The reader came back to a page that the browser has kept. */
  restart(): void {
    for (const { client } of this.#shared.values()) client.start();
  }

  #of(base: URL): Shared {
    const known = this.#shared.get(base.href);
    if (known !== undefined) return known;
    const api = createApi(base, this.#surroundings, () => shared.headers);
    const shared: Shared = {
      client: new RouterClient(api, this.#surroundings),
      headers: undefined,
      users: 0,
    };
    this.#shared.set(base.href, shared);
    // Not before the caller has the client: it may want to listen from the beginning, and to hand in its headers.
    queueMicrotask(() => shared.client.start());
    return shared;
  }

  #dropUnused(base: URL, shared: Shared): void {
    if (shared.users > 0 || this.#shared.get(base.href) !== shared) return;
    this.#shared.delete(base.href);
    shared.client.stop();
  }
}

let clients: Clients | undefined;

/**
 * The client of a router.
 * @param base where it is mounted, with a trailing slash
 */
export function useClient(base: URL, headers: HeaderHook | undefined): Lease {
  clients ??= ofThisPage();
  return clients.use(base, headers);
}

function ofThisPage(): Clients {
  const made = new Clients(BROWSER);
  window.addEventListener('pagehide', () => made.stop());
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) made.restart();
  });
  return made;
}
