import type { Analyzer } from '../engine/counting/analyze.js';
import type { ListedSession, SessionList, SessionReader, SessionSource } from '../types.js';
import { analyzeSessions, type ReadingHooks, refuseWhenStopped } from './analyze-sessions.js';
import type { Ledger } from './ledger.js';

/** What a scan starts from. Each is asked for when it is needed: a look at the list may show that nothing is. */
export interface ScanPlan {
  /** Whether the list is as the last scan saw it, and nothing is to be done. */
  isKnown(list: SessionList): Promise<boolean>;
  /** What is known of this history; sessions that are read anew all the same. */
  ledger(list: SessionList): Promise<{ readonly ledger: Ledger; readonly recheck: ReadonlySet<string> }>;
  analyzer(): Promise<Analyzer>;
}

/** What a scan tells while it runs, and asks. */
export interface ScanHooks extends Pick<ReadingHooks, 'stopped' | 'pause'> {
  /** Called after each session that was read, and before the first one. */
  progress(scanned: number, total: number): void;
  /** The open history, to interrupt a long read; undefined when it is closed again. */
  reading(reader: SessionReader | undefined): void;
}

export interface ScanOutcome {
  /** `full`: nothing was known before. */
  readonly mode: 'full' | 'incremental';
  readonly identity: string;
  /** What read the history, where the source tells. */
  readonly driver: string | undefined;
  /** What the user should know of the history. */
  readonly notice: string | null;
  /** Of the list. */
  readonly mark: string | undefined;
  /** How many sessions count. */
  readonly sessions: number;
  readonly rescanned: number;
  readonly reused: number;
  readonly messagesScanned: number;
  /** False when every session was known, none is gone, and what was read again is as it was. */
  readonly changed: boolean;
}

/**
 * One pass over a history: lists it, reads the sessions that are new or have changed into the ledger, and keeps the rest.
 * Resolves with undefined when the list is as the last scan saw it.
 * @param now Unix seconds
 * @throws AchievementsError when the history cannot be read, or the scan was stopped; everything is closed by then
 */
export async function scan(
  source: SessionSource,
  plan: ScanPlan,
  hooks: ScanHooks,
  now: number,
): Promise<ScanOutcome | undefined> {
  const reader = await source.open();
  hooks.reading(reader);
  const close = () => reader.close().finally(() => hooks.reading(undefined));
  let outcome: ScanOutcome | undefined;
  try {
    outcome = await pass(reader, plan, hooks, now);
  } catch (error) {
    // What went wrong first is what the user should hear of.
    await close().catch(() => {});
    throw error;
  }
  await close();
  return outcome;
}

async function pass(
  reader: SessionReader,
  plan: ScanPlan,
  hooks: ScanHooks,
  now: number,
): Promise<ScanOutcome | undefined> {
  refuseWhenStopped(hooks);
  const list = await reader.list();
  if (await plan.isKnown(list)) return undefined;
  const { ledger, recheck } = await plan.ledger(list);
  const isFirst = ledger.isNew;
  const { toRead, reused, isNews } = await compare(list, ledger, recheck, hooks);
  let rescanned = 0;
  let isFull = false;
  let isOther = false;
  const write = async (): Promise<void> => {
    isFull = false;
    const changed = await ledger.write(now);
    isOther ||= changed;
  };
  hooks.progress(reused, reused + toRead.length);
  const messagesScanned =
    toRead.length === 0
      ? 0
      : await analyzeSessions(reader, toRead, await plan.analyzer(), {
          ...hooks,
          finished(record) {
            isFull = ledger.stage(record);
            hooks.progress(reused + ++rescanned, reused + toRead.length);
          },
          betweenPages: () => (isFull ? write() : undefined),
        });
  const gone = ledger.forgetUnmet();
  await write();
  const { identity, mark } = list;
  const mode = isFirst ? 'full' : 'incremental';
  const sessions = reused + rescanned;
  const changed = isFirst || isNews || gone > 0 || isOther;
  const { notice = null, driver } = reader;
  return { mode, identity, driver, notice, mark, sessions, rescanned, reused, messagesScanned, changed };
}

/** Tells the sessions that are as they were from those that are to be read, which are in the order of their starts. */
async function compare(
  list: SessionList,
  ledger: Ledger,
  recheck: ReadonlySet<string>,
  hooks: Pick<ScanHooks, 'pause'>,
): Promise<{ readonly toRead: ListedSession[]; readonly reused: number; readonly isNews: boolean }> {
  const toRead: ListedSession[] = [];
  const fresh = new Set<string>();
  let [reused, isNews] = [0, false];
  ledger.beginScan();
  for (const session of list.sessions) {
    const turn = hooks.pause?.();
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
  // Neighbours lie in one block, which is then written once.
  toRead.sort((a, b) => (b.startedAt ?? -1) - (a.startedAt ?? -1));
  return { toRead, reused, isNews };
}
