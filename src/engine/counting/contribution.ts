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

const BACKGROUND = ruleNumber('background_hits');
const SKILL = ruleNumber('skill_hits');

/** Numbers of the rules that flags come of. */
const FLAGS = {
  error_word: ruleNumber('error_word'),
  port_taken: ruleNumber('port_taken'),
  install_line: ruleNumber('install_line'),
  success_word: ruleNumber('success_word'),
  restart_word: ruleNumber('restart_word'),
  tiny_fix_word: ruleNumber('tiny_fix_word'),
} as const satisfies Record<keyof typeof TEXT_FLAGS, number>;

/** A counter, and how it is counted: a flag counts as 1. */
type Row = readonly [name: string, countOf: (facts: SessionFacts, matcher: Matcher) => number | boolean];

/** TABLE: of two rows with one name the second tells more, unless it is 0. */
const ROWS: readonly Row[] = [
  ...namesOf(TOOL_COUNTERS).map((name): Row => [name, ({ tools }) => tools.count(name)]),
  ...namesOf(TEXT_COUNTERS).map((name): Row => {
    const rule = ruleNumber(name);
    if (name !== 'yaml_error_events') return [name, (_, matcher) => matcher.count(rule)];
    return [name, ({ errors }, matcher) => (errors > 0 ? matcher.count(rule) : 0)];
  }),
  ['message_count', ({ messages }) => messages],
  ['tool_call_count', ({ tools }) => tools.calls],
  ['distinct_tool_count', ({ tools }) => tools.names.size],
  ['error_count', ({ errors }) => errors],
  ['files_touched_count', ({ paths }) => paths.size],
  ['web_browser_calls', ({ tools }) => tools.count('web_calls') + tools.count('browser_calls')],
  ['process_calls', ({ tools }, matcher) => tools.count('process_calls') + matcher.count(BACKGROUND)],
  ['skill_events', ({ tools }, matcher) => tools.count('skill_events') + matcher.count(SKILL)],
  ['port_conflict_events', (_, matcher) => matcher.has(FLAGS.port_taken)],
  ['install_error_events', ({ errors }, matcher) => errors > 0 && matcher.has(FLAGS.install_line)],
  [
    'install_success_events',
    (_, matcher) => matcher.has(FLAGS.install_line) && matcher.has(FLAGS.success_word),
  ],
  ['restart_after_error_events', ({ errors }, matcher) => errors > 0 && matcher.has(FLAGS.restart_word)],
  [
    'tiny_patch_after_errors_events',
    ({ errors }, matcher) => errors >= 5 && matcher.has(FLAGS.tiny_fix_word),
  ],
];

/** The counters of a finished session; those that are 0 are left out. */
export function contributionOf(facts: SessionFacts, matcher: Matcher): Contribution {
  const counters: Record<string, number> = {};
  for (const [name, countOf] of ROWS) {
    const count = Number(countOf(facts, matcher));
    if (count > 0) counters[name] = count;
  }
  const activity = facts.activity.toList();
  const toolNames = [...facts.tools.names].sort();
  return activity === undefined ? { counters, toolNames } : { counters, toolNames, activity };
}

function namesOf<Name extends string>(table: Readonly<Record<Name, unknown>>): readonly Name[] {
  const names: Name[] = [];
  for (const name in table) names.push(name);
  return names;
}
