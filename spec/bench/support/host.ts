/** A dashboard in a process of its own, so that what is measured of it is its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Listening } from '../processes/host.js';
import { type Place, placeText } from './place.js';
import { childrenOf } from './usage.js';

const PROGRAM = fileURLToPath(new URL('../processes/host.js', import.meta.url));

export class Host {
  readonly pid: number;
  readonly url: string;
  readonly stateDir: string;
  readonly #child: ChildProcess;

  static async start(place: Place): Promise<Host> {
    const child = fork(PROGRAM, [placeText(place)], { execArgv: ['--expose-gc'] });
    const [listening]: Listening[] = await once(child, 'message');
    if (listening === undefined || child.pid === undefined) throw new Error('The host said nothing.');
    return new Host(child, child.pid, listening);
  }

  private constructor(child: ChildProcess, pid: number, { url, stateDir }: Listening) {
    this.#child = child;
    this.pid = pid;
    this.url = url;
    this.stateDir = stateDir;
  }

  /** Resolves when the answer is there in full. @throws Error when it is none of success */
  async ask(path: string, method = 'GET'): Promise<void> {
    const response = await fetch(this.url + path, { method });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  }

  rescan(): Promise<void> {
    return this.ask('/rescan', 'POST');
  }

  /** Has no idle process of the scan, as after a while. It passes over what a terminal sends to all, so it is killed. */
  async dropScanProcess(): Promise<void> {
    for (const child of childrenOf(this.pid) ?? []) process.kill(child, 'SIGKILL');
    while ((childrenOf(this.pid) ?? []).length > 0) await sleep(5);
  }

  async close(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.send('close');
    await ended;
  }
}
