/** Random sessions full of what the counting rules look for, and even fuller of what they only seem to look for. */

import fc from 'fast-check';
import type { CountedMessage } from './messages.js';

/** Every word that some pattern names. */
export const PATTERN_WORDS: readonly string[] = `
traceback|exception|gateway.log|errors.log|agent.log|/api/logs|logs|permission denied|eacces
operation not permitted|missing |env|api key|environment variable|not configured|unauthorized|auth|yaml|yml
colon|parse error|docker|name|container|already|container name conflict|conflict. the container|.css|.svg|.tsx
.jsx|frontend|tailwind|react|style|classname|visual|git|commit|push|merge|rebase|status|diff|compress
context window|token|cache|gateway|discord|telegram|slack|api_server|plugin|dashboard-plugins|__hermes_plugin
manifest.json|rollback|checkpoint|docs|documentation|docusaurus|readme|model|provider|openrouter|codex|gemini
claude|anthropic|openai|mistral|qwen|deepseek|llama|ollama|vllm|gguf|google ai|google model|llama.cpp|local model
open-weight|open weight|open weights|toolset|enabled_toolsets|browser tool|terminal tool|file tool|web tool
config.yaml|config.yml|config.js|config.ts|config.json|-config.js|a-config.ts|.env|settings.json|pyproject.toml
package.json|fetch|pull|tag|checkout|merge conflict|conflict|(|rebase --continue|pytest|unittest|vitest
playwright|npm test|pnpm test|node --check|py_compile|test passed|tests passed|ok|screenshot|vision_analyze
browser_vision|.png|image data|release|version bump|changelog|publish|pushe tag|pushed tag|cache hit
prompt caching|cache_read|background|=|true|skill|error|failed|failure|not found|eaddrinuse|already in use
timed out|blocked|port|3000|5173|8000|8080|9119|in use|taken|npm|pnpm|yarn|pip|uv|install|add|success|passed
built|compiled|done|verified|exit_code|exit_code"|:|0|restart|reload|kill|start|one character|single character
typo|/home/|~/|~|./|/mnt/|.py|.js|.ts|.html|.md|.json|.yaml|.yml|.sql|.sh`
  .replaceAll('\n', '|')
  .split('|')
  .filter((word) => word !== '');

/** Texts that once looked like trouble: overlaps, prefixes, chains, boundaries. */
const TROUBLE: readonly string[] = [
  'unauthorized auth',
  'dashboard-pluginsplugin',
  'merge conflict (',
  'conflict. the container (',
  'git\n\ncommit',
  'git \u2028 tag',
  'a-config.jsx-config.json',
  '.env-config.ts',
  '.env-config.env',
  '-config.json-config.yml',
  'configconfig.yaml',
  'missing env auth env',
  'missing missing auth\nenv',
  'docker name already docker container already',
  'docker container name conflict already',
  'docker conflict. the container already',
  'container name conflict. the container',
  'open-weights open weights',
  'llama.cpp.gguf ollama',
  'enabled_toolsets',
  'pnpm test passed',
  'git tag pushed tag',
  'port 3000 is already in use',
  '8080: taken',
  'pnpm install -- npm add',
  'exit_code": 0',
  "exit_code' = 0",
  'exit_code:\n0',
  'background \n = \t true',
  'İskill ſkill sKill skİll',
  './c.json5 ./a.tsx ~x.py ~/.py ~.py',
  './a.py./b.jsx/home/u/x.html.',
  '/home//mnt/~/./x.md.sh',
];

/** All white space of the rules. */
const WHITE_SPACE =
  '\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'.split(
    '',
  );

/** Characters that are not what they look like, or not what a careless program takes them for. */
const ODD: readonly string[] = [
  '\ufeff', // no white space
  '\u200b',
  '\u180e',
  '\0',
  '\x1b[31m',
  '\u0301', // combining, so no word character
  '\u0307',
  '\u20e3',
  'é',
  'ß',
  'Σ',
  '日本',
  '\u0663', // digits of other scripts
  '²',
  '½',
  'Ⅷ',
  '①',
  '𝐚', // astral: letters, a digit, an emoji, a combining mark
  '𐐀',
  '𝟘',
  '😀',
  '\u{1e000}',
  '\ud83d', // lone surrogates
  '\ude00',
  '_',
  '-',
  '.',
  '/',
  '"',
  "'",
  '\\',
  '{',
  '9',
  'x',
  'Z',
];

const FOLDINGS: Readonly<Record<string, readonly string[]>> = {
  s: ['S', 'ſ'],
  k: ['K', '\u212a'],
  i: ['I', 'İ', 'ı'],
};

const whole = fc.constantFrom(...PATTERN_WORDS);

const inAnyCase = fc
  .tuple(whole, fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }))
  .map(([word, choices]) =>
    word
      .split('')
      .map((letter, i) => recased(letter, choices, i))
      .join(''),
  );

function recased(letter: string, choices: readonly number[], place: number): string {
  const choice = choices[place % choices.length] ?? 0;
  const others = FOLDINGS[letter] ?? [letter.toUpperCase()];
  return others[choice] ?? letter;
}

const cut = fc
  .tuple(whole, fc.nat(3), fc.nat(3))
  .map(([word, before, after]) => word.slice(before, word.length - after));

const separator = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  { weight: 5, arbitrary: fc.constant(' ') },
  { weight: 2, arbitrary: fc.constant('\n') },
  { weight: 3, arbitrary: fc.constantFrom(...WHITE_SPACE) },
  { weight: 3, arbitrary: fc.constantFrom(...ODD) },
);

const piece = fc.oneof(
  { weight: 12, arbitrary: whole },
  { weight: 3, arbitrary: inAnyCase },
  { weight: 3, arbitrary: cut },
  { weight: 2, arbitrary: fc.constantFrom(...TROUBLE) },
  { weight: 1, arbitrary: fc.string({ maxLength: 3, unit: 'binary' }) },
);

/** Words and near misses, joined by nothing, by white space, or by something odd. */
export const nearMissText: fc.Arbitrary<string> = fc
  .array(fc.tuple(piece, separator), { maxLength: 12 })
  .map((parts) => parts.flat().join(''));

/** As above, made of few different words, so that one rule's patterns meet each other often. */
export const clusteredText: fc.Arbitrary<string> = fc
  .tuple(
    fc.array(fc.oneof(piece, inAnyCase), { minLength: 2, maxLength: 4 }),
    fc.array(separator, { minLength: 1, maxLength: 3 }),
  )
  .chain(([words, separators]) =>
    fc.array(fc.constantFrom(...words, ...separators), { maxLength: 16 }).map((parts) => parts.join('')),
  );

export const anyText: fc.Arbitrary<string> = fc.oneof(nearMissText, clusteredText);

const TOOLS: readonly string[] = [
  'terminal',
  'TERMİNAL',
  'TermiNal_Run',
  'web_search',
  'web_extract',
  'browser_click',
  'browser_vision',
  'web_extract_browser',
  'patch',
  'dispatch',
  'read_file',
  'write_file',
  'search_files',
  'delegate_task',
  'delegate_tas\u212a',
  'delegate-task',
  'cronjob',
  'cron_job',
  'imagevision',
  'television',
  'attss',
  'text_to_speech',
  'skill_manage',
  's\u212aill',
  'ſkill',
  'memory',
  'mnemosyne_remember',
  'mnemosyne_recall',
  'subprocess',
  'proces',
  '',
  ' ',
];

const toolName = fc.oneof(fc.constantFrom(...TOOLS), anyText);

/** Something other than a name where a name was expected. */
const noName = fc.constantFrom<unknown>(null, 0, 7, true, '', [], ['terminal'], { name: 'terminal' });

const callPart = fc.oneof({ weight: 3, arbitrary: toolName }, { weight: 1, arbitrary: noName });

const call = fc.oneof(
  { weight: 6, arbitrary: fc.record({ function: fc.record({ name: callPart, arguments: anyText }) }) },
  { weight: 3, arbitrary: fc.record({ name: callPart, function: fc.record({ name: callPart }) }) },
  { weight: 1, arbitrary: fc.record({ name: callPart, function: callPart }) },
  { weight: 1, arbitrary: fc.oneof(noName, toolName) },
);

const BROKEN_JSON: readonly string[] = [
  '',
  ' ',
  '[',
  '[]',
  '{}',
  'null',
  'NaN',
  '[NaN, -Infinity, 1E400, 1.10, 3e3, -0]',
  '[1,',
  '[1] 2',
  '{"name": "terminal"}',
  '"./a.py"',
  '[{"name": "terminal", "name": "patch"}]',
  '[{"function": {"name": "patch"}, "function": null}]',
  "['./a.py']",
  '{"2": "~/two.md", "1": "./one.md", "2": "./zwei.md"}',
  '[{"name": "term\\u0130nal"}, {"name": "\\ud83d"}]',
];

const anyJson = fc.oneof(
  { weight: 4, arbitrary: fc.array(call, { maxLength: 4 }).map((calls) => JSON.stringify(calls)) },
  { weight: 1, arbitrary: fc.constantFrom(...BROKEN_JSON) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...BROKEN_JSON), anyText).map((parts) => parts.join('')) },
  {
    weight: 1,
    arbitrary: fc
      .dictionary(anyText, fc.oneof(anyText, fc.double()), { maxKeys: 3 })
      .map((value) => JSON.stringify(value)),
  },
  { weight: 1, arbitrary: anyText.map((text) => JSON.stringify(text)) },
);

const content = fc.oneof(
  { weight: 8, arbitrary: anyText },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 2, arbitrary: anyJson.map((json) => `\0json:${json}`) },
);

const message: fc.Arbitrary<CountedMessage> = fc.record({
  role: fc.constantFrom('user', 'assistant', 'tool', 'Tool', 'system', '', null),
  content,
  toolCalls: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyJson }),
  toolName: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: toolName }),
});

/** One text cut into messages anywhere, even in the middle of a word. */
const tornMessages: fc.Arbitrary<CountedMessage[]> = fc
  .tuple(anyText, fc.array(fc.nat(200), { maxLength: 4 }))
  .map(([text, places]) => pieces(text, places).map(plainMessage));

/** Cuts a text at the given places, but never between the halves of a surrogate pair. */
export function pieces(text: string, places: readonly number[]): string[] {
  const cuts = [0, ...places.map((place) => wholeCharacters(text, place)), text.length].sort((a, b) => a - b);
  return cuts.slice(1).map((end, index) => text.slice(cuts[index], end));
}

function wholeCharacters(text: string, place: number): number {
  const cut = text.length === 0 ? 0 : place % text.length;
  return cut > 0 && (text.codePointAt(cut - 1) ?? 0) > 0xffff ? cut - 1 : cut;
}

export function plainMessage(text: string): CountedMessage {
  return { role: 'user', content: text, toolCalls: null, toolName: null };
}

export const session: fc.Arbitrary<CountedMessage[]> = fc.oneof(
  fc.array(message, { maxLength: 7 }),
  tornMessages,
);
