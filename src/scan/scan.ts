import pLimit from 'p-limit';
import { type Analyzer, createAnalyzer } from '../engine/analyze.js';
import type { CompiledRules } from '../engine/rules.js';
import { AchievementsError } from '../errors.js';
import type { ListedSession, SessionReader, SessionRecord, SessionSource } from '../types.js';

/** What earlier scans found. */
export interface Known {
  readonly identity: string;
  readonly records: ReadonlyMap<string, SessionRecord>;
}

/** What a scan tells while it runs, and asks. */
export interface ScanHooks {
  /** Called after each session; `records` are those finished so far, in no particular order. */
  progress(scanned: number, total: number, records: Iterable<SessionRecord>): void;
  /** True when the scan shall end; it then rejects with ERR_ACHIEVEMENTS_CLOSED. */
  stopped(): boolean;
  /** The open history, to interrupt a long read; undefined when it is closed again. */
  reading(reader: SessionReader | undefined): void;
  /** Called between messages; a promise makes the scan wait, so that others on its thread get their turn. */
  pause?(): Promise<void> | undefined;
}

export interface ScanOutcome {
  readonly mode: 'full' | 'incremental';
  readonly identity: string;
  /** All sessions that count, in scan order. */
  readonly records: readonly SessionRecord[];
  readonly rescanned: number;
  readonly reused: number;
  readonly messagesScanned: number;
  /** False when every session was known and none is gone. */
  readonly changed: boolean;
}

/** At most this many reads in flight: SQLite runs them on the host's four libuv threads. One is read while another is analyzed. */
const READS = 2;
/** Sessions are read together up to about this many messages: a read costs as much as twenty small rows. */
const BATCH_MESSAGES = 2_000;

/**
 * One pass over a history: lists it, reads only the sessions that are new or have changed, and keeps the rest.
 * @param known what an earlier scan found; it is ignored when it is of another history
 * @throws AchievementsError when the history cannot be read, or the scan was stopped; everything is closed by then
 */
export async function scan(
  source: SessionSource,
  rules: CompiledRules,
  known: Known | undefined,
  hooks: ScanHooks,
): Promise<ScanOutcome> {
  const reader = await source.open();
  hooks.reading(reader);
  const close = () => reader.close().finally(() => hooks.reading(undefined));
  let outcome: ScanOutcome;
  try {
    outcome = await pass(reader, rules, known, hooks);
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
  rules: CompiledRules,
  known: Known | undefined,
  hooks: ScanHooks,
): Promise<ScanOutcome> {
  refuseWhenStopped(hooks);
  const { identity, sessions } = await reader.list();
  const reusable = known?.identity === identity ? known.records : undefined;
  const records = new Map<string, SessionRecord>();
  const changed: ListedSession[] = [];
  for (const session of sessions) {
    const record = reusable?.get(session.id);
    if (record?.fingerprint === session.fingerprint) records.set(session.id, record);
    else changed.push(session);
  }
  const reused = records.size;
  let messagesScanned = 0;
  hooks.progress(reused, sessions.length, records.values());

  await readBatches(batches(changed), async (batch) => {
    const messages = await analyzeBatch(reader, batch, createAnalyzer(rules), hooks, (record) => {
      records.set(record.id, record);
      hooks.progress(records.size, sessions.length, records.values());
    });
    // Not `+= await`: that would add to the sum as it was before the wait.
    messagesScanned += messages;
  });
  return {
    mode: reusable === undefined ? 'full' : 'incremental',
    identity,
    records: sessions.flatMap(({ id }) => records.get(id) ?? []),
    rescanned: changed.length,
    reused,
    messagesScanned,
    changed: reusable === undefined || changed.length > 0 || reusable.size !== sessions.length,
  };
}

/** Reads all batches, a few at a time. On the first failure no further one begins, and those under way come to their end. */
async function readBatches<Batch>(
  all: readonly Batch[],
  read: (batch: Batch) => Promise<void>,
): Promise<void> {
  const limit = pLimit(READS);
  let failed = false;
  const results = await Promise.allSettled(
    all.map((batch) =>
      limit(async () => {
        if (failed) return;
        try {
          await read(batch);
        } catch (error) {
          failed = true;
          throw error;
        }
      }),
    ),
  );
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

function batches(sessions: readonly ListedSession[]): ListedSession[][] {
  const all: ListedSession[][] = [];
  let open: ListedSession[] = [];
  let messages = 0;
  for (const session of sessions) {
    if (open.length > 0 && messages + session.messageCount > BATCH_MESSAGES) {
      all.push(open);
      open = [];
      messages = 0;
    }
    open.push(session);
    messages += session.messageCount;
  }
  if (open.length > 0) all.push(open);
  return all;
}

/** Analyzes the sessions of a batch, also those without messages. Returns how many messages there were. */
async function analyzeBatch(
  reader: SessionReader,
  batch: readonly ListedSession[],
  analyzer: Analyzer,
  hooks: ScanHooks,
  finished: (record: SessionRecord) => void,
): Promise<number> {
  const waiting = new Map(batch.map((session) => [session.id, session]));
  let current: ListedSession | undefined;
  let messages = 0;
  const next = (session: ListedSession | undefined): void => {
    if (current !== undefined) finished(analyzer.finish(current));
    current = session;
    analyzer.begin();
  };
  for await (const page of reader.messages(batch)) {
    for (const message of page) {
      refuseWhenStopped(hooks);
      if (message.sessionId !== current?.id) {
        const session = waiting.get(message.sessionId);
        if (session === undefined) throw outOfOrder();
        waiting.delete(session.id);
        next(session);
      }
      analyzer.add(message);
      messages++;
      const turn = hooks.pause?.();
      if (turn !== undefined) await turn;
    }
  }
  for (const session of waiting.values()) next(session);
  next(undefined);
  return messages;
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
