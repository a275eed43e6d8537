import { type Analyzer, createAnalyzer } from '../engine/analyze.js';
import type { CompiledRules } from '../engine/rules.js';
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

/**
 * One pass over a history: lists it, reads only the sessions that are new or have changed, and keeps the rest.
 * @param compile makes the rules ready; it is not called when no session has changed
 * @param known what an earlier scan found; it is ignored when it is of another history
 * @throws AchievementsError when the history cannot be read, or the scan was stopped; everything is closed by then
 */
export async function scan(
  source: SessionSource,
  compile: () => CompiledRules,
  known: Known | undefined,
  hooks: ScanHooks,
): Promise<ScanOutcome> {
  const reader = await source.open();
  hooks.reading(reader);
  const close = () => reader.close().finally(() => hooks.reading(undefined));
  let outcome: ScanOutcome;
  try {
    outcome = await pass(reader, compile, known, hooks);
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
  compile: () => CompiledRules,
  known: Known | undefined,
  hooks: ScanHooks,
): Promise<ScanOutcome> {
  refuseWhenStopped(hooks);
  const listing = reader.list();
  // Everything will have to be read: the list is made in another thread meanwhile.
  const early = known === undefined ? compile() : undefined;
  const { identity, sessions } = await listing;
  const reusable = known?.identity === identity ? known.records : undefined;
  const records = new Map<string, SessionRecord>();
  const changed: ListedSession[] = [];
  for (const session of sessions) {
    const record = reusable?.get(session.id);
    if (record?.fingerprint === session.fingerprint) records.set(session.id, record);
    else changed.push(session);
  }
  const reused = records.size;
  hooks.progress(reused, sessions.length, records.values());
  const finished = (record: SessionRecord): void => {
    records.set(record.id, record);
    hooks.progress(records.size, sessions.length, records.values());
  };
  const messagesScanned =
    changed.length === 0
      ? 0
      : await analyzeAll(reader, changed, createAnalyzer(early ?? compile()), hooks, finished);
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

/** Analyzes sessions, also those without messages. Returns how many messages there were. */
async function analyzeAll(
  reader: SessionReader,
  sessions: readonly ListedSession[],
  analyzer: Analyzer,
  hooks: ScanHooks,
  finished: (record: SessionRecord) => void,
): Promise<number> {
  const waiting = new Map(sessions.map((session) => [session.id, session]));
  let current: string | undefined;
  let messages = 0;
  const next = (session: ListedSession | undefined): void => {
    if (current !== undefined) finished(analyzer.finish());
    current = session?.id;
    if (session !== undefined) analyzer.begin(session);
  };
  for await (const page of reader.messages(sessions)) {
    for (const message of page) {
      refuseWhenStopped(hooks);
      if (message.sessionId !== current) {
        const session = waiting.get(message.sessionId);
        if (session === undefined) throw outOfOrder();
        waiting.delete(session.id);
        next(session);
      }
      const { content } = message;
      if (isSliced(content)) await analyzeSlices(analyzer, message, content, hooks);
      else analyzer.add(message, content);
      messages++;
      const turn = hooks.pause?.();
      if (turn !== undefined) await turn;
    }
  }
  for (const session of waiting.values()) next(session);
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
