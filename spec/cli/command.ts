/** Runs the command as a user does: as it is built, in a process of its own. */

import { fileURLToPath } from 'node:url';
import { type Ended, type Environment, type Run, runProgram } from '../examples/run.js';
import type { HistorySession } from '../support/history.js';

export const BIN = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

/** What the machine that runs the specs may have set. */
export const UNSET = {
  HERMES_HOME: undefined,
  ACHIEVEMENTS_DATABASE_URL: undefined,
  ACHIEVEMENTS_DATABASE_SCHEMA: undefined,
  ACHIEVEMENTS_DATABASE_PROFILE: undefined,
  ACHIEVEMENTS_STORE: undefined,
  ACHIEVEMENTS_STORE_SCHEMA: undefined,
  PORT: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  CLICOLOR_FORCE: undefined,
  NODE_OPTIONS: undefined,
  // Node paints nothing where it is set, even at a terminal.
  CI: undefined,
} as const satisfies Environment;

/** Begins it; `endAll` is for `afterEach`. */
export function start(args: readonly string[], environment: Environment = {}): Run {
  return runProgram(process.execPath, [BIN, ...args], { ...UNSET, ...environment });
}

/** The same, to its end, and without its words of how far it is: they come where a machine has little time for it. */
export async function command(args: readonly string[], environment: Environment = {}): Promise<Ended> {
  const ended = await start(args, environment).ended;
  return { ...ended, stderr: ended.stderr.replace(/^Counting sessions: \d+ of \d+\n/gm, '') };
}

/** Two sessions: one with a record that unlocks Let Him Cook (Copper), one with nothing much. */
export const SESSIONS: readonly HistorySession[] = [
  {
    id: 'busy',
    title: 'Move the blog',
    started_at: 1_790_000_000,
    messages: [{ role: 'assistant', tool_calls: calls(250) }],
  },
  { id: 'calm', title: 'Say hello', started_at: 1_790_001_000, messages: [{ content: 'hello' }] },
];

export function calls(count: number): readonly unknown[] {
  return Array.from({ length: count }, () => ({ function: { name: 'terminal' } }));
}
