import type { ListedSession, SessionList } from '../types.js';
import type { Ledger } from './ledger.js';

/** What is known of a history. */
export interface Known {
  readonly ledger: Ledger;
  /** Sessions that are read anew all the same. */
  readonly recheck: ReadonlySet<string>;
  /** The mark of the list that the ledger is as of; undefined when that is not known. */
  readonly seen: string | undefined;
}

export interface Compared {
  /** By their starts; the latest, which is to be read first, is the last one. Whoever reads takes them out. */
  readonly toRead: ListedSession[];
  /** How many are as they were, and not read. */
  readonly reused: number;
  /** The ids of known sessions that do not count any more. */
  readonly gone: readonly string[];
  /** Whether a session is new or has changed. */
  readonly isNews: boolean;
}

/** @param pause called after each session; a promise makes the comparison wait */
export async function compare(
  list: SessionList,
  known: Known,
  pause: () => Promise<void> | undefined,
): Promise<Compared> {
  const { ledger, recheck, seen } = known;
  const changes = seen === undefined || recheck.size > 0 ? undefined : list.since?.(seen);
  if (changes === undefined) return await compareAll(list, ledger, recheck, pause);
  const toRead = [...changes.changed].filter(
    ({ id, fingerprint }) => ledger.get(id)?.fingerprint !== fingerprint,
  );
  const reused = list.sessions.length - toRead.length;
  return { toRead: inOrder(toRead), reused, gone: [...changes.gone], isNews: toRead.length > 0 };
}

async function compareAll(
  list: SessionList,
  ledger: Ledger,
  recheck: ReadonlySet<string>,
  pause: () => Promise<void> | undefined,
): Promise<Compared> {
  const toRead: ListedSession[] = [];
  const fresh = new Set<string>();
  let [reused, isNews] = [0, false];
  ledger.beginScan();
  for (const session of list.sessions) {
    const turn = pause();
    if (turn !== undefined) await turn;
    const known = ledger.get(session.id);
    // The same id twice is one session.
    if (known?.met || (known === undefined && fresh.has(session.id))) continue;
    if (known === undefined) fresh.add(session.id);
    else known.met = true;
    const isKnown = known?.fingerprint === session.fingerprint;
    isNews ||= !isKnown;
    if (isKnown && !recheck.has(session.id)) reused++;
    else toRead.push(session);
  }
  return { toRead: inOrder(toRead), reused, gone: ledger.unmet(), isNews };
}

/** Neighbours lie in one block, which is then written once. */
function inOrder(sessions: ListedSession[]): ListedSession[] {
  // Of those that started together the first one is to be the last, too.
  return sessions.reverse().sort((a, b) => (a.startedAt ?? -1) - (b.startedAt ?? -1));
}
