import type { Contribution } from '../../types.js';
import type { Matcher } from '../matching/matcher.js';
import {
  TEXT_COUNTERS,
  type TEXT_FLAGS,
  type TextRule,
  TOOL_COUNTERS,
  type ToolCounter,
} from './counters.js';
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
  const { errors } = facts;
  const calls = [...facts.calls].map(([name, times]) => ({ name: name.toLowerCase(), times }));
  const hits = (name: TextRule): number => matcher.count(ruleNumber(name));
  const has = (name: keyof typeof TEXT_FLAGS): boolean => matcher.has(ruleNumber(name));
  const tool = (name: ToolCounter): number => callsOf(TOOL_COUNTERS[name], calls);
  const counters: Record<string, number> = {};
  const put = (name: string, count: number): void => {
    if (count > 0) counters[name] = count;
  };

  eachName(TOOL_COUNTERS, (name) => put(name, tool(name)));
  eachName(TEXT_COUNTERS, (name) => {
    if (name !== 'yaml_error_events' || errors > 0) put(name, hits(name));
  });
  put('message_count', facts.messages);
  put('tool_call_count', callsOf([''], calls));
  put('distinct_tool_count', facts.tools.size);
  put('error_count', errors);
  put('files_touched_count', facts.paths.size);
  put('web_browser_calls', tool('web_calls') + tool('browser_calls'));
  put('process_calls', tool('process_calls') + hits('background_hits'));
  put('skill_events', tool('skill_events') + hits('skill_hits'));
  put('port_conflict_events', Number(has('port_taken')));
  put('install_error_events', Number(has('install_line') && errors > 0));
  put('install_success_events', Number(has('install_line') && has('success_word')));
  put('restart_after_error_events', Number(has('restart_word') && errors > 0));
  put('tiny_patch_after_errors_events', Number(has('tiny_fix_word') && errors >= 5));
  return { counters, toolNames: [...facts.tools].sort() };
}

/** How many calls went to a tool with one of the needles in its name. */
function callsOf(
  needles: readonly string[],
  calls: readonly { readonly name: string; readonly times: number }[],
): number {
  let count = 0;
  for (const { name, times } of calls) {
    if (needles.some((needle) => name.includes(needle))) count += times;
  }
  return count;
}

function eachName<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  visit: (name: Name) => void,
): void {
  for (const name in table) visit(name);
}
