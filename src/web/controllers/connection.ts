import type { LitElement, ReactiveController } from 'lit';
import type { Payload } from '../../payload.js';
import { type Client, useClient } from '../client/client.js';
import type { HeaderHook } from '../public.js';

/**
 * The element's hold on a client. It is taken with the first update, which comes after a framework has set the
 * properties, and let go when the element leaves.
 */
export class Connection implements ReactiveController {
  readonly #host: LitElement;
  readonly #base: () => URL;
  readonly #headers: () => HeaderHook | undefined;
  readonly #onSnapshot: (snapshot: Payload, base: URL) => void;
  #held: { readonly base: URL; readonly client: Client; readonly letGo: () => void } | undefined;
  #snapshot: Payload | undefined;

  constructor(
    host: LitElement,
    base: () => URL,
    headers: () => HeaderHook | undefined,
    onSnapshot: (snapshot: Payload, base: URL) => void,
  ) {
    this.#host = host;
    this.#base = base;
    this.#headers = headers;
    this.#onSnapshot = onSnapshot;
    host.addController(this);
  }

  get client(): Client | undefined {
    return this.#held?.client;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#held?.letGo();
    this.#held = undefined;
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const base = this.#base();
    if (this.#held?.base.href === base.href) return;
    this.hostDisconnected();
    const { client, release } = useClient(base, this.#headers);
    const unsubscribe = client.subscribe(() => this.#changed());
    const letGo = () => {
      unsubscribe();
      release();
    };
    this.#held = { base, client, letGo };
    this.#changed();
  }

  #changed(): void {
    if (this.#held === undefined) return;
    const { client, base } = this.#held;
    const { snapshot } = client.state;
    if (snapshot !== undefined && snapshot !== this.#snapshot) this.#onSnapshot(snapshot, base);
    this.#snapshot = snapshot;
    this.#host.requestUpdate();
  }
}
