/** Machines and dashboards of a shared cabinet, as processes that can be killed. */

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { childrenOf } from '../../support/processes.js';
import type { MachineTask } from '../processes/machine.js';

const PROGRAM = fileURLToPath(new URL('../processes/machine.js', import.meta.url));

export interface Answer {
  readonly number: number;
  readonly status: number;
  readonly etag: string | null;
  readonly text: string;
}

const NO_ANSWER: Answer = { number: 0, status: 0, etag: null, text: '' };

export class Machine {
  readonly #task: MachineTask;
  #child: ChildProcess | undefined;
  #asked = 0;

  constructor(task: MachineTask) {
    this.#task = task;
  }

  async start(): Promise<void> {
    const child = fork(PROGRAM, [JSON.stringify(this.#task)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    await once(child, 'message');
    this.#child = child.setMaxListeners(200);
  }

  /** Status 0 when it was killed before it has answered. */
  async ask(path: string, method = 'GET'): Promise<Answer> {
    const child = this.#child;
    if (child === undefined || !child.connected) return NO_ANSWER;
    const number = ++this.#asked;
    return await new Promise((resolve) => {
      const hear = (answer: Answer): void => {
        if (answer.number !== number) return;
        child.off('message', hear).off('exit', end);
        resolve(answer);
      };
      const end = (): void => resolve(NO_ANSWER);
      child.on('message', hear).once('exit', end);
      child.send({ number, path, method }, (error) => error && resolve(NO_ANSWER));
    });
  }

  /** With the process of its scan, which has no time to give back what it holds. */
  async losePower(): Promise<void> {
    const { pid } = this.#child ?? {};
    for (const scan of pid === undefined ? [] : await childrenOf(pid)) endAtOnce(scan);
    await this.kill();
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
}

/** It may have ended by itself meanwhile. */
function endAtOnce(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {}
}
