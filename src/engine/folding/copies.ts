/** The same session in several homes: in which of them it counts. Pure. */

/** What of a session tells it from all others, and which of its copies counts. */
export interface KeyedSession {
  /** Equal for copies only: made of the id and the start as it is stored, to the microsecond. */
  readonly key: string;
  /** How many messages of it count. */
  readonly messages: number;
}

/** Sessions that one home has. */
export interface SessionsOfHome<Home> {
  readonly home: Home;
  readonly sessions: Iterable<KeyedSession>;
}

/**
 * The keys of those sessions of each home that count in another one: a session counts where it has more messages, of equals in
 * the home that comes first in the list. Homes that keep all of theirs are left out.
 */
export function losersOf<Home>(
  homes: Iterable<SessionsOfHome<Home>>,
): ReadonlyMap<Home, ReadonlySet<string>> {
  const winners = new Map<string, { readonly home: Home; readonly messages: number }>();
  const losers = new Map<Home, Set<string>>();
  const lose = (home: Home, key: string): void => {
    const keys = losers.get(home);
    if (keys === undefined) losers.set(home, new Set([key]));
    else keys.add(key);
  };
  for (const { home, sessions } of homes) {
    for (const { key, messages } of sessions) {
      const best = winners.get(key);
      if (best !== undefined && best.messages >= messages) lose(home, key);
      else {
        if (best !== undefined) lose(best.home, key);
        winners.set(key, { home, messages });
      }
    }
  }
  return losers;
}
