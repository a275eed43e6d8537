/** A model of the demo's user: since when it is in use (months from the start), and how often. */
export interface DemoModel {
  readonly name: string;
  readonly since: number;
  readonly weight: number;
}

const model = (name: string, since: number, weight: number): DemoModel => ({ name, since, weight });

/** Some come through a provider, some run at home. */
export const MODELS: readonly DemoModel[] = [
  model('anthropic/claude-sonnet-4', 0, 6),
  model('openai/gpt-5', 0, 4),
  model('google/gemini-2.5-pro', 0, 3),
  model('nousresearch/hermes-4-405b', 0, 4),
  model('ollama/qwen3:8b', 1, 1),
  model('deepseek/deepseek-chat-v3.1', 1, 2),
  model('anthropic/claude-sonnet-4.5', 2, 10),
  model('qwen/qwen3-coder', 2, 3),
  model('mistralai/devstral-medium', 3, 2),
  model('openai/gpt-5-mini', 3, 3),
  model('google/gemini-2.5-flash', 4, 3),
  model('nousresearch/hermes-4-70b', 4, 3),
  model('anthropic/claude-haiku-4.5', 5, 4),
  model('llama.cpp/gemma-3-12b-it.gguf', 5, 2),
  model('meta-llama/llama-3.3-70b-instruct', 6, 1),
  model('moonshotai/kimi-k2', 6, 2),
  model('qwen/qwen3-235b-a22b', 7, 2),
  model('ollama/mistral-small:24b', 8, 2),
  model('x-ai/grok-code-fast-1', 8, 1),
  model('openai/gpt-5-codex', 9, 3),
  model('google/gemini-3-pro-preview', 10, 3),
  model('ollama/gpt-oss:20b', 11, 1),
];
