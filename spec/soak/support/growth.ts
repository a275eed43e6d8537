/** A history that goes on and on: each session unlocks something, or raises it. */
import type { HistorySession } from '../../support/history.js';

const TOOLS = ['delegate_task', 'terminal', 'web_extract', 'browser', 'patch', 'cronjob', 'process', 'image'];
const WORDS = ['traceback', 'claude', 'gemini', 'codex', 'rebase', 'pytest passed', 'rollback', 'screenshot'];
const MODELS = 40;

/** The session of that number, 0 and up. Later ones do more. */
export function sessionOf(number: number): HistorySession {
  const name = TOOLS[number % TOOLS.length] ?? '';
  const word = WORDS[number % WORDS.length] ?? '';
  const calls = Array.from({ length: 20 + (number % 300) }, () => ({ function: { name, arguments: '{}' } }));
  return {
    id: `s${number}`,
    title: `Session ${number}`,
    model: `maker-${number % 13}/model-${number % MODELS}`,
    started_at: 1_760_000_000 + number * 3_600,
    messages: [
      { role: 'user', content: `${word} `.repeat(30) },
      { role: 'assistant', tool_calls: calls },
      { role: 'tool', tool_name: name, content: 'done' },
    ],
  };
}
