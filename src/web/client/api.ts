import type { HeaderHook } from '../public.js';
import { type Answer, understand } from './answer.js';
import type { Surroundings } from './surroundings.js';
import { TroubleError } from './types.js';

/** The router, as the page speaks to it. */
export interface Api {
  /**
   * @param path relative to where the router is mounted
   * @param read the body, once it is JSON; undefined when it is not what was asked for
   * @returns undefined when it was called off
   */
  ask<T>(
    method: 'GET' | 'POST',
    path: string,
    read: (body: unknown) => T | undefined,
    signal: AbortSignal,
  ): Promise<Answer<T> | undefined>;
}

/** @param base where the router is mounted, with a trailing slash */
export function createApi(
  base: URL,
  surroundings: Pick<Surroundings, 'fetch' | 'now'>,
  headers: () => HeaderHook | undefined,
): Api {
  return {
    async ask(method, path, read, signal) {
      try {
        const url = new URL(path, base);
        // Of several homes one alone, beside what else is asked for.
        for (const [name, value] of base.searchParams) url.searchParams.set(name, value);
        const response = await surroundings.fetch(url, {
          method,
          headers: { Accept: 'application/json', ...(await hostHeaders(headers())) },
          credentials: 'same-origin',
          // A login page is not followed: that it is there says all.
          redirect: 'manual',
          // Kept by the browser, but asked about each time: 304 costs next to nothing.
          cache: method === 'GET' ? 'no-cache' : 'no-store',
          // One of its own, which goes with the request: what a long life listens to must not add up.
          signal: AbortSignal.any([signal]),
        });
        return await understand(response, read, surroundings.now());
      } catch (error) {
        if (signal.aborted) return undefined;
        if (error instanceof HookError) return { ok: false, trouble: error.trouble, waitMs: undefined };
        return { ok: false, trouble: { kind: 'offline' }, waitMs: undefined };
      }
    },
  };
}

/** @throws TroubleError when it cannot be had; the signal's reason when it was called off */
export async function getOrThrow<T>(
  api: Api,
  path: string,
  read: (body: unknown) => T | undefined,
  signal: AbortSignal,
): Promise<T> {
  const answer = await api.ask('GET', path, read, signal);
  if (answer === undefined) throw signal.reason;
  if (!answer.ok) throw new TroubleError(answer.trouble);
  return answer.value;
}

async function hostHeaders(hook: HeaderHook | undefined): Promise<Readonly<Record<string, string>>> {
  if (typeof hook !== 'function') return hook ?? {};
  try {
    return await hook();
  } catch (error) {
    throw new HookError(error);
  }
}

/** The host's own function failed. Its author reads this, so it is told in its own words. */
class HookError extends Error {
  readonly trouble: { readonly kind: 'server'; readonly title: string; readonly detail: string };

  constructor(cause: unknown) {
    super('The headers of the host could not be had.', { cause });
    this.trouble = { kind: 'server', title: this.message, detail: String(cause) };
  }
}
