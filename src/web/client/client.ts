import type { HeaderHook } from '../public.js';
import { createApi } from './api.js';
import { RouterClient } from './router-client.js';
import { BROWSER, type Surroundings } from './surroundings.js';
import type { Client } from './types.js';

export { type Client, TroubleError } from './types.js';

/** A client in use. */
export interface Lease {
  readonly client: Client;
  release(): void;
}

/** A framework that takes an element out and puts it back needs no longer than that. */
const GRACE_MS = 50;

/** Asks an element for its headers, before each request. */
type Headers = () => HeaderHook | undefined;

interface Shared {
  readonly client: RouterClient;
  /** One for each element, the newest last. */
  readonly users: Set<{ readonly headers: Headers }>;
}

/** Clients in use: elements of the same router share one, and so its requests. */
export class Clients {
  readonly #surroundings: Surroundings;
  readonly #shared = new Map<string, Shared>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  use(base: URL, headers: Headers): Lease {
    const shared = this.#of(base);
    const user = { headers };
    shared.users.add(user);
    const release = (): void => {
      if (shared.users.delete(user)) {
        this.#surroundings.after(GRACE_MS, () => this.#dropUnused(base, shared));
      }
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
    const users: Shared['users'] = new Set();
    // The newest element that has headers knows the newest token.
    const headers = () => [...users].reverse().reduce(firstGiven, undefined);
    const api = createApi(base, this.#surroundings, headers);
    const shared: Shared = { client: new RouterClient(api, this.#surroundings), users };
    this.#shared.set(base.href, shared);
    // Not before the caller has the client: it may want to listen from the beginning, and to hand in its headers.
    queueMicrotask(() => shared.client.start());
    return shared;
  }

  #dropUnused(base: URL, shared: Shared): void {
    if (shared.users.size > 0 || this.#shared.get(base.href) !== shared) return;
    this.#shared.delete(base.href);
    shared.client.stop();
  }
}

function firstGiven(found: HeaderHook | undefined, { headers }: { readonly headers: Headers }) {
  return found ?? headers();
}

let clients: Clients | undefined;

/**
 * The client of a router.
 * @param base where it is mounted, with a trailing slash
 */
export function useClient(base: URL, headers: Headers): Lease {
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
