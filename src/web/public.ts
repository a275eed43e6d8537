/** The element, as whoever puts it into a page sees it: types only, and all that its package entry has. */

import type { Achievement } from '../types.js';

export type { Achievement } from '../types.js';

/** What the host adds to each request, such as a token; a function is asked before each. */
export type HeaderHook =
  | Readonly<Record<string, string>>
  | (() => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>);

/** Fired once for each badge unlocked since the last visit. Bubbles, and leaves the shadow root. */
export type UnlockEvent = CustomEvent<{ readonly badge: Achievement }>;

/** Fired once for each badge that climbed to a higher tier since the last visit. Bubbles, and leaves the shadow root. */
export type ClimbEvent = CustomEvent<{ readonly badge: Achievement }>;

/** Fired when someone wants to see a session. A host that has a place for it prevents the default: our own dialog. */
export type SessionEvent = CustomEvent<{
  readonly sessionId: string;
  readonly title: string;
  /** The home that it lies in, where there are several. */
  readonly home?: string;
}>;

/** What `<hermes-achievements>` takes. Each may be set and changed at any time. */
export interface HermesAchievementsProperties {
  /** Where the router is mounted. */
  api: string | undefined;
  /** Headers for every request, or what makes them: a bearer token, a CSRF token. */
  headers: HeaderHook | undefined;
  /** True to keep the filters out of the address of the page. */
  noUrl: boolean | undefined;
  /** `light`, `dark`, or `auto` for the system's; without it what the element stands on decides. */
  theme: string | undefined;
}

/** `<hermes-achievements>`. */
export interface HermesAchievementsElement extends HTMLElement, HermesAchievementsProperties {}

declare global {
  interface HTMLElementTagNameMap {
    'hermes-achievements': HermesAchievementsElement;
  }
  interface GlobalEventHandlersEventMap {
    'hermes-unlock': UnlockEvent;
    'hermes-climb': ClimbEvent;
    'hermes-session': SessionEvent;
  }
}
