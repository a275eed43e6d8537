import type { Analyzer } from '../engine/analyze.js';
import { AchievementsError } from '../errors.js';
import type {
  ListedSession,
  Message,
  SessionReader,
  SessionRecord,
  SessionSource,
  TextOrBytes,
} from '../types.js';

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

/** What a scan tells while it runs, and asks. */
export interface ScanHooks {
  /** Called once, before any record: whether there is anything new. */
  listed(identity: string, changed: boolean): void;
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

/** A session that is to be read. */
interface Changed {
  readonly session: ListedSession;
  readonly place: number;
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
  const listing = reader.list();
  // Whatever else fails before it is waited for.
  listing.catch(() => {});
  if (plan.mark !== undefined && (await listing).mark === plan.mark) return undefined;
  // The list is made in another thread, and there is much to do meanwhile.
  const known = await plan.known();
  const early = known === undefined ? await plan.analyzer() : undefined;
  const { identity, mark, sessions } = await listing;
  const reusable = known?.identity === identity ? known.records : undefined;

  const changed: Changed[] = [];
  sessions.forEach((session, place) => {
    if (reusable?.get(session.id)?.fingerprint !== session.fingerprint) changed.push({ session, place });
  });
  const reused = sessions.length - changed.length;
  const isNew = reusable === undefined || changed.length > 0 || reusable.size !== sessions.length;
  hooks.listed(identity, isNew);
  for (const [place, { id, fingerprint }] of sessions.entries()) {
    const record = reusable?.get(id);
    if (record?.fingerprint !== fingerprint) continue;
    hooks.record(record, place);
    const turn = hooks.pause?.();
    if (turn !== undefined) await turn;
  }
  hooks.progress(reused, sessions.length);
  let scanned = reused;
  const finished = (record: SessionRecord, place: number): void => {
    hooks.record(record, place);
    hooks.progress(++scanned, sessions.length);
  };
  const messagesScanned =
    changed.length === 0
      ? 0
      : await analyzeAll(reader, changed, early ?? (await plan.analyzer()), hooks, finished);
  return {
    mode: reusable === undefined ? 'full' : 'incremental',
    identity,
    mark,
    sessions: sessions.length,
    rescanned: changed.length,
    reused,
    messagesScanned,
    changed: isNew,
  };
}

/** Analyzes sessions, also those without messages. Returns how many messages there were. */
async function analyzeAll(
  reader: SessionReader,
  changed: readonly Changed[],
  analyzer: Analyzer,
  hooks: ScanHooks,
  finished: (record: SessionRecord, place: number) => void,
): Promise<number> {
  const waiting = new Map(changed.map((one) => [one.session.id, one]));
  let current: Changed | undefined;
  let messages = 0;
  const next = (one: Changed | undefined): void => {
    if (current !== undefined) finished(analyzer.finish(), current.place);
    current = one;
    if (one !== undefined) analyzer.begin(one.session);
  };
  for await (const page of reader.messages(changed.map(({ session }) => session))) {
    for (const message of page) {
      refuseWhenStopped(hooks);
      if (message.sessionId !== current?.session.id) {
        const one = waiting.get(message.sessionId);
        if (one === undefined) throw outOfOrder();
        waiting.delete(message.sessionId);
        next(one);
      }
      const { content } = message;
      if (isSliced(content)) await analyzeSlices(analyzer, message, content, hooks);
      else analyzer.add(message, content);
      messages++;
      const turn = hooks.pause?.();
      if (turn !== undefined) await turn;
    }
  }
  for (const one of waiting.values()) next(one);
  next(undefined);
  return messages;
}

async function analyzeSlices(
  analyzer: Analyzer,
  message: Message,
  slices: AsyncIterable<TextOrBytes>,
  hooks: ScanHooks,
): Promise<void> {
  analyzer.beginMessage(message);
  for await (const slice of slices) {
    refuseWhenStopped(hooks);
    analyzer.addText(slice);
    await hooks.pause?.();
  }
  analyzer.endMessage();
}

function isSliced(content: Message['content']): content is AsyncIterable<TextOrBytes> {
  return typeof content === 'object' && content !== null && Symbol.asyncIterator in content;
}

function outOfOrder(): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_SCAN',
    'The history source handed out messages of a session that was not asked for, or in two pieces.',
  );
}

function refuseWhenStopped(hooks: ScanHooks): void {
  if (hooks.stopped()) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
}
