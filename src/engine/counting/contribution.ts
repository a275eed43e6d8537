import type { Contribution } from '../../types.js';
import type { Matcher } from '../matching/matcher.js';
import type { Activity } from './activity.js';
import { TEXT_COUNTERS, type TEXT_FLAGS, TOOL_COUNTERS } from './counters.js';
import { ruleNumber } from './text-rules.js';
import type { ToolCounts } from './tool-counts.js';

/** What is known of a session besides its text hits. */
export interface SessionFacts {
  messages: number;
  /** Messages with an error word in their own text. */
  errors: number;
  readonly tools: ToolCounts;
  readonly paths: Set<string>;
  readonly activity: Activity;
}

const TOOL_ROWS = namesOf(TOOL_COUNTERS);
const TEXT_ROWS = namesOf(TEXT_COUNTERS).map((name) => ({ name, rule: ruleNumber(name) }));

const BACKGROUND = ruleNumber('background_hits');
const SKILL = ruleNumber('skill_hits');

/** The counters of a finished session; those that are 0 are left out. */
export function contributionOf(facts: SessionFacts, matcher: Matcher): Contribution {
  const { errors, tools } = facts;
  const has = (name: keyof typeof TEXT_FLAGS): boolean => matcher.has(FLAGS[name]);
  const counters: Record<string, number> = {};
  const put = (name: string, count: number): void => {
    if (count > 0) counters[name] = count;
  };

  for (const name of TOOL_ROWS) put(name, tools.count(name));
  for (const { name, rule } of TEXT_ROWS) {
    if (name !== 'yaml_error_events' || errors > 0) put(name, matcher.count(rule));
  }
  put('message_count', facts.messages);
  put('tool_call_count', tools.calls);
  put('distinct_tool_count', tools.names.size);
  put('error_count', errors);
  put('files_touched_count', facts.paths.size);
  put('web_browser_calls', tools.count('web_calls') + tools.count('browser_calls'));
  put('process_calls', tools.count('process_calls') + matcher.count(BACKGROUND));
  put('skill_events', tools.count('skill_events') + matcher.count(SKILL));
  put('port_conflict_events', Number(has('port_taken')));
  put('install_error_events', Number(has('install_line') && errors > 0));
  put('install_success_events', Number(has('install_line') && has('success_word')));
  put('restart_after_error_events', Number(has('restart_word') && errors > 0));
  put('tiny_patch_after_errors_events', Number(has('tiny_fix_word') && errors >= 5));
  const activity = facts.activity.toList();
  const toolNames = [...tools.names].sort();
  return activity === undefined ? { counters, toolNames } : { counters, toolNames, activity };
}

/** Numbers of the rules that flags come of. */
const FLAGS = {
  error_word: ruleNumber('error_word'),
  port_taken: ruleNumber('port_taken'),
  install_line: ruleNumber('install_line'),
  success_word: ruleNumber('success_word'),
  restart_word: ruleNumber('restart_word'),
  tiny_fix_word: ruleNumber('tiny_fix_word'),
} as const satisfies Record<keyof typeof TEXT_FLAGS, number>;

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  const names: Name[] = [];
  for (const name in table) names.push(name);
  return names;
}
