import { setImmediate as turn } from 'node:timers/promises';
import type { Surroundings } from '../../../src/web/client/surroundings.js';

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** With its question mark; empty without any. */
  readonly search: string;
  readonly headers: Headers;
  readonly init: RequestInit;
}

export type Reply = () => Response | Promise<Response>;

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** A browser without one: the time passes when the test says so, and each path is answered by its queue, the last reply again and again. */
export class FakeBrowser implements Surroundings {
  readonly asked: Asked[] = [];
  readonly replies: Record<string, Reply[]> = {};
  #now = 1_000_000;
  #timers = new Set<Timer>();
  #hidden = false;
  readonly #visibility = new Set<() => void>();
  readonly #return = new Set<() => void>();

  /** What was asked for, in order: `GET achievements`. */
  get log(): readonly string[] {
    return this.asked.map(({ method, path }) => `${method} ${path}`);
  }

  get waiting(): number {
    return this.#timers.size;
  }

  get listening(): number {
    return this.#visibility.size + this.#return.size;
  }

  fetch(url: URL, init: RequestInit): Promise<Response> {
    const path = url.pathname.replace('/base/', '');
    const method = init.method ?? 'GET';
    this.asked.push({ method, path, search: url.search, headers: new Headers(init.headers), init });
    const queue = this.replies[`${method} ${path}`] ?? [];
    const reply = queue.length > 1 ? queue.shift() : queue[0];
    if (reply === undefined) return Promise.reject(new Error(`Nothing answers ${method} ${path}.`));
    return new Promise((resolve, reject) => {
      if (init.signal?.aborted) reject(init.signal.reason);
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      Promise.resolve().then(reply).then(resolve, reject);
    });
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  isHidden(): boolean {
    return this.#hidden;
  }

  onVisibility(listener: () => void): () => void {
    this.#visibility.add(listener);
    return () => this.#visibility.delete(listener);
  }

  onReturn(listener: () => void): () => void {
    this.#return.add(listener);
    return () => this.#return.delete(listener);
  }

  async hide(hidden: boolean): Promise<void> {
    this.#hidden = hidden;
    for (const listener of [...this.#visibility]) listener();
    await settled();
  }

  /** The window has the focus again, the network is back, or the like. */
  async returns(): Promise<void> {
    for (const listener of [...this.#return]) listener();
    await settled();
  }

  /** Lets the time pass; what is due happens at its moment, with all that follows from it. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (;;) {
      const next = [...this.#timers].sort((a, b) => a.at - b.at).find(({ at }) => at <= end);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
      await settled();
    }
    this.#now = end;
  }
}

/** Some turns of the event loop: enough for a response to be read. */
export async function settled(): Promise<void> {
  for (let left = 5; left > 0; left -= 1) await turn();
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    });
}

export function problem(status: number, code: string, headers: Record<string, string> = {}): Reply {
  return json({ type: 'urn:x', title: 'No luck', status, detail: 'Try tea.', code }, status, {
    'Content-Type': 'application/problem+json',
    ...headers,
  });
}

export function html(status = 200, headers: Record<string, string> = {}): Reply {
  return () =>
    new Response('<h1>Log in</h1>', { status, headers: { 'Content-Type': 'text/html', ...headers } });
}
