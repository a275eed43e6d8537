import type { LitElement, ReactiveController } from 'lit';
import type { Payload } from '../../payload.js';
import { isWhole } from '../model/scene.js';

/** What a section shows, so far. */
export interface Loaded<T> {
  /** The last good answer. */
  readonly value: T | undefined;
  readonly failed: boolean;
}

/**
 * What is asked for when its section comes into view, and again when a newer snapshot is there and the section is seen.
 * The section is the element with this id.
 */
export class Lazy<T> implements ReactiveController {
  readonly #host: LitElement;
  readonly #id: string;
  readonly #fetch: (signal: AbortSignal) => Promise<T>;
  #observer: IntersectionObserver | undefined;
  #watched: Element | undefined;
  #inView = false;
  #wanted: Payload | undefined;
  #loadedFor: string | undefined;
  #leaving: AbortController | undefined;
  #loaded: Loaded<T> = { value: undefined, failed: false };

  constructor(host: LitElement, id: string, fetch: (signal: AbortSignal) => Promise<T>) {
    this.#host = host;
    this.#id = id;
    this.#fetch = fetch;
    host.addController(this);
  }

  get loaded(): Loaded<T> {
    return this.#loaded;
  }

  hostConnected(): void {
    this.#observer = new IntersectionObserver((entries) => {
      this.#inView = entries.at(-1)?.isIntersecting ?? false;
      this.#load();
    });
  }

  hostUpdated(): void {
    const section = this.#host.renderRoot.querySelector(`#${this.#id}`) ?? undefined;
    if (section === this.#watched) return;
    if (this.#watched) this.#observer?.unobserve(this.#watched);
    this.#watched = section;
    if (section) this.#observer?.observe(section);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    this.#watched = undefined;
    this.#leaving?.abort();
    this.#leaving = undefined;
    this.#inView = false;
  }

  /** There is a snapshot; what was loaded for an older one is old. */
  want(snapshot: Payload): void {
    this.#wanted = snapshot;
    this.#load();
  }

  readonly retry = (): void => {
    this.#loadedFor = undefined;
    this.#load();
  };

  #load(): void {
    if (!this.#inView || this.#wanted === undefined || !isWhole(this.#wanted)) return;
    // Confirmed, but not made anew: the days are the same.
    const key = `${this.#wanted.generated_at}`;
    if (key === this.#loadedFor) return;
    this.#loadedFor = key;
    this.#leaving?.abort();
    const leaving = new AbortController();
    this.#leaving = leaving;
    this.#fetch(leaving.signal).then(
      (value) => this.#set(leaving, { value, failed: false }),
      () => this.#set(leaving, { value: this.#loaded.value, failed: true }),
    );
  }

  #set(leaving: AbortController, loaded: Loaded<T>): void {
    if (leaving.signal.aborted) return;
    this.#loaded = loaded;
    this.#host.requestUpdate();
  }
}
