import { beginningOf } from '../../short-text.js';
import type { ListedSession, Message, MessageFacts, SessionRecord, TextOrBytes } from '../../types.js';
import { NOTHING } from '../matching/bytes.js';
import { KnownTexts } from '../matching/known-texts.js';
import { Matcher } from '../matching/matcher.js';
import { PathFinder } from '../matching/paths.js';
import { type CompiledRules, compileRules } from '../matching/rules.js';
import { Activity } from './activity.js';
import { contributionOf, type SessionFacts } from './contribution.js';
import { MessageText } from './text.js';
import { ruleNumber, TEXT_RULES } from './text-rules.js';
import { TitleFinder } from './title-finder.js';
import { type ParseToolCalls, toolCallParser } from './tool-calls.js';
import { ToolCounts } from './tool-counts.js';

/** Analyzes one session after the other, and of each one message after the other. */
export interface Analyzer {
  /** Begins a session; all messages until `finish` are its own, by ascending id. */
  begin(session: ListedSession): void;
  /** Begins a message; all texts until `endMessage` are parts of its content, none of which ends inside a character. */
  beginMessage(message: MessageFacts): void;
  addText(part: TextOrBytes): void;
  endMessage(): void;
  /** Says which messages come next; it is faster then. What comes after all is counted. */
  expect(messages: readonly Message[]): void;
  /** A message whose content is there as a whole, or that has none. */
  add(message: MessageFacts, content: TextOrBytes | null): void;
  finish(): SessionRecord;
}

/** The patterns of all counters, made ready for matching. It takes some milliseconds: one for each thread is enough. */
export function compileCounters(): CompiledRules {
  return compileRules(TEXT_RULES);
}

export function createAnalyzer(rules: CompiledRules): Analyzer {
  const errorWord = ruleNumber('error_word');
  const matcher = new Matcher(rules, (end, length) => paths.head(end, length));
  const known = new KnownTexts();
  const paths = new PathFinder(rules.alphabet.isWord, known);
  const parse = toolCallParser(known);
  const text = new MessageText((chunk) => {
    paths.next(chunk);
    matcher.feed(chunk);
  });
  const title = new TitleFinder();
  let session: ListedSession | undefined;
  const tools = new ToolCounts();
  const activity = new Activity();
  const noFacts = (): SessionFacts => ({ messages: 0, errors: 0, tools, paths: new Set(), activity });
  let facts = noFacts();
  let message: MessageFacts | undefined;
  let newest: number | null = null;

  const endMessage = (): void => {
    paths.endMessage();
    const isError = matcher.take(errorWord);
    if (isError) facts.errors++;
    if (message === undefined) return;
    const before = tools.calls;
    addToolCalls(facts, message, parse);
    activity.add(message.timestamp, tools.calls - before, isError);
  };

  const analyzer: Analyzer = {
    begin(next) {
      session = next;
      facts = noFacts();
      newest = null;
      tools.reset();
      activity.reset();
      matcher.reset();
      paths.collectIn(facts.paths);
      title.begin(next.title);
    },
    beginMessage(next) {
      message = next;
      facts.messages++;
      title.beginMessage(next);
      if (next.timestamp !== null) newest = Math.max(newest ?? 0, next.timestamp);
    },
    addText(part) {
      title.addText(part);
      text.add(part);
    },
    endMessage() {
      text.endMessage();
      matcher.endLine();
      endMessage();
    },
    expect(messages) {
      const texts: Uint8Array[] = [];
      const lasts: boolean[] = [];
      let next = messages[0];
      for (let i = 1; next !== undefined; i++) {
        const plain = plainText(next.content);
        const { sessionId } = next;
        next = messages[i];
        if (plain === undefined) continue;
        texts.push(plain);
        lasts.push(next !== undefined && next.sessionId !== sessionId);
      }
      matcher.expect(texts, lasts);
    },
    add(next, content) {
      analyzer.beginMessage(next);
      const plain = plainText(content);
      if (plain !== undefined) {
        if (content !== null) title.addText(plain);
        paths.next(plain);
        matcher.feedMessage(plain);
        endMessage();
      } else {
        if (content !== null) analyzer.addText(content);
        analyzer.endMessage();
      }
    },
    finish() {
      if (session === undefined) throw new Error('No session was begun.');
      const { id, fingerprint, title: stored, model, startedAt, lastActivityAt } = session;
      const { storedStart = startedAt } = session;
      return {
        id,
        fingerprint,
        title: beginningOf(stored ?? '') || title.found || 'Untitled',
        model,
        startedAt,
        storedStart,
        lastActive: later(lastActivityAt, newest) ?? startedAt,
        contribution: contributionOf(facts, matcher),
      };
    },
  };
  return analyzer;
}

/** Content that counts as it stands, as bytes; empty where there is none. */
function plainText(content: Message['content']): Uint8Array | undefined {
  if (content === null) return NOTHING;
  return content instanceof Uint8Array && content[0] !== 0 ? content : undefined;
}

function addToolCalls(
  { tools, paths }: SessionFacts,
  { role, toolName, toolCalls }: MessageFacts,
  parse: ParseToolCalls,
): void {
  const parsed = toolCalls === null ? undefined : parse(toolCalls);
  if (parsed !== undefined) {
    for (const name of parsed.tools) tools.call(name);
    for (const path of parsed.paths) paths.add(path);
  }
  if (toolName === null || toolName === '') return;
  if (role === 'tool') tools.mention(toolName);
  else tools.call(toolName);
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
