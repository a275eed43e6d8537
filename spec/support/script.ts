/** Scripts that run in a process of their own and tell what they find. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Runs a script and hands out what it prints: a JSON value a line, whose type is the caller's claim.
 * @throws Error when it ends badly, or is not done in time
 */
export async function* runScript<T>(
  script: URL,
  parameters: readonly string[],
  timeoutMs?: number,
): AsyncGenerator<T> {
  const child = spawn(process.execPath, ['--expose-gc', fileURLToPath(script), ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    ...(timeoutMs !== undefined && { timeout: timeoutMs, killSignal: 'SIGKILL' }),
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const value: T = JSON.parse(line);
      yield value;
    }
    const how = await ended;
    if (how !== 0) throw new Error(`${parameters.join(' ')} ended with ${how}`);
  } finally {
    child.kill();
  }
}

/** What a script tells whoever runs it. */
export function tell(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
