import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * Runs a script of `processes/` and hands out what it prints: a JSON value a line, whose type is the caller's claim.
 * @throws Error when it ends badly
 */
export async function* runProcess<T>(script: string, ...parameters: readonly string[]): AsyncGenerator<T> {
  const path = fileURLToPath(new URL(`../processes/${script}.js`, import.meta.url));
  const child = spawn(process.execPath, ['--expose-gc', path, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const value: T = JSON.parse(line);
      yield value;
    }
    const code = await ended;
    if (code !== 0) throw new Error(`${script} ${parameters.join(' ')} ended with ${code}`);
  } finally {
    child.kill();
  }
}

/** The one value that a script prints. */
export async function askProcess<T>(script: string, ...parameters: readonly string[]): Promise<T> {
  let answer: T | undefined;
  for await (const value of runProcess<T>(script, ...parameters)) answer = value;
  if (answer === undefined) throw new Error(`${script} said nothing`);
  return answer;
}

/** What a script of `processes/` tells whoever runs it. */
export function tell(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
