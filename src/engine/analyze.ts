import type { ListedSession, Message, SessionRecord } from '../types.js';
import { type Json, parseJsonStrings } from './canonical-json.js';
import { contributionOf, type SessionFacts } from './contribution.js';
import { Matcher } from './matcher.js';
import { addOwn, ownCopy } from './own-copy.js';
import { collectPaths, collectPathsOfJson } from './paths.js';
import { type CompiledRules, compileRules } from './rules.js';
import { calledTools, messageText, preview } from './text.js';
import { ruleNumber, TEXT_RULES } from './text-rules.js';

/** Analyzes one session after the other. */
export interface Analyzer {
  /** Begins a session; all messages until `finish` are its own, by ascending id. */
  begin(): void;
  add(message: Message): void;
  finish(session: ListedSession): SessionRecord;
}

/** The patterns of all counters, made ready for matching. It takes some milliseconds: one for each thread is enough. */
export function compileCounters(): CompiledRules {
  return compileRules(TEXT_RULES);
}

export function createAnalyzer(rules: CompiledRules): Analyzer {
  const matcher = new Matcher(rules);
  const errorWord = ruleNumber('error_word');
  let facts = noFacts();
  let title = new TitleFinder();
  let newest: number | null = null;

  return {
    begin() {
      matcher.reset();
      facts = noFacts();
      title = new TitleFinder();
      newest = null;
    },
    add(message) {
      const text = messageText(message.content);
      matcher.feed(text);
      // Stands between messages, and shows the words at a message's end that they are at their end.
      matcher.feed('\n');
      facts.messages++;
      if (matcher.take(errorWord)) facts.errors++;
      const calls = message.toolCalls === null ? undefined : parseJsonStrings(message.toolCalls);
      addTools(facts, message, calls);
      collectPaths(text, facts.paths);
      if (calls !== undefined) collectPathsOfJson(calls, facts.paths);
      title.look(message);
      if (message.timestamp !== null) newest = Math.max(newest ?? 0, message.timestamp);
    },
    finish({ id, fingerprint, title: stored, model, startedAt, lastActivityAt }) {
      return {
        id,
        fingerprint,
        title: stored || title.found || 'Untitled',
        model,
        startedAt,
        lastActive: later(lastActivityAt, newest) ?? startedAt,
        contribution: contributionOf(facts, matcher),
      };
    },
  };
}

function noFacts(): SessionFacts {
  return { messages: 0, errors: 0, calls: new Map(), tools: new Set(), paths: new Set() };
}

function addTools(facts: SessionFacts, { role, toolName }: Message, calls: Json | undefined): void {
  const named = calledTools(calls);
  for (const name of named) addOwn(facts.tools, name);
  if (toolName !== null && toolName !== '') {
    addOwn(facts.tools, toolName);
    if (role !== 'tool') named.push(toolName);
  }
  for (const name of named) {
    const times = facts.calls.get(name);
    facts.calls.set(times === undefined ? ownCopy(name) : name, (times ?? 0) + 1);
  }
}

/** Finds the title of a session that has none of its own: the start of the first message that its user wrote. */
class TitleFinder {
  found = '';
  #from: { timestamp: number; id: number } | undefined;

  look({ role, content, hidden, timestamp, id }: Message): void {
    if (role !== 'user' || hidden || content === null) return;
    const at = { timestamp: timestamp ?? Number.POSITIVE_INFINITY, id };
    if (this.#from !== undefined && !isBefore(at, this.#from)) return;
    this.#from = at;
    this.found = preview(content);
  }
}

function isBefore(a: { timestamp: number; id: number }, b: { timestamp: number; id: number }): boolean {
  return a.timestamp === b.timestamp ? a.id < b.id : a.timestamp < b.timestamp;
}

function later(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
