import { expect } from 'chai';
import { compileCounters } from '#src/engine/counting/analyze.js';
import { TOOL_COUNTERS } from '#src/engine/counting/counters.js';
import { TEXT_RULES } from '#src/engine/counting/text-rules.js';
import { type Pattern, parsePattern } from '#src/engine/matching/pattern.js';
import { tally } from '../../support/matching.js';
import { analyzed, countersOfText, type TextMessage } from '../../support/messages.js';
import { expressionOf } from '../../support/reference-pattern.js';

interface Examples {
  /** Texts, or tool names, that count once each. */
  readonly hits: readonly string[];
  /** Their neighbours that do not count. */
  readonly misses: readonly string[];
}

const TEXTS: Readonly<Record<string, Examples>> = {
  traceback_events: {
    hits: ['Traceback (most recent call last)', 'KeyExceptions'],
    misses: ['trace back', 'except', 'tracebac'],
  },
  log_read_events: {
    hits: ['gateway.log', 'errors.log', 'my-agent.log', '/api/logs', 'the logs', 'ok/logs'],
    misses: [
      'gateway-log',
      'errors_log',
      'error.log',
      'agent log',
      '/api/log',
      'blogs',
      'logs_',
      'logsé',
      'login',
    ],
  },
  permission_denied_events: {
    hits: ['Permission denied', 'EACCES:', 'operation not permitted'],
    misses: [
      'permission  denied',
      'permissions denied',
      'EACCE',
      'operation not  permitted',
      'operation permitted',
    ],
  },
  env_var_error_events: {
    hits: [
      'Missing required env',
      'missing env',
      'API key',
      'api keys',
      'environment variable',
      'is not configured',
      'unauthorized',
      'authentication',
      'ap\u0131 \u212aey',
    ],
    misses: [
      'missing\nenv',
      'missing en',
      'missingenv',
      'dismissing e',
      'env missing',
      'api-key',
      'environment  variable',
      'configured',
      'aut h',
    ],
  },
  yaml_error_events: {
    hits: ['YAML', '.yml', 'a colon', 'parse error'],
    misses: ['yam l', 'yl', 'colo', 'parse  error', 'parser error'],
  },
  docker_conflict_events: {
    hits: [
      'docker: the name is already in use',
      'docker container already',
      'dockername container already',
      'container name conflict',
      'Conflict. The container',
    ],
    misses: [
      'docker\nname already',
      'docker name\nalready',
      'docker already name',
      'name docker already',
      'docker image already',
      'container name  conflict',
      'conflict: the container',
      'conflict. a container',
    ],
  },
  frontend_activity_events: {
    hits: ['a.css', 'a.svg', 'a.tsx', 'a.jsx', 'frontend', 'Tailwind', 'reaction'],
    misses: ['acss', 'a.sass', 'a.ts', 'a.js', 'svg', 'front-end', 'tail wind', 're act'],
  },
  css_activity_events: {
    hits: ['.css', 'tailwind', 'stylesheet', 'className=', 'visual studio'],
    misses: ['css', 'tail', 'sty', 'class name', 'vision'],
  },
  git_events: {
    hits: ['git commit', 'git\n\npush', 'Git  merge', '-git rebase', 'g\u0131t status', 'git\u2003diffs'],
    misses: [
      'gitcommit',
      'legit push',
      'git pull',
      'git -c merge',
      'git tag',
      '_git rebase',
      'git re\nbase',
      'git\ufeffstatus',
      'git dif',
    ],
  },
  context_events: {
    hits: ['compression', 'context window', 'to\u212aens', 'cached'],
    misses: ['compres', 'context\nwindow', 'toke n', 'cach'],
  },
  gateway_events: {
    hits: ['gateways', 'Discord', 'telegram', 'slackbot', 'api_server'],
    misses: ['gate way', 'disc ord', 'telegra', 'slac', 'api-server', 'api server'],
  },
  plugin_events: {
    hits: ['plugins', 'dashboard-plugins', '__hermes_plugin', 'manifest.json'],
    misses: ['plug-in', 'dashboard-plug', '__hermes', 'manifest_json', 'manifest.js'],
  },
  rollback_events: { hits: ['rollbacks', 'checkpointed'], misses: ['roll back', 'check point', 'rollbac'] },
  docs_activity_events: {
    hits: ['docs/', 'documentation', 'Docusaurus', 'README.md'],
    misses: ['doc', 'document', 'read me', 'docusauru'],
  },
  model_events: {
    hits: [
      'models',
      'providers',
      'openrouter',
      'codex',
      'gemini',
      'Claude',
      'anthropic',
      'OpenAI',
      'm\u0131stral',
      'qwen3',
      'deepsee\u212a',
      'llama',
      'ollama',
      'vLLM',
      'GGUF',
    ],
    misses: [
      'mode l',
      'provide',
      'open router',
      'code',
      'gemin',
      'claud',
      'anthrop',
      'open ai',
      'mistra',
      'qwe',
      'deep seek',
      'lama',
      'vlm',
      'ggu',
    ],
  },
  openrouter_events: { hits: ['OpenRouter/x'], misses: ['open-router', 'openroute', 'router'] },
  codex_events: { hits: ['gpt-5-codex'], misses: ['code x', 'code'] },
  claude_events: { hits: ['claude-opus', 'Anthrop\u0130c'], misses: ['cloude', 'anthropi'] },
  gemini_events: {
    hits: ['gemini-2', 'Google AI', 'google models'],
    misses: ['gemin', 'google  ai', 'google-ai', 'googleai', 'google mode'],
  },
  local_model_events: {
    hits: [
      'ollama',
      'llama.cpp',
      'gguf',
      'vllm',
      'local models',
      'open-weights',
      'open weight',
      'open weights',
    ],
    misses: [
      'llama',
      'llama_cpp',
      'llama.c',
      'ggml',
      'vlm',
      'local-model',
      'openweight',
      'open_weight',
      'open\tweights',
    ],
  },
  toolset_events: {
    hits: ['toolsets', 'enabled_toolsets', 'browser tool', 'terminal tools', 'file tool', 'web tool'],
    misses: [
      'tool set',
      'enabled_tools',
      'browser_tool',
      'browsertool',
      'terminal\ntool',
      'file  tool',
      'web-tool',
    ],
  },
  config_events: {
    hits: [
      'config.yaml',
      '/config.yml',
      'éconfig.yml',
      'vite.config.yaml',
      'a-config.js',
      'tsconfig.json',
      'my_config.ts',
      'xconfig.yml',
      'jsconfig.yaml',
      '.env',
      'a.env.b',
      '.env-x',
      'manifest.json',
      'settings.json',
      'pyproject.toml',
      'package.json5',
      'ſ-config.ts',
      '\u212aconf\u0131g.js',
    ],
    misses: [
      'config.yl',
      'config.toml',
      'config.js',
      'vite.config.js',
      '-config.json',
      ' -config.ts',
      'éconfig.js',
      'x config.ts',
      'x_config.cfg',
      '.environment',
      '.env1',
      'env',
      'manifest.jsn',
      'settings-json',
      'pyproject.tom',
      'package_json',
    ],
  },
  git_history_events: {
    hits: [
      'git rebase',
      'git merge',
      'git fetch',
      'git pull',
      'git\npush',
      'git tags',
      'git checkout',
      'merge conflicts',
      'conflict (',
      'conflict(',
      'conflict \n (',
      'rebase --continue',
    ],
    misses: [
      'git commit',
      'gitpull',
      'digit tag',
      'git check out',
      'merge  conflict',
      'conflict [',
      'conflict: (',
      'rebase -continue',
      'rebase  --continue',
    ],
  },
  test_events: {
    hits: [
      'pytest',
      'unittests',
      'vitest',
      'playwright',
      'npm test',
      'pnpm test',
      'node --check',
      'py_compile',
      '1 test passed',
      '2 tests passed',
      'OK',
      'ok.',
      '-o\u212a-',
    ],
    misses: [
      'py test',
      'unit test',
      'vite st',
      'play wright',
      'npm  test',
      'npm run test',
      'node -check',
      'pycompile',
      'testpassed',
      'testss passed',
      'tests  passed',
      'okay',
      'book',
      'ok_',
      '2ok',
    ],
  },
  screenshot_events: {
    hits: ['screenshots', 'playwright', 'vision_analyze', 'browser_vision', 'a.png', 'image data'],
    misses: [
      'screen shot',
      'play',
      'vision-analyze',
      'browser vision',
      'png',
      'a.jpg',
      'image  data',
      'imagedata',
    ],
  },
  release_events: {
    hits: [
      'git tag',
      'git \t tagged',
      'releases',
      'version bump',
      'changelog',
      'published',
      'pushed tag',
      'pushe tags',
    ],
    misses: [
      'gittag',
      'xgit tag',
      'git -tag',
      'releas',
      'version  bump',
      'change log',
      'publi sh',
      'push tag',
      'pushedd tag',
      'pushed  tag',
    ],
  },
  cache_events: {
    hits: ['cache hits', 'prompt caching', 'cache_read_tokens'],
    misses: ['cache  hit', 'cache miss', 'prompt-caching', 'cache read'],
  },
  background_hits: {
    hits: ['background=true', 'Background \n=\t True', 'bac\u212aground=true', 'xbackground=truex'],
    misses: [
      'background: true',
      'background==true',
      'background=false',
      '"background": true',
      'back ground=true',
      'background\u200b=true',
    ],
  },
  skill_hits: {
    hits: ['skill', 'SKILLS', '-skill', '\u0130skill', 's\u212aill', '\u0301skill'],
    misses: ['_skill', 'upskill', '\u017fkill', 'sk\u0131ll', 'sk\u0130ll', 'éskill', '9skill', 'skil'],
  },
  error_word: {
    hits: [
      'an error',
      'Failed.',
      'failure',
      'traceback',
      'exception',
      'permission denied',
      'not found',
      'EADDRINUSE',
      'already in use',
      'timed out',
      '(blocked)',
      'x=error',
      '\u0301error\u0301',
    ],
    misses: [
      'errors',
      'an_error',
      '日本error',
      'failures',
      'unfailed',
      'fail',
      'tracebacks',
      'exceptions',
      'permission  denied',
      'permission\ndenied',
      'cannot found it',
      'notfound',
      'EADDRINUSE1',
      'already used',
      'timedout',
      'timed outs',
      'unblocked',
      'errorx',
    ],
  },
  port_taken: {
    hits: [
      'port 3000 is already in use',
      '5173 in use',
      ':8000 taken',
      'port\n8080: EADDRINUSE',
      '9119 already',
      'Error: EADDRINUSE',
      'port3000 3000 in use',
      '3000 ta\u212aen',
    ],
    misses: [
      'port 3000 is busy',
      'port 3001 already',
      'port3000 taken',
      '30000 taken',
      '13000 in use',
      '3000\ntaken',
      'taken 3000',
      '3000 in  use',
      '3000 takenx',
      '3000 xin use',
      'eaddrinuse_',
      '3000already',
      '8000.0x taken1',
    ],
  },
  install_line: {
    hits: [
      'npm install',
      'pnpm add x',
      'yarn add',
      'p\u0131p \u0130nstall',
      'uv pip: install',
      'npm -g (install)',
      'npm run y && yarn; add',
    ],
    misses: [
      'npminstall',
      'npm\ninstall',
      'install npm',
      'npm installs',
      'npm reinstall',
      'xnpm add',
      'npm ci',
      'npm ad',
      'cnpm install',
      'pipx install',
      'uvx add',
      'npm_install',
    ],
  },
  success_word: {
    hits: [
      'success',
      'passed',
      'Built',
      'compiled',
      'done!',
      'verified',
      'ok',
      'exit_code=0',
      'exit_code: 0',
      '"exit_code": 0',
      "'exit_code' : 0,",
      'EXIT_CODE"\n=\n0.',
      "exit_code'=0",
    ],
    misses: [
      'successful',
      'unpassed',
      'builtin',
      'compiler',
      'done_',
      'undone',
      'unverified',
      'okay',
      'exit_code=01',
      'exit_code=1',
      'exit_code 0',
      'exit_code""=0',
      'exit_code"\'=0',
      'exit_code==0',
      'exit_code=10',
      'my_exit_code=0',
      'exit code: 0',
      'exit_code=0x0',
    ],
  },
  restart_word: {
    hits: ['restarted', 'reloading', 'preload', 'skills', 'to start', 'restart', 'up-start.'],
    misses: ['started', 'starts', 're star t up', 'prestarted', 'load', 're-loa d', 'kil'],
  },
  tiny_fix_word: {
    hits: ['one character', 'single characters', 'typos', 'phone character'],
    misses: ['a character', 'one  character', 'single-character', 'single char', 'typ o', 'two characters'],
  },
};

const TOOLS: Readonly<Record<string, Examples>> = {
  terminal_calls: {
    hits: ['terminal', 'Terminal_Run', 'my.terminal'],
    misses: ['term', 'termınal', 'TERMİNAL', 'termin_al'],
  },
  web_calls: {
    hits: ['web_search', 'web_extract', 'WEB_EXTRACT_ALL'],
    misses: ['web', 'websearch', 'web_searc', 'web-extract'],
  },
  web_extract_calls: {
    hits: ['web_extract', 'xweb_extracts'],
    misses: ['web_search', 'extract', 'webextract'],
  },
  browser_calls: { hits: ['browser_click', 'Browser'], misses: ['browse', 'brow_ser'] },
  patch_calls: { hits: ['patch', 'dispatcher'], misses: ['pat_ch', 'patc'] },
  file_reads_searches: {
    hits: ['read_file', 'search_files', 'spread_file'],
    misses: ['readfile', 'search_file', 'write_file', 'read_fi\u0131le'],
  },
  file_tool_calls: {
    hits: ['read_file', 'write_file', 'apply_patch', 'search_files'],
    misses: ['rewrite', 'file', 'search_file', 'delete_file'],
  },
  delegate_calls: {
    hits: ['delegate_task', 'delegate_tas\u212a', 'delegate_tasks'],
    misses: ['delegate', 'delegate-task', 'delegatetask'],
  },
  cron_calls: { hits: ['cronjob', 'list_cronjobs'], misses: ['cron', 'cron_job'] },
  image_vision_calls: {
    hits: ['image_generate', 'vision_analyze', 'television', 'imagevision'],
    misses: ['imag', 'visual', 'visi_on'],
  },
  tts_calls: {
    hits: ['tts', 'watts', 'text_to_speech'],
    misses: ['tt_s', 'text2speech', 'text_to_speec', 'speech'],
  },
  skill_manage_events: {
    hits: ['skill_manage', 'skill_manager'],
    misses: ['skill', 'skills_list', 'manage_skill'],
  },
  memory_events: {
    hits: ['memory', 'mnemosyne_recall', 'in_memory'],
    misses: ['memo', 'mnemosy', 'mem_ory'],
  },
  memory_write_events: {
    hits: ['mnemosyne_remember', 'memory_search'],
    misses: ['mnemosyne_recall', 'mnemosyne', 'remember'],
  },
  process_calls: { hits: ['process', 'subprocess_run'], misses: ['proces', 'pro_cess'] },
  skill_events: { hits: ['skill_view', 'upskill', 'S\u212aILL'], misses: ['ski_ll', '\u017fkill', 'skıll'] },
};

const rules = compileCounters();

/** Where paths begin is no count: it has its own specs. */
const COUNTED = TEXT_RULES.filter(({ mode }) => mode !== 'find');

describe('the counters table', () => {
  describe('of texts', () => {
    for (const { name, patterns } of COUNTED) {
      const { hits, misses } = TEXTS[name] ?? { hits: [], misses: [] };

      it(`has a hit and a miss of ${name}`, () => {
        expect(hits).to.not.be.empty;
        expect(misses).to.not.be.empty;
      });

      for (const text of hits) {
        it(`counts ${name} in ${JSON.stringify(text)}`, () => {
          expect(Number(tally(rules, [text])[name])).to.equal(1);
        });
      }

      for (const text of misses) {
        it(`counts no ${name} in ${JSON.stringify(text)}`, () => {
          expect(Number(tally(rules, [text])[name])).to.equal(0);
        });
      }

      for (const pattern of patterns) {
        it(`has a hit of ${name} by ${pattern} alone`, () => {
          expect(hits.filter((text) => expressionOf([pattern]).test(text))).to.not.be.empty;
        });
      }

      it(`has a hit of ${name} for every word that its patterns allow`, () => {
        const unused = patterns
          .flatMap(parsePattern)
          .flatMap(wordsOf)
          .filter((word) => !hits.some((text) => expressionOf([word]).test(text)));
        expect(unused).to.deep.equal([]);
      });
    }

    it('is the only one with such examples', () => {
      expect(Object.keys(TEXTS)).to.have.members(COUNTED.map(({ name }) => name));
    });
  });

  describe('of tools', () => {
    for (const [counter, needles] of Object.entries(TOOL_COUNTERS)) {
      const { hits, misses } = TOOLS[counter] ?? { hits: [], misses: [] };

      it(`has a hit of each needle of ${counter}, and a miss`, () => {
        for (const needle of needles) {
          expect(
            hits.some((name) => name.toLowerCase().includes(needle)),
            needle,
          ).to.equal(true);
        }
        expect(misses).to.not.be.empty;
      });

      for (const toolName of hits) {
        it(`counts ${counter} of a call of ${JSON.stringify(toolName)}`, () => {
          expect(countersOf({ role: 'assistant', toolName })[counter]).to.equal(1);
        });
      }

      for (const toolName of misses) {
        it(`counts no ${counter} of a call of ${JSON.stringify(toolName)}`, () => {
          expect(countersOf({ role: 'assistant', toolName })).to.not.have.property(counter);
        });
      }
    }

    it('is the only one with such examples', () => {
      expect(Object.keys(TOOLS)).to.have.members(Object.keys(TOOL_COUNTERS));
    });
  });
});

describe('the counters of a session', () => {
  it('leave out what is 0', () => {
    expect(countersOf()).to.deep.equal({});
    expect(countersOf({})).to.deep.equal({ message_count: 1 });
  });

  it('count messages, calls, and tools', () => {
    const calls = '[{"name": "a"}, {"function": {"name": "b"}}, {"name": "a"}]';
    expect(
      countersOf({ role: 'assistant', toolCalls: calls }, { role: 'tool', toolName: 'c' }, { toolName: 'b' }),
    ).to.deep.equal({ message_count: 3, tool_call_count: 4, distinct_tool_count: 3 });
  });

  it('take a tool named by a tool message for used, but not for called', () => {
    expect(countersOf({ role: 'tool', toolName: 'terminal' })).to.deep.equal({
      message_count: 1,
      distinct_tool_count: 1,
    });
    expect(countersOf({ role: 'Tool', toolName: 'terminal' })).to.include({
      terminal_calls: 1,
      tool_call_count: 1,
    });
    expect(countersOf({ role: null, toolName: 'terminal' })).to.include({
      terminal_calls: 1,
      tool_call_count: 1,
    });
    expect(countersOf({ role: 'assistant', toolName: '' })).to.deep.equal({ message_count: 1 });
  });

  it('name each tool once, in order', () => {
    const { toolNames } = analyzed([
      { toolCalls: '[{"name": "b"}, {"name": "B"}, {"name": "b"}]' },
      { role: 'tool', toolName: 'a' },
    ]).contribution;
    expect(toolNames).to.deep.equal(['B', 'a', 'b']);
  });

  it('count a call of a browser that searches the web twice', () => {
    expect(countersOf({ toolName: 'browser_web_search' })).to.include({
      web_calls: 1,
      browser_calls: 1,
      web_browser_calls: 2,
    });
    expect(countersOf({ toolName: 'browser' }, { toolName: 'web_extract' })).to.include({
      web_browser_calls: 2,
    });
  });

  it('count a call once, whatever number of needles its name has', () => {
    expect(countersOf({ toolName: 'web_search_web_extract' })).to.include({
      web_calls: 1,
      web_extract_calls: 1,
    });
  });

  it('add text hits to calls', () => {
    expect(countersOf({ toolName: 'process', content: 'background = true, background=true' })).to.include({
      process_calls: 3,
    });
    expect(countersOf({ toolName: 'skill_view', content: 'skill, ſkill, skills' })).to.include({
      skill_events: 3,
    });
  });

  it('count a message with errors once', () => {
    expect(
      countersOf({ content: 'error error failed' }, { content: 'fine' }, { content: 'blocked' }),
    ).to.include({
      error_count: 2,
    });
    expect(countersOf({ content: 'timed' }, { content: 'out' })).to.not.have.property('error_count');
    expect(countersOf({ content: 'err' }, { content: 'or' })).to.not.have.property('error_count');
    expect(countersOf({ toolCalls: '["error"]' })).to.not.have.property('error_count');
  });

  it('count yaml only beside an error', () => {
    expect(countersOfText('yaml yml')).to.not.have.property('yaml_error_events');
    expect(countersOfText('yaml yml errors')).to.not.have.property('yaml_error_events');
    expect(countersOf({ content: 'yaml yml' }, { content: 'an error' })).to.include({ yaml_error_events: 2 });
  });

  it('raise flags once', () => {
    expect(countersOfText('3000 taken\n8000 in use')).to.include({ port_conflict_events: 1 });
  });

  it('notice an install that failed, one that succeeded, and one that did both', () => {
    expect(countersOfText('npm install')).to.deep.equal({ message_count: 1 });
    expect(countersOfText('npm install: error')).to.include({ install_error_events: 1 });
    expect(countersOfText('npm install: error')).to.not.have.property('install_success_events');
    expect(countersOfText('npm install: done')).to.include({ install_success_events: 1 });
    expect(countersOfText('npm install: done')).to.not.have.property('install_error_events');
    expect(countersOf({ content: 'failed' }, { content: 'npm install' }, { content: 'built' })).to.include({
      install_error_events: 1,
      install_success_events: 1,
    });
    const other = countersOfText('npm ci: error, done');
    expect(other).to.not.have.any.keys('install_error_events', 'install_success_events');
  });

  it('notice a restart only beside an error', () => {
    expect(countersOfText('restart')).to.not.have.property('restart_after_error_events');
    expect(countersOf({ content: 'restart' }, { content: 'error' })).to.include({
      restart_after_error_events: 1,
    });
  });

  it('notice a tiny patch only beside five errors', () => {
    const errors = (count: number): Partial<TextMessage>[] =>
      Array.from({ length: count }, () => ({ content: 'error' }));
    expect(countersOf({ content: 'a typo' }, ...errors(4))).to.not.have.property(
      'tiny_patch_after_errors_events',
    );
    expect(countersOf({ content: 'a typo' }, ...errors(5))).to.include({ tiny_patch_after_errors_events: 1 });
    expect(countersOf(...errors(5))).to.not.have.property('tiny_patch_after_errors_events');
  });

  it('see a text that reaches over messages, but for what must stand on one line', () => {
    expect(countersOf({ content: 'git' }, { content: null }, { content: 'commit' })).to.include({
      git_events: 1,
    });
    expect(countersOf({ content: 'background' }, { content: '=true' })).to.include({ process_calls: 1 });
    expect(countersOf({ content: 'missing ' }, { content: 'env' })).to.deep.equal({ message_count: 2 });
    expect(countersOf({ content: 'npm' }, { content: 'install, done' })).to.deep.equal({ message_count: 2 });
    expect(countersOf({ content: 'pyt' }, { content: 'est' })).to.deep.equal({ message_count: 2 });
  });
});

function countersOf(...messages: readonly Partial<TextMessage>[]): Readonly<Record<string, number>> {
  return analyzed(messages).contribution.counters;
}

/** The single words of a pattern, in its own notation but without boundaries. */
function wordsOf(pattern: Pattern): string[] {
  switch (pattern.kind) {
    case 'words':
    case 'run':
      return pattern.words.map(({ text }) => text);
    case 'spaced':
      return [pattern.head, ...pattern.tails.flatMap(({ steps }) => steps.map(({ word }) => word))].map(
        ({ text }) => text,
      );
    case 'stretch':
      return pattern.parts.flat().map(({ text }) => text);
  }
}
