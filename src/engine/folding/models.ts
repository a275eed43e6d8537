/** What a model name tells: its provider, and whether it runs locally. */

import { beginningOf, shortNameOf } from '../../short-text.js';
import type { SessionRecord } from '../../types.js';

/** In order: the first that a name contains is its provider. */
const PROVIDERS = [
  { needle: 'openai', provider: 'openai' },
  { needle: 'anthropic', provider: 'anthropic' },
  { needle: 'google', provider: 'google' },
  { needle: 'gemini', provider: 'google' },
  { needle: 'mistral', provider: 'mistral' },
  { needle: 'meta', provider: 'meta' },
  { needle: 'qwen', provider: 'qwen' },
  { needle: 'deepseek', provider: 'deepseek' },
  { needle: 'xai', provider: 'xai' },
  { needle: 'nous', provider: 'nous' },
  { needle: 'ollama', provider: 'ollama' },
  { needle: 'groq', provider: 'groq' },
  { needle: 'openrouter', provider: 'openrouter' },
  { needle: 'codex', provider: 'codex' },
] as const;

const LOCAL_NEEDLES = [
  'ollama',
  'llama.cpp',
  'localhost',
  '127.0.0.1',
  'local/',
  'local:',
  'gguf',
  'vllm-local',
] as const;

/** What folding needs to know of a session's model. */
export interface ModelFacts {
  readonly name: string | null;
  readonly provider: string | null;
  readonly isLocal: boolean;
}

/** Of a long name by what was kept of the whole. */
export function modelFacts({ model, long }: Pick<SessionRecord, 'model' | 'long'>): ModelFacts {
  if (long !== undefined) return { name: long.model, provider: long.provider, isLocal: long.local };
  return { name: modelName(model), provider: providerOf(model), isLocal: isLocalModel(model) };
}

/** What a record keeps of a model: of a long name its beginning, and what the rules say of the whole. */
export function keptModel(model: string | null): Pick<SessionRecord, 'model' | 'long'> {
  if (model === null || beginningOf(model) === model) return { model };
  const provider = providerOf(model);
  const long = {
    model: shortNameOf(model),
    provider: provider && shortNameOf(provider),
    local: isLocalModel(model),
  };
  return { model: beginningOf(model), long };
}

/** The name as it counts among the distinct models; null for a session without one. Neither trimmed nor folded. */
export function modelName(model: string | null): string | null {
  return model === '' || model === 'None' ? null : model;
}

/** The provider that a model name tells; null when it tells none. */
export function providerOf(model: string | null): string | null {
  const name = normalized(model);
  if (name === '' || name === 'none') return null;
  const provider = name.includes('/')
    ? before(name, '/')
    : (knownProvider(name) ?? before(before(name, ':'), '-'));
  return provider === '' ? null : provider;
}

/** True when the name says that the model runs on the user's own machine. */
export function isLocalModel(model: string | null): boolean {
  const name = normalized(model);
  return LOCAL_NEEDLES.some((needle) => name.includes(needle));
}

function normalized(model: string | null): string {
  return trimmed(model ?? '').toLowerCase();
}

function knownProvider(name: string): string | undefined {
  return PROVIDERS.find(({ needle }) => name.includes(needle))?.provider;
}

function before(text: string, separator: string): string {
  const end = text.indexOf(separator);
  return end === -1 ? text : text.slice(0, end);
}

// By hand, because a regular expression is quadratic on a long name of spaces, and String.trim means other characters.
function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charAt(start))) start += 1;
  while (end > start && isSpace(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isSpace(character: string): boolean {
  if ('\x1c\x1d\x1e\x1f\x85'.includes(character)) return true;
  return character !== '\ufeff' && character.trim() === '';
}
