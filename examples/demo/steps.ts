/** What the agent of the demo does: one call of a tool, and what comes back. Everything is a template. */

/** Lines that come several times, drawn anew each time. */
export interface Repeated {
  readonly line: string;
  readonly times: readonly [least: number, most: number];
}

export interface Step {
  readonly tool: string;
  readonly args: Readonly<Record<string, string>>;
  readonly result: readonly (string | Repeated)[];
}

const many = (least: number, most: number, line: string): Repeated => ({ line, times: [least, most] });

const step = (tool: string, args: Step['args'], ...result: Step['result']): Step => ({ tool, args, result });

const shell = (command: string, ...result: Step['result']): Step =>
  step('terminal', { command }, `$ ${command}`, ...result);

export const STEPS = {
  // Files
  read: step('read_file', { path: '{dir}/{file}' }, many(5, 18, '{10-240}|{code}')),
  search: step('search_files', { pattern: '{part}', path: '{dir}' }, many(2, 9, './{file}:{3-220}: {code}')),
  write: step('write_file', { path: '{dir}/{file}' }, 'Wrote {12-180} lines.'),
  patch: step(
    'patch',
    { path: '{dir}/{file}' },
    '@@ -{10-90},{2-7} +{10-90},{2-9} @@',
    many(1, 2, '-{code}'),
    many(1, 4, '+{code}'),
  ),
  sweep: shell(
    "grep -rl 'Station' .",
    many(24, 60, './{file}'),
    many(10, 40, './src/{part}/{part}-{1-9}.ts'),
  ),

  // Shell
  look: shell('ls {dir}', many(3, 9, '{file}')),
  tests: shell('{testCommand}', many(3, 10, '{testLine}'), '# {20-240} tests passed in {1-9}.{0-9} s'),
  redTests: shell(
    '{testCommand}',
    many(2, 9, '{testLine}'),
    'not ok {1-90} - {behaviour}',
    '  Error: expected {1-9} but got {10-19}',
    '# {1-4} failed',
  ),
  trace: shell(
    './run --once',
    many(
      1,
      3,
      'Traceback (most recent call last):\n  at {part} ({file}:{10-300})\nRuntimeException: {thing} has no value',
    ),
  ),
  build: shell(
    'npm run build',
    many(16, 44, 'dist/{file}  {1-90}.{0-9} kB'),
    many(6, 16, 'bundled src/components/{part}.tsx with {part}.css'),
    'built in {1-9}.{0-9} s',
  ),
  styles: shell(
    "grep -rn 'className' src | head -40",
    many(14, 40, 'src/components/{part}.tsx:{5-90}: <div className="{part}" style={{ gap }}>'),
  ),
  install: shell('npm install {library}', 'added {1-40} packages in {1-9} s', 'done'),
  brokenInstall: shell(
    'pip install {library}',
    'ERROR: Could not find a version of {library} that fits',
    'error: install failed, {1-4} conflicting requirements',
  ),
  portTaken: shell('npm run dev', 'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000'),
  denied: shell('./deploy.sh', 'sh: ./{file}: Permission denied'),
  logs: shell(
    'tail -n 40 logs/errors.log',
    many(5, 16, '{clock} {part} wrote errors.log, {thing} is fine'),
    'see also agent.log',
  ),
  crashLogs: shell(
    'tail -n 80 logs/errors.log',
    many(4, 14, '{clock} errors.log: {thing} timed out, trying again'),
    'restarted at {clock}',
  ),
  config: shell(
    'cat package.json tsconfig.json',
    many(6, 18, './package.json  "{library}": "^{1-9}.{0-9}.{0-9}"'),
    'tsconfig.json is fine',
  ),
  yaml: shell(
    'yamllint services/',
    many(2, 9, 'services/{part}.yaml:{2-90}: too many spaces after colon'),
    '{1-9} error(s)',
  ),
  unset: shell(
    './run --check',
    many(8, 26, '{clock} {part}: token for {thing} not configured, unauthorized'),
    'Error: missing environment variable DEMO_TOKEN',
  ),

  // Git
  status: shell('git status --short', many(1, 6, ' M {file}')),
  commit: shell("git commit -am '{behaviour}'", '[{branch} {commit}] {behaviour}', ' {1-9} files changed'),
  push: shell('git push', 'To git.example:{part}.git', '   {commit}..{commit}  {branch} -> {branch}'),
  rebase: shell(
    'git rebase main',
    'CONFLICT (content): merge conflict in {file}',
    'git checkout --ours {file}, then git rebase --continue',
    'Successfully rebased {branch}.',
  ),
  release: shell('git tag v{0-3}.{1-19}.{0-9}', 'CHANGELOG.md: {behaviour}', 'release published'),

  // Web and eyes
  find: step('web_search', { query: '{topic}' }, many(3, 7, '{1-9}. {topic} — https://{site}/{part}')),
  fetch: step(
    'web_extract',
    { url: 'https://{site}/{part}' },
    '# {topic}',
    many(3, 9, 'The documentation says: {behaviour}. (README, docs page {2-40})'),
  ),
  manual: shell('man ./docs', many(8, 20, 'docs/{part}.md: {behaviour}')),
  visit: step('browser_navigate', { url: 'http://localhost:4173/{part}' }, 'Loaded: {thing}'),
  click: step('browser_click', { ref: '@e{1-40}' }, 'Clicked "{thing}".'),
  peek: step('browser_snapshot', {}, many(3, 9, '- link "{thing}" [ref=e{1-60}]')),
  screenshot: step(
    'browser_vision',
    { question: 'Is the {thing} where it belongs?' },
    'screenshot-{10-99}.png',
    'The {thing} sits {1-4} pixels too low.',
  ),
  pictures: shell('ls shots/', many(16, 40, 'shots/{part}-{1-90}.png')),
  stare: step(
    'vision_analyze',
    { image: 'shots/{part}.png' },
    'A drawing of the {thing}; the label is cut off on the right.',
  ),
  draw: step('image_generate', { prompt: 'a small, friendly {thing}' }, 'Saved as {part}.svg'),
  speak: step('text_to_speech', { text: 'Good morning. {behaviour}.' }, 'Spoken in {2-20} seconds.'),

  // Hermes at home
  recall: step('memory', { action: 'search', query: '{thing}' }, many(1, 3, 'The {thing}: {behaviour}.')),
  remember: step('memory', { action: 'add', text: 'The {thing} {behaviour}.' }, 'Remembered.'),
  skills: step('skills_list', {}, many(8, 20, 'skills/{skill}/SKILL.md')),
  readSkill: step('skill_view', { name: '{skill}' }, '# Skill: {skill}', many(2, 6, '- {behaviour}')),
  teach: step('skill_manage', { action: 'create', name: '{skill}' }, 'Saved skill {skill}.'),
  plugins: shell('hermes plugins', many(6, 16, 'plugin {extension}  {behaviour}')),
  toolsets: shell('hermes tools', many(1, 4, 'toolset {toolset}: on')),
  models: shell('hermes models', many(30, 80, '{offered}')),
  usage: shell(
    'hermes usage',
    many(8, 20, '{clock}  {1000-90000} tokens in the context window, cached'),
    'compressed once',
  ),
  gateway: shell('hermes gateway status', many(8, 20, '{clock} gateway: {chat} message for {place}')),
  serve: step('process', { action: 'start', command: 'npm run dev' }, 'Started, pid {2000-9999}.'),
  poll: step('process', { action: 'poll', pid: '{2000-9999}' }, 'Still running.'),
  delegate: step(
    'delegate_task',
    { goal: 'Look after the {thing}' },
    'The {agent} says: {behaviour}. {1-9} files read.',
  ),
  schedule: step('cronjob', { action: 'list' }, many(1, 4, '0 {5-9} * * *  {chore}')),
  tell: step('send_message', { target: 'telegram' }, 'Sent.'),
  plan: step('todo', { action: 'update' }, many(2, 6, '[x] {thing}: {behaviour}')),
  ask: step('clarify', { question: 'Should the {thing} stay?' }, 'Yes, please.'),
  lookBack: step('session_search', { query: '{thing}' }, many(1, 4, 'Last spring: the {thing} {behaviour}.')),
  compute: step('execute_code', { language: 'python' }, '{10-9000}'),
  scroll: step('browser_scroll', { direction: 'down' }, 'Scrolled.'),
  type: step('browser_type', { ref: '@e{1-40}', text: '{topic}' }, 'Typed.'),
  press: step('browser_press', { key: 'Enter' }, 'Pressed.'),
  back: step('browser_back', {}, 'Back at {site}.'),
  images: step('browser_get_images', {}, many(1, 4, '{part}.png')),
  console: step('browser_console', {}, 'No messages.'),
} as const satisfies Readonly<Record<string, Step>>;

export type StepName = keyof typeof STEPS;

export const STEP_NAMES: readonly StepName[] = Object.keys(STEPS).filter(isStepName);

function isStepName(name: string): name is StepName {
  return Object.hasOwn(STEPS, name);
}
