import type { Payload } from '../../payload.js';

/** Why there is nothing newer to show. Each asks for something else from the reader. */
export type Trouble =
  /** The server cannot be reached. */
  | { readonly kind: 'offline' }
  /** The host wants its reader to sign in. */
  | { readonly kind: 'signed-out' }
  /** A web page came where an answer was expected: a login page, or what a host shows for an unknown `address`. */
  | { readonly kind: 'page'; readonly address: string }
  /** A rescan was refused by the host, which lets all else pass: it misses a token, say. */
  | { readonly kind: 'refused' }
  /** Asked too often. `retryAt`: Unix milliseconds at which it is tried again by itself. */
  | { readonly kind: 'limited'; readonly retryAt: number }
  /** The server says what is wrong. */
  | { readonly kind: 'server'; readonly title: string; readonly detail: string; readonly code?: string }
  /** An answer that is none of ours. */
  | { readonly kind: 'unreadable' };

/** A POST that came to this may have been refused for what it is, or for who asks: a GET will tell. */
export const DOUBTFUL: ReadonlySet<Trouble['kind']> = new Set(['signed-out', 'page', 'unreadable']);
/** A rescan that came to this was not heard: it is sent again. */
export const UNHEARD: ReadonlySet<Trouble['kind']> = new Set(['limited', 'offline']);

/** All that the page knows. Never changed, only replaced. */
export interface ClientState {
  /** The last good answer. */
  readonly snapshot: Payload | undefined;
  /** The first answer is not here yet, and is awaited. */
  readonly loading: boolean;
  /** How far the running scan has come, in sessions. */
  readonly scan: { readonly scanned: number; readonly total: number } | undefined;
  /** What is shown is stale, or a first scan runs, and that is being followed. */
  readonly updating: boolean;
  /** A rescan that the reader asked for is on its way. */
  readonly rescanning: boolean;
  /** A rescan has just come to its end, for as long as that is worth a word. */
  readonly rescanned: boolean;
  readonly trouble: Trouble | undefined;
}

export const INITIAL: ClientState = {
  snapshot: undefined,
  loading: true,
  scan: undefined,
  updating: false,
  rescanning: false,
  rescanned: false,
  trouble: undefined,
};
