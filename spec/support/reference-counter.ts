/**
 * The counting rules once more: slow, obvious, and written from their text alone, one regular expression a counter.
 * The engine is held against it, so it must never borrow from the engine.
 */
import { EDGE, eitherCase, LINE, NAME, SPACE } from './reference-characters.js';
import { isList, isObject, type Json, readJson, writeJson } from './reference-json.js';

export interface ReferenceCount {
  readonly counters: Readonly<Record<string, number>>;
  readonly toolNames: readonly string[];
}

/** A message, as far as it counts. */
interface CountedMessage {
  readonly role: string | null;
  readonly content: string | null;
  readonly toolCalls: string | null;
  readonly toolName: string | null;
}

const SPACES = `${SPACE}+`;
const ANY_SPACES = `${SPACE}*`;

/** A regular expression whose own lower-case letters ignore case; what is put in with `${}` is taken as it is. */
function anyCase(strings: TemplateStringsArray, ...inserted: readonly string[]): RegExp {
  const source = strings.raw.map(
    (part, index) => part.replace(/[a-z]/g, eitherCase) + (inserted[index] ?? ''),
  );
  return new RegExp(source.join(''), 'gu');
}

const HITS: Readonly<Record<string, RegExp>> = {
  traceback_events: anyCase`traceback|exception`,
  log_read_events: anyCase`gateway\.log|errors\.log|agent\.log|/api/logs|${EDGE}logs${EDGE}`,
  permission_denied_events: anyCase`permission denied|eacces|operation not permitted`,
  env_var_error_events: anyCase`missing ${LINE}env|api key|environment variable|not configured|unauthorized|auth`,
  yaml_error_events: anyCase`yaml|yml|colon|parse error`,
  docker_conflict_events: anyCase`docker${LINE}(?:name|container)${LINE}already|container name conflict|conflict\. the container`,
  frontend_activity_events: anyCase`\.(?:css|svg|tsx|jsx)|frontend|tailwind|react`,
  css_activity_events: anyCase`\.css|tailwind|style|classname|visual`,
  git_events: anyCase`${EDGE}git${SPACES}(?:commit|push|merge|rebase|status|diff)`,
  context_events: anyCase`compress|context window|token|cache`,
  gateway_events: anyCase`gateway|discord|telegram|slack|api_server`,
  plugin_events: anyCase`plugin|dashboard-plugins|__hermes_plugin|manifest\.json`,
  rollback_events: anyCase`rollback|checkpoint`,
  docs_activity_events: anyCase`docs|documentation|docusaurus|readme`,
  model_events: anyCase`model|provider|openrouter|codex|gemini|claude|anthropic|openai|mistral|qwen|deepseek|llama|ollama|vllm|gguf`,
  openrouter_events: anyCase`openrouter`,
  codex_events: anyCase`codex`,
  claude_events: anyCase`claude|anthropic`,
  gemini_events: anyCase`gemini|google ai|google model`,
  local_model_events: anyCase`ollama|llama\.cpp|gguf|vllm|local model|open(?:-| )weight|open weights`,
  toolset_events: anyCase`toolset|enabled_toolsets|browser tool|terminal tool|file tool|web tool`,
  config_events: anyCase`config\.ya?ml|${EDGE}${NAME}config\.(?:js|ts|json|ya?ml)|\.env${EDGE}|manifest\.json|settings\.json|pyproject\.toml|package\.json`,
  git_history_events: anyCase`${EDGE}git${SPACES}(?:rebase|merge|fetch|pull|push|tag|checkout)|merge conflict|conflict${ANY_SPACES}\(|rebase --continue`,
  test_events: anyCase`pytest|unittest|vitest|playwright|npm test|pnpm test|node --check|py_compile|tests? passed|${EDGE}ok${EDGE}`,
  screenshot_events: anyCase`screenshot|playwright|vision_analyze|browser_vision|\.png|image data`,
  release_events: anyCase`${EDGE}git${SPACES}tag|release|version bump|changelog|publish|pushed? tag`,
  cache_events: anyCase`cache hit|prompt caching|cache_read`,
};

const BACKGROUND = anyCase`background${ANY_SPACES}=${ANY_SPACES}true`;
/** Alone in being searched in the lower-cased text, hence as it stands. */
const SKILL = new RegExp(`${EDGE}skill`, 'gu');

const ERROR_WORD = anyCase`${EDGE}(?:error|failed|failure|traceback|exception|permission denied|not found|eaddrinuse|already in use|timed out|blocked)${EDGE}`;
const PORT_CONFLICT = anyCase`${EDGE}(?:port${SPACES})?(?:3000|5173|8000|8080|9119)${EDGE}${LINE}${EDGE}(?:in use|already|taken|eaddrinuse)${EDGE}|${EDGE}eaddrinuse${EDGE}`;
const INSTALL = anyCase`${EDGE}(?:npm|pnpm|yarn|pip|uv)${EDGE}${LINE}${EDGE}(?:install|add)${EDGE}`;
const SUCCESS = anyCase`${EDGE}(?:success|passed|built|compiled|done|verified|ok)${EDGE}|${EDGE}exit_code["']?${ANY_SPACES}[:=]${ANY_SPACES}0${EDGE}`;
const RESTART = anyCase`${EDGE}restart|reload|kill|start${EDGE}`;
const TINY_PATCH = anyCase`one character|single character|typo`;

/** A file path, by backtracking. */
export const FILE_PATH =
  /(?:\/home\/|~\/|~|\.\/|\/mnt\/)[\p{L}\p{N}_./-]+\.(?:py|js|ts|tsx|jsx|css|html|md|json|yaml|yml|svg|sql|sh)/gu;

const TOOL_NEEDLES: Readonly<Record<string, readonly string[]>> = {
  terminal_calls: ['terminal'],
  web_calls: ['web_search', 'web_extract'],
  web_extract_calls: ['web_extract'],
  browser_calls: ['browser'],
  patch_calls: ['patch'],
  file_reads_searches: ['read_file', 'search_files'],
  file_tool_calls: ['read_file', 'write_file', 'patch', 'search_files'],
  delegate_calls: ['delegate_task'],
  cron_calls: ['cronjob'],
  image_vision_calls: ['image', 'vision'],
  tts_calls: ['tts', 'text_to_speech'],
  skill_manage_events: ['skill_manage'],
  memory_events: ['memory', 'mnemosyne'],
  memory_write_events: ['mnemosyne_remember', 'memory'],
  process_calls: ['process'],
  skill_events: ['skill'],
};

const STRUCTURED = '\0json:';

function textOf(content: string | null): string {
  if (content === null) return '';
  if (!content.startsWith(STRUCTURED)) return content;
  const value = readJson(content.slice(STRUCTURED.length));
  if (value === undefined) return content;
  if (value === null) return '';
  return typeof value === 'string' ? value : writeJson(value);
}

function hits(pattern: RegExp, text: string): number {
  return [...text.matchAll(pattern)].length;
}

function has(pattern: RegExp, text: string): boolean {
  return hits(pattern, text) > 0;
}

function isName(value: Json | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

/** Missing, or empty: null, false, 0, "", [] or {}. */
function isMissing(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return true;
  if (isList(value)) return value.length === 0;
  if (isObject(value)) return value.size === 0;
  return value !== true && typeof value !== 'string' && Number(writeJson(value)) === 0;
}

export function toolsNamedBy(calls: Json | undefined): string[] {
  if (!isList(calls)) return [];
  const names: string[] = [];
  for (const call of calls) {
    if (!isObject(call)) continue;
    const own = call.get('name');
    const inner = call.get('function');
    const name = isMissing(own) && isObject(inner) ? inner.get('name') : own;
    if (isName(name)) names.push(name);
  }
  return names;
}

/** All counters of a session, those that are 0 included. */
export function countByTheRules(messages: readonly CountedMessage[]): ReferenceCount {
  const texts = messages.map((message) => textOf(message.content));
  const text = texts.join('\n');

  const callSequence: string[] = [];
  const distinctTools = new Set<string>();
  const paths = new Set<string>();
  messages.forEach((message, index) => {
    const calls = message.toolCalls === null ? undefined : readJson(message.toolCalls);
    const named = toolsNamedBy(calls);
    callSequence.push(...named);
    for (const name of named) distinctTools.add(name);
    if (message.toolName !== null && message.toolName !== '') {
      distinctTools.add(message.toolName);
      if (message.role !== 'tool') callSequence.push(message.toolName);
    }
    const searched = (texts[index] ?? '') + (calls === undefined ? '' : ` ${writeJson(calls)}`);
    for (const [path] of searched.matchAll(FILE_PATH)) paths.add(path);
  });

  const counters: Record<string, number> = {};
  for (const [counter, pattern] of Object.entries(HITS)) counters[counter] = hits(pattern, text);
  for (const [counter, needles] of Object.entries(TOOL_NEEDLES)) {
    counters[counter] = callSequence.filter((name) =>
      needles.some((needle) => name.toLowerCase().includes(needle)),
    ).length;
  }
  const of = (counter: string): number => counters[counter] ?? 0;
  const flag = (raised: boolean): number => (raised ? 1 : 0);

  const errorCount = texts.filter((own) => has(ERROR_WORD, own)).length;
  const anyError = has(ERROR_WORD, text);
  const install = has(INSTALL, text);

  return {
    counters: {
      ...counters,
      message_count: messages.length,
      tool_call_count: callSequence.length,
      distinct_tool_count: distinctTools.size,
      error_count: errorCount,
      files_touched_count: paths.size,
      web_browser_calls: of('web_calls') + of('browser_calls'),
      process_calls: of('process_calls') + hits(BACKGROUND, text),
      skill_events: of('skill_events') + hits(SKILL, text.toLowerCase()),
      yaml_error_events: anyError ? of('yaml_error_events') : 0,
      port_conflict_events: flag(has(PORT_CONFLICT, text)),
      install_error_events: flag(install && anyError),
      install_success_events: flag(install && has(SUCCESS, text)),
      restart_after_error_events: flag(has(RESTART, text) && errorCount > 0),
      tiny_patch_after_errors_events: flag(has(TINY_PATCH, text) && errorCount >= 5),
    },
    toolNames: [...distinctTools],
  };
}
