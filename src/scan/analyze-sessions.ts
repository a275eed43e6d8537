import type { Analyzer } from '../engine/counting/analyze.js';
import { keptModel } from '../engine/folding/models.js';
import { AchievementsError } from '../errors.js';
import type { ListedSession, Message, SessionReader, SessionRecord, TextOrBytes } from '../types.js';
import { Queue } from './queue.js';

/** What the reading of sessions tells while it goes on, and asks. */
export interface ReadingHooks {
  /** Called for each session, when all of its messages are counted. */
  finished(record: SessionRecord): void;
  /** Called between pages of messages, and awaited. */
  betweenPages(): Promise<void> | undefined;
  /** True when it shall end; it then rejects with ERR_ACHIEVEMENTS_CLOSED. */
  stopped(): boolean;
  /** Called between messages; a promise makes the reading wait, so that others on its thread get their turn. */
  pause?(): Promise<void> | undefined;
}

/** Analyzes sessions, also those without messages. Resolves with how many messages there were. */
export async function analyzeSessions(
  reader: SessionReader,
  sessions: Iterable<ListedSession>,
  analyzer: Analyzer,
  hooks: ReadingHooks,
): Promise<number> {
  const queue = new Queue(sessions);
  let current: ListedSession | undefined;
  let currentId: string | undefined;
  let messages = 0;
  const next = (session: ListedSession | undefined): void => {
    if (current !== undefined) hooks.finished(withKeptModel(analyzer.finish()));
    current = session;
    currentId = session?.id;
    if (session !== undefined) analyzer.begin(session);
  };
  for await (const page of reader.messages(queue.sessions())) {
    messages += page.length;
    analyzer.expect(page);
    for (const message of page) {
      refuseWhenStopped(hooks);
      if (message.sessionId !== currentId) {
        const session = queue.take(message.sessionId) ?? outOfOrder();
        next(session.modelIsCut ? await withWholeModel(reader, session) : session);
      }
      const { content } = message;
      if (isSliced(content)) await analyzeSlices(analyzer, message, content, hooks);
      else analyzer.add(message, content);
      const turn = hooks.pause?.();
      if (turn !== undefined) await turn;
    }
    await hooks.betweenPages();
  }
  for (const session of queue.rest())
    next(session.modelIsCut ? await withWholeModel(reader, session) : session);
  next(undefined);
  return messages;
}

/** Only what is made of a long name is kept. */
function withKeptModel(record: SessionRecord): SessionRecord {
  const kept = keptModel(record.model);
  return kept.long === undefined ? record : { ...record, ...kept };
}

async function withWholeModel(reader: SessionReader, session: ListedSession): Promise<ListedSession> {
  const model = (await reader.wholeModel?.(session)) ?? session.model;
  return { ...session, model };
}

async function analyzeSlices(
  analyzer: Analyzer,
  message: Message,
  slices: AsyncIterable<TextOrBytes>,
  hooks: ReadingHooks,
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
  return typeof content === 'object' && content !== null && !(content instanceof Uint8Array);
}

function outOfOrder(): never {
  throw new AchievementsError(
    'ERR_ACHIEVEMENTS_SCAN',
    'The history source handed out messages of a session that was not asked for, or in two pieces.',
  );
}

export function refuseWhenStopped(hooks: Pick<ReadingHooks, 'stopped'>): void {
  if (hooks.stopped()) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
}
