import type { Analyzer } from '../engine/counting/analyze.js';
import { keptModel } from '../engine/folding/models.js';
import { AchievementsError } from '../errors.js';
import type { Message, SessionReader, SessionRecord, TextOrBytes } from '../types.js';
import { Queue, type Waiting } from './queue.js';

/** What the analysis asks while it runs. */
export interface AnalysisHooks {
  /** True when it shall end; it then rejects with ERR_ACHIEVEMENTS_CLOSED. Asked before each message, and each slice of a long one. */
  stopped(): boolean;
  /** Called after each message; a promise makes the analysis wait, so that others on its thread get their turn. */
  pause?(): Promise<void> | undefined;
}

/**
 * Reads and analyzes sessions, also those without messages. Which sessions is up to the caller: several processes may share
 * a history, each with a reader of its own. Returns how many messages there were.
 * @param finished is told of each session, in no particular order
 */
export async function analyzeSessions(
  reader: SessionReader,
  toRead: Iterable<Waiting>,
  analyzer: Analyzer,
  hooks: AnalysisHooks,
  finished: (record: SessionRecord, place: number) => void,
): Promise<number> {
  const queue = new Queue(toRead);
  let current: Waiting | undefined;
  let currentId: string | undefined;
  let messages = 0;
  const next = (one: Waiting | undefined): void => {
    if (current !== undefined) finished(withKeptModel(analyzer.finish()), current.place);
    current = one;
    currentId = one?.session.id;
    if (one !== undefined) analyzer.begin(one.session);
  };
  for await (const page of reader.messages(queue.sessions())) {
    messages += page.length;
    for (const message of page) {
      refuseWhenStopped(hooks);
      if (message.sessionId !== currentId) {
        const one = queue.take(message.sessionId) ?? outOfOrder();
        next(one.session.modelIsCut ? await withWholeModel(reader, one) : one);
      }
      const { content } = message;
      if (isSliced(content)) await analyzeSlices(analyzer, message, content, hooks);
      else analyzer.add(message, content);
      const turn = hooks.pause?.();
      if (turn !== undefined) await turn;
    }
  }
  for (const one of queue.rest()) next(one.session.modelIsCut ? await withWholeModel(reader, one) : one);
  next(undefined);
  return messages;
}

/** Only what is made of a long name is kept. */
function withKeptModel(record: SessionRecord): SessionRecord {
  const kept = keptModel(record.model);
  return kept.long === undefined ? record : { ...record, ...kept };
}

async function withWholeModel(reader: SessionReader, { session, place }: Waiting): Promise<Waiting> {
  const model = (await reader.wholeModel?.(session)) ?? session.model;
  return { session: { ...session, model }, place };
}

async function analyzeSlices(
  analyzer: Analyzer,
  message: Message,
  slices: AsyncIterable<TextOrBytes>,
  hooks: AnalysisHooks,
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

export function refuseWhenStopped(hooks: Pick<AnalysisHooks, 'stopped'>): void {
  if (hooks.stopped()) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
}
