import type { Analyzer } from '../engine/counting/analyze.js';
import { NO_TITLE } from '../state/unlock.js';
import type { SessionList, SessionReader, SessionSource } from '../types.js';
import { analyzeSessions, type ReadingHooks, refuseWhenStopped } from './analyze-sessions.js';
import { compare, type Known } from './compare.js';

/** What a scan starts from. Each is asked for when it is needed: a look at the list may show that nothing is. */
export interface ScanPlan {
  /** What can be done while the list is made. */
  prepare(): Promise<void>;
  /** The mark of the list after which nothing is to be done; undefined when something is, whatever the list. */
  seen(): Promise<string | undefined>;
  known(list: SessionList): Promise<Known>;
  analyzer(): Promise<Analyzer>;
  /** Whether titles of sessions are kept; by default they are. */
  readonly titles?: boolean | undefined;
}

/** What a scan tells while it runs, and asks. */
export interface ScanHooks extends Pick<ReadingHooks, 'stopped' | 'pause'> {
  /** Called after each session that was read, and before the first one. */
  progress(scanned: number, total: number): void;
  /** The open history, to interrupt a long read; undefined when it is closed again. */
  reading(reader: Pick<SessionReader, 'interrupt'> | undefined): void;
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
  const seen = await plan.seen();
  const listing = reader.list(seen);
  // Whatever else fails before it is waited for.
  listing.catch(() => {});
  await plan.prepare();
  const list = await listing;
  if (seen !== undefined && list.mark === seen) return undefined;
  const known = await plan.known(list);
  const { ledger } = known;
  const isFirst = ledger.isNew;
  const { toRead, reused, gone, isNews } = await compare(list, known, () => hooks.pause?.());
  let rescanned = 0;
  let isFull = false;
  let isOther = false;
  const write = async (): Promise<void> => {
    isFull = false;
    const changed = await ledger.write(now);
    isOther ||= changed;
  };
  const total = reused + toRead.length;
  hooks.progress(reused, total);
  const messagesScanned =
    total === reused
      ? 0
      : await analyzeSessions(reader, takenOut(toRead), await plan.analyzer(), {
          ...hooks,
          finished(record) {
            isFull = ledger.stage(plan.titles === false ? { ...record, title: NO_TITLE } : record);
            hooks.progress(reused + ++rescanned, total);
          },
          betweenPages: () => (isFull ? write() : undefined),
        });
  ledger.forget(gone);
  await write();
  const { identity, mark } = list;
  const mode = isFirst ? 'full' : 'incremental';
  const sessions = reused + rescanned;
  const changed = isFirst || isNews || gone.length > 0 || isOther;
  const { notice = null, driver } = reader;
  return { mode, identity, driver, notice, mark, sessions, rescanned, reused, messagesScanned, changed };
}

/** One by one, from the end; each that was taken is kept no longer: there may be hundreds of thousands. */
function* takenOut<T>(waiting: T[]): Generator<T> {
  for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) yield one;
}
