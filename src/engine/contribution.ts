import type { Contribution } from '../types.js';
import {
  TEXT_COUNTERS,
  type TEXT_FLAGS,
  type TextRule,
  TOOL_COUNTERS,
  type ToolCounter,
} from './counters.js';
import type { Matcher } from './matcher.js';
import { ruleNumber } from './text-rules.js';

/** What is known of a session besides its text hits. */
export interface SessionFacts {
  messages: number;
  /** Messages with an error word in their own text. */
  errors: number;
  /** Tool name → how often it stands in the call sequence. */
  readonly calls: Map<string, number>;
  /** Tools named anywhere in the session. */
  readonly tools: Set<string>;
  readonly paths: Set<string>;
}

/** The counters of a finished session; those that are 0 are left out. */
export function contributionOf(facts: SessionFacts, matcher: Matcher): Contribution {
  const hits = (name: TextRule): number => matcher.count(ruleNumber(name));
  const has = (name: keyof typeof TEXT_FLAGS): boolean => matcher.has(ruleNumber(name));
  const tool = (name: ToolCounter): number => callsOf(TOOL_COUNTERS[name], facts.calls);
  const { errors } = facts;
  const counters: Record<string, number> = {
    ...counted(TOOL_COUNTERS, tool),
    ...counted(TEXT_COUNTERS, (name) => hits(name)),
    message_count: facts.messages,
    tool_call_count: callsOf([''], facts.calls),
    distinct_tool_count: facts.tools.size,
    error_count: errors,
    files_touched_count: facts.paths.size,
    web_browser_calls: tool('web_calls') + tool('browser_calls'),
    process_calls: tool('process_calls') + hits('background_hits'),
    skill_events: tool('skill_events') + hits('skill_hits'),
    yaml_error_events: errors > 0 ? hits('yaml_error_events') : 0,
    port_conflict_events: Number(has('port_taken')),
    install_error_events: Number(has('install_line') && errors > 0),
    install_success_events: Number(has('install_line') && has('success_word')),
    restart_after_error_events: Number(has('restart_word') && errors > 0),
    tiny_patch_after_errors_events: Number(has('tiny_fix_word') && errors >= 5),
  };
  const nonZero = Object.entries(counters).filter(([, count]) => count > 0);
  return { counters: Object.fromEntries(nonZero), toolNames: [...facts.tools].sort() };
}

/** How many calls went to a tool with one of the needles in its name. */
function callsOf(needles: readonly string[], calls: ReadonlyMap<string, number>): number {
  let count = 0;
  for (const [name, times] of calls) {
    const lower = name.toLowerCase();
    if (needles.some((needle) => lower.includes(needle))) count += times;
  }
  return count;
}

/** Every row of a table, counted. */
function counted<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  count: (name: Name) => number,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name in table) counts[name] = count(name);
  return counts;
}
