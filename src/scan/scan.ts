import type { Analyzer } from '../engine/counting/analyze.js';
import type { ListedSession, SessionReader, SessionRecord, SessionSource } from '../types.js';
import { analyzeSessions, refuseWhenStopped } from './analyze-sessions.js';
import type { Waiting } from './queue.js';
import { placed } from './scan-order.js';

/** What earlier scans found. */
export interface Known {
  readonly identity: string;
  readonly records: ReadonlyMap<string, SessionRecord>;
}

/** What a scan starts from. Each is asked for when it is needed, since looking at the list may show that nothing is. */
export interface ScanPlan {
  /** The mark of the list that the last scan saw: when the list is still that one, the scan is over. */
  readonly mark: string | undefined;
  /** What an earlier scan found; it is of no use when it is of another history. */
  known(): Promise<Known | undefined>;
  analyzer(): Promise<Analyzer>;
}

/** What looking at the list shows. */
export interface Listed {
  readonly identity: string;
  /** How many sessions count. */
  readonly sessions: number;
}

/** What a scan tells while it runs, and asks. */
export interface ScanHooks {
  /** Called once, before any record. */
  listed(list: Listed): void;
  /** Called for each session, be it known or read now, in no particular order; `place` is its place in scan order. */
  record(record: SessionRecord, place: number): void;
  /** Called after each session that was read, and before the first one. */
  progress(scanned: number, total: number): void;
  /** True when the scan shall end; it then rejects with ERR_ACHIEVEMENTS_CLOSED. */
  stopped(): boolean;
  /** The open history, to interrupt a long read; undefined when it is closed again. */
  reading(reader: SessionReader | undefined): void;
  /** Called between messages, or records; a promise makes the scan wait, so that others on its thread get their turn. */
  pause?(): Promise<void> | undefined;
}

export interface ScanOutcome {
  readonly mode: 'full' | 'incremental';
  readonly identity: string;
  /** What read the history: `sqlite3`, `node:sqlite`; undefined for a source of the host's own that does not say. */
  readonly driver?: string | undefined;
  /** Of the list. */
  readonly mark: string | undefined;
  /** How many sessions count. */
  readonly sessions: number;
  readonly rescanned: number;
  readonly reused: number;
  readonly messagesScanned: number;
  /** False when every session was known and none is gone. */
  readonly changed: boolean;
}

/**
 * One pass over a history: lists it, reads only the sessions that are new or have changed, and keeps the rest.
 * Resolves with undefined when the list is as the last scan saw it.
 * @throws AchievementsError when the history cannot be read, or the scan was stopped; everything is closed by then
 */
export async function scan(
  source: SessionSource,
  plan: ScanPlan,
  hooks: ScanHooks,
): Promise<ScanOutcome | undefined> {
  const reader = await source.open();
  hooks.reading(reader);
  const close = () => reader.close().finally(() => hooks.reading(undefined));
  let outcome: ScanOutcome | undefined;
  try {
    outcome = await pass(reader, plan, hooks);
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
): Promise<ScanOutcome | undefined> {
  refuseWhenStopped(hooks);
  const looked = await look(reader, plan, hooks);
  if (looked === undefined) return undefined;
  const { identity, mark, total, known, reused, toRead } = looked;
  let rescanned = 0;
  hooks.progress(reused, total);
  const finished = (record: SessionRecord, place: number): void => {
    rescanned++;
    hooks.record(record, place);
    hooks.progress(reused + rescanned, total);
  };
  const messagesScanned =
    reused === total ? 0 : await analyzeSessions(reader, toRead, await looked.analyzer(), hooks, finished);
  return {
    mode: known === undefined ? 'full' : 'incremental',
    identity,
    driver: reader.driver,
    mark,
    sessions: reused + rescanned,
    rescanned,
    reused,
    messagesScanned,
    changed: known === undefined || rescanned > 0 || known !== reused,
  };
}

/** What looking at the list shows. The list itself is not kept: it goes while the new checkpoint grows. */
interface Look {
  readonly identity: string;
  readonly mark: string | undefined;
  readonly total: number;
  /** How many sessions of this history were known before; undefined when nothing was. */
  readonly known: number | undefined;
  readonly reused: number;
  /** What is new, in scan order. */
  readonly toRead: Iterable<Waiting>;
  readonly analyzer: () => Promise<Analyzer>;
}

/** Lists the sessions, and tells of those that are known. Resolves with undefined when the last scan saw the same list. */
async function look(reader: SessionReader, plan: ScanPlan, hooks: ScanHooks): Promise<Look | undefined> {
  const listing = reader.list();
  // Whatever else fails before it is waited for.
  listing.catch(() => {});
  if (plan.mark !== undefined && (await listing).mark === plan.mark) return undefined;
  // The list is made in another thread, and there is much to do meanwhile.
  const known = await plan.known();
  const early = known === undefined ? await plan.analyzer() : undefined;
  const { identity, mark, sessions } = await listing;
  const records = known?.identity === identity ? known.records : undefined;
  const total = sessions.length;
  hooks.listed({ identity, sessions: total });
  const looked = records && (await tellKnown(sessions, records, hooks));
  return {
    identity,
    mark,
    total,
    known: records?.size,
    reused: looked?.reused ?? 0,
    toRead: looked?.others ?? placed(sessions),
    analyzer: async () => early ?? (await plan.analyzer()),
  };
}

/** Tells of the sessions that are as they were. Returns the others. */
async function tellKnown(
  sessions: Iterable<ListedSession>,
  records: Known['records'],
  hooks: ScanHooks,
): Promise<{ readonly reused: number; readonly others: readonly Waiting[] }> {
  const others: Waiting[] = [];
  let reused = 0;
  for (const one of placed(sessions)) {
    const record = records.get(one.session.id);
    if (record?.fingerprint === one.session.fingerprint) {
      reused++;
      hooks.record(record, one.place);
    } else others.push(one);
    const turn = hooks.pause?.();
    if (turn !== undefined) await turn;
  }
  return { reused, others };
}
