/** Runs an example as a user does: built, in a process of its own. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Run {
  readonly child: ChildProcess;
  /** Resolves when the process has ended and all its output has come. */
  readonly ended: Promise<Ended>;
  /** What has come so far on standard output. */
  stdout(): string;
  /** Resolves with the match as soon as standard output has one; rejects when the process ended without. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<Ended>;
}

const running = new Set<ChildProcess>();

/** Ends what a failed spec left running. For `afterEach`. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
    }),
  );
}

/** @param name of the file in `examples`, without its ending */
export function run(name: string, environment: Environment): Run {
  const file = fileURLToPath(new URL(`../../examples/${name}.js`, import.meta.url));
  return runProgram(process.execPath, [file], environment);
}

/** Undefined: not set, even if it is here. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function runProgram(program: string, args: readonly string[], environment: Environment): Run {
  const child = spawn(program, args, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then((): Ended => {
    running.delete(child);
    return { code: child.exitCode, stdout, stderr };
  });
  return {
    child,
    ended,
    stdout: () => stdout,
    shows: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(stdout);
          if (match !== null) resolve(match);
        };
        look();
        child.stdout.on('data', look);
        void ended.then(() => reject(new Error(`ended without ${pattern}: ${stdout}${stderr}`)));
      }),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Asks again until the answer is not undefined. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await delay(5);
  }
}

export interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly body: string;
}

/** GET, unlike `fetch` with any Host header. */
export async function ask(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const asked = request(url, { headers, agent: false }).end();
  const [response] = await once(asked, 'response');
  let body = '';
  for await (const chunk of response) body += String(chunk);
  return { status: response.statusCode, type: response.headers['content-type'], body };
}

/** GET, and the value of the JSON. Its type is the caller's claim. */
export async function read<T>(url: string, headers: Readonly<Record<string, string>> = {}): Promise<T> {
  const { status, body } = await ask(url, headers);
  if (status !== 200) throw new Error(`${url}: ${status} ${body}`);
  return JSON.parse(body);
}
