import type { Achievement } from '../../types.js';
import { type ClientState, INITIAL } from './state.js';

/** What the host adds to each request, such as a CSRF token; a function is asked before each. */
export type HeaderHook =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** What an element needs of the server. */
export interface Client {
  /** Replaced on change. */
  readonly state: ClientState;
  /** @returns ends the subscription */
  subscribe(listener: () => void): () => void;
  /** Asks for a scan now. Nothing happens while one that was asked for is still on its way. */
  rescan(): void;
  /** Tries again what went wrong. */
  retry(): void;
  /** What a session alone would unlock. @throws when it cannot be had, or the signal aborts */
  sessionBadges(sessionId: string, signal: AbortSignal): Promise<readonly Achievement[]>;
}

/** A client in use; elements with the same base share one. */
export interface Lease {
  readonly client: Client;
  release(): void;
}

/**
 * The client of a router.
 * @param base where it is mounted, with a trailing slash
 */
export function useClient(_base: URL, _headers: HeaderHook | undefined): Lease {
  const client: Client = {
    state: INITIAL,
    subscribe: () => () => undefined,
    rescan: () => undefined,
    retry: () => undefined,
    sessionBadges: async () => [],
  };
  return { client, release: () => undefined };
}
