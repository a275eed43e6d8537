/**
 * TABLE: what is counted in a session. Patterns are written in the notation of pattern.ts and nowhere else; a new row
 * needs no change to the matcher. The rules are fixed: badges that people own depend on every character here.
 */

/** Tool counters: entries of the call sequence whose lower-cased name contains one of the needles. */
export const TOOL_COUNTERS = {
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
} as const satisfies Record<string, readonly string[]>;

/** Text hits: non-overlapping matches in the session text, from the left; at one place the first row that fits counts. */
export const TEXT_COUNTERS = {
  traceback_events: ['traceback', 'exception'],
  log_read_events: ['gateway.log', 'errors.log', 'agent.log', '/api/logs', '‹logs›'],
  permission_denied_events: ['permission denied', 'eacces', 'operation not permitted'],
  env_var_error_events: [
    'missing␠ … env',
    'api key',
    'environment variable',
    'not configured',
    'unauthorized',
    'auth',
  ],
  yaml_error_events: ['yaml', 'yml', 'colon', 'parse error'],
  docker_conflict_events: [
    'docker … {name,container} … already',
    'container name conflict',
    'conflict. the container',
  ],
  frontend_activity_events: ['.{css,svg,tsx,jsx}', 'frontend', 'tailwind', 'react'],
  css_activity_events: ['.css', 'tailwind', 'style', 'classname', 'visual'],
  git_events: ['‹git␣+{commit,push,merge,rebase,status,diff}'],
  context_events: ['compress', 'context window', 'token', 'cache'],
  gateway_events: ['gateway', 'discord', 'telegram', 'slack', 'api_server'],
  plugin_events: ['plugin', 'dashboard-plugins', '__hermes_plugin', 'manifest.json'],
  rollback_events: ['rollback', 'checkpoint'],
  docs_activity_events: ['docs', 'documentation', 'docusaurus', 'readme'],
  model_events: [
    'model',
    'provider',
    'openrouter',
    'codex',
    'gemini',
    'claude',
    'anthropic',
    'openai',
    'mistral',
    'qwen',
    'deepseek',
    'llama',
    'ollama',
    'vllm',
    'gguf',
  ],
  openrouter_events: ['openrouter'],
  codex_events: ['codex'],
  claude_events: ['claude', 'anthropic'],
  gemini_events: ['gemini', 'google ai', 'google model'],
  local_model_events: [
    'ollama',
    'llama.cpp',
    'gguf',
    'vllm',
    'local model',
    'open{-, }weight',
    'open weights',
  ],
  toolset_events: ['toolset', 'enabled_toolsets', 'browser tool', 'terminal tool', 'file tool', 'web tool'],
  config_events: [
    'config.ya?ml',
    '‹W+config.{js,ts,json,ya?ml}',
    '.env›',
    'manifest.json',
    'settings.json',
    'pyproject.toml',
    'package.json',
  ],
  git_history_events: [
    '‹git␣+{rebase,merge,fetch,pull,push,tag,checkout}',
    'merge conflict',
    'conflict␣*(',
    'rebase --continue',
  ],
  test_events: [
    'pytest',
    'unittest',
    'vitest',
    'playwright',
    'npm test',
    'pnpm test',
    'node --check',
    'py_compile',
    'tests? passed',
    '‹ok›',
  ],
  screenshot_events: ['screenshot', 'playwright', 'vision_analyze', 'browser_vision', '.png', 'image data'],
  release_events: ['‹git␣+tag', 'release', 'version bump', 'changelog', 'publish', 'pushed? tag'],
  cache_events: ['cache hit', 'prompt caching', 'cache_read'],
} as const satisfies Record<string, readonly string[]>;

/** Text hits that are added to a tool counter. */
export const ADDED_HITS = {
  background_hits: ['background␣*=␣*true'],
} as const satisfies Record<string, readonly string[]>;

/** The same, in the lower-cased text, where ſ is no s and İ no i. */
export const ADDED_LOWERED_HITS = {
  skill_hits: ['‹skill'],
} as const satisfies Record<string, readonly string[]>;

/** Whether the session text has a thing at all. */
export const TEXT_FLAGS = {
  error_word: [
    '‹error›',
    '‹failed›',
    '‹failure›',
    '‹traceback›',
    '‹exception›',
    '‹permission denied›',
    '‹not found›',
    '‹eaddrinuse›',
    '‹already in use›',
    '‹timed out›',
    '‹blocked›',
  ],
  // The rule allows "port" and white space before the number; white space ends a word, so that adds nothing to "has".
  port_taken: ['‹{3000,5173,8000,8080,9119}› … ‹{in use,already,taken,eaddrinuse}›', '‹eaddrinuse›'],
  install_line: ['‹{npm,pnpm,yarn,pip,uv}› … ‹{install,add}›'],
  success_word: [
    '‹{success,passed,built,compiled,done,verified,ok}›',
    '‹exit_code"?␣*{:,=}␣*0›',
    "‹exit_code'?␣*{:,=}␣*0›",
  ],
  restart_word: ['‹restart', 'reload', 'kill', 'start›'],
  tiny_fix_word: ['one character', 'single character', 'typo'],
} as const satisfies Record<string, readonly string[]>;

export type ToolCounter = keyof typeof TOOL_COUNTERS;
export type TextRule =
  | keyof typeof TEXT_COUNTERS
  | keyof typeof ADDED_HITS
  | keyof typeof ADDED_LOWERED_HITS
  | keyof typeof TEXT_FLAGS;
