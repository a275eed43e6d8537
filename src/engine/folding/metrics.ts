/** The table of metrics: how the counters of all sessions fold into one number, and what that number is called. */

import type { SessionRecord } from '../../types.js';
import { isNight, isWeekend, type LocalTime } from './local-time.js';
import { isLocalModel, modelName, providerOf } from './models.js';

/** What is known of a session besides its counters. */
export interface SessionFacts {
  readonly model: string | null;
  readonly long?: SessionRecord['long'];
  /** Local time of the start; null when the stored time is damaged. */
  readonly start: LocalTime | null;
}

interface Labelled {
  /** Reads well after a number ("200 tool calls in one session") and, capitalised, before a colon. */
  readonly label: string;
}

/** The greatest value of a counter in any one session. The only fold that yields evidence. */
export interface MaxMetric extends Labelled {
  readonly fold: 'max';
  readonly counter: string;
}

/** A counter summed over all sessions. */
export interface SumMetric extends Labelled {
  readonly fold: 'sum';
  readonly counter: string;
}

/** How many sessions are of a kind. */
export interface SessionsMetric extends Labelled {
  readonly fold: 'sessions';
  readonly when: (session: SessionFacts) => boolean;
}

/** How many different values something takes; null is no value. */
export interface DistinctMetric extends Labelled {
  readonly fold: 'distinct';
  readonly of: (session: SessionFacts) => string | null;
}

export type Metric = MaxMetric | SumMetric | SessionsMetric | DistinctMetric;

const max = (counter: string, label: string): MaxMetric => ({ fold: 'max', counter, label });
const sum = (counter: string, label: string): SumMetric => ({ fold: 'sum', counter, label });
const sessions = (when: SessionsMetric['when'], label: string): SessionsMetric => ({
  fold: 'sessions',
  when,
  label,
});
const distinct = (of: DistinctMetric['of'], label: string): DistinctMetric => ({
  fold: 'distinct',
  of,
  label,
});

// biome-ignore format: a table is read by rows
export const METRICS = {
  session_count: sessions(() => true, 'sessions'),
  max_tool_calls_in_session: max('tool_call_count', 'tool calls in one session'),
  max_distinct_tools_in_session: max('distinct_tool_count', 'different tools in one session'),
  max_messages_in_session: max('message_count', 'messages in one session'),
  max_terminal_calls_in_session: max('terminal_calls', 'terminal calls in one session'),
  max_file_tool_calls_in_session: max('file_tool_calls', 'file tool calls in one session'),
  max_web_calls_in_session: max('web_calls', 'web calls in one session'),
  max_web_browser_calls_in_session: max('web_browser_calls', 'web and browser calls in one session'),
  max_files_touched_in_session: max('files_touched_count', 'different file paths in one session'),
  total_errors: sum('error_count', 'messages with an error in them'),
  total_tool_calls: sum('tool_call_count', 'tool calls'),
  total_terminal_calls: sum('terminal_calls', 'terminal calls'),
  total_web_calls: sum('web_calls', 'web searches and page extractions'),
  total_web_extract_calls: sum('web_extract_calls', 'page extractions'),
  total_patch_calls: sum('patch_calls', 'patch calls'),
  total_file_reads_searches: sum('file_reads_searches', 'file reads and searches'),
  total_delegate_calls: sum('delegate_calls', 'tasks delegated to subagents'),
  total_process_calls: sum('process_calls', 'process calls and background starts'),
  total_cron_calls: sum('cron_calls', 'cron job calls'),
  browser_calls: sum('browser_calls', 'browser calls'),
  image_vision_calls: sum('image_vision_calls', 'image and vision calls'),
  tts_calls: sum('tts_calls', 'text-to-speech calls'),
  distinct_model_count: distinct(({ model, long }) => long?.model ?? modelName(model), 'different models'),
  distinct_provider_count: distinct(({ model, long }) => (long ? long.provider : providerOf(model)), 'different model providers'),
  local_model_chat_sessions: sessions(({ model, long }) => (long ? long.local : isLocalModel(model)), 'sessions with a local model'),
  weekend_sessions: sessions(({ start }) => start !== null && isWeekend(start), 'sessions started on a Saturday or Sunday'),
  night_sessions: sessions(({ start }) => start !== null && isNight(start), 'sessions started between 23:00 and 06:00'),
  traceback_events: sum('traceback_events', 'tracebacks and exceptions'),
  log_read_events: sum('log_read_events', 'mentions of logs'),
  port_conflict_events: sum('port_conflict_events', 'sessions with a port already in use'),
  permission_denied_events: sum('permission_denied_events', 'permission errors'),
  install_error_events: sum('install_error_events', 'sessions with an install and an error'),
  install_success_events: sum('install_success_events', 'sessions with an install and a success'),
  restart_after_error_events: sum('restart_after_error_events', 'sessions with an error and a restart'),
  env_var_error_events: sum('env_var_error_events', 'missing keys, variables and authorizations'),
  yaml_error_events: sum('yaml_error_events', 'mentions of YAML, colons and parse errors in sessions with an error'),
  docker_conflict_events: sum('docker_conflict_events', 'container name conflicts'),
  frontend_activity_events: sum('frontend_activity_events', 'mentions of frontend work'),
  css_activity_events: sum('css_activity_events', 'mentions of styling'),
  git_events: sum('git_events', 'everyday git commands'),
  tiny_patch_after_errors_events: sum('tiny_patch_after_errors_events', 'sessions with five errors and a one-character fix'),
  skill_events: sum('skill_events', 'skill calls and mentions'),
  skill_manage_events: sum('skill_manage_events', 'calls that manage skills'),
  memory_events: sum('memory_events', 'memory calls'),
  memory_write_events: sum('memory_write_events', 'memory writes'),
  context_events: sum('context_events', 'mentions of context, tokens and caches'),
  gateway_events: sum('gateway_events', 'mentions of the gateway and its chat apps'),
  plugin_events: sum('plugin_events', 'mentions of plugins'),
  rollback_events: sum('rollback_events', 'mentions of rollbacks and checkpoints'),
  docs_activity_events: sum('docs_activity_events', 'mentions of documentation'),
  model_events: sum('model_events', 'mentions of models and providers'),
  openrouter_events: sum('openrouter_events', 'mentions of OpenRouter'),
  codex_events: sum('codex_events', 'mentions of Codex'),
  claude_events: sum('claude_events', 'mentions of Claude and Anthropic'),
  gemini_events: sum('gemini_events', 'mentions of Gemini and Google models'),
  local_model_events: sum('local_model_events', 'mentions of local models'),
  toolset_events: sum('toolset_events', 'mentions of toolsets'),
  config_events: sum('config_events', 'mentions of configuration files'),
  git_history_events: sum('git_history_events', 'git history moves and merge conflicts'),
  test_events: sum('test_events', 'test runs and passes'),
  screenshot_events: sum('screenshot_events', 'mentions of screenshots and images'),
  release_events: sum('release_events', 'mentions of releases'),
  cache_events: sum('cache_events', 'cache hits'),
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricId = keyof typeof METRICS;

/** The metrics that yield evidence. */
export type MaxMetricId = { [Id in MetricId]: (typeof METRICS)[Id] extends MaxMetric ? Id : never }[MetricId];

/** True when a metric of this name exists. */
export function isMetricId(name: string): name is MetricId {
  return Object.hasOwn(METRICS, name);
}

/** All metrics, in the order in which an aggregate lists them. */
export const METRIC_IDS: readonly MetricId[] = Object.keys(METRICS).filter(isMetricId);

/** A record with one value for each metric. */
export function eachMetric<Value>(value: (metric: Metric, id: MetricId) => Value): Record<MetricId, Value>;
export function eachMetric(value: (metric: Metric, id: MetricId) => unknown): Record<string, unknown> {
  return Object.fromEntries(METRIC_IDS.map((id) => [id, value(METRICS[id], id)]));
}
