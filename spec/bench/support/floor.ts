/** What a scan is measured against, in a process with the same priority as that of the scan: on a busy machine that decides. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FloorTask } from '../processes/floor.js';
import type { Place } from './place.js';

const PROGRAM = fileURLToPath(new URL('../processes/floor.js', import.meta.url));

export class Floor {
  readonly #child: ChildProcess;

  static async start(): Promise<Floor> {
    const child = fork(PROGRAM);
    await once(child, 'message');
    return new Floor(child);
  }

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Milliseconds to read all messages, in pages. */
  read(place: Place, rowsAtOnce = 1_000): Promise<number> {
    return this.#ask({ type: 'read', place, rowsAtOnce });
  }

  /** Milliseconds of the plainest query that tells of each session whether it changed. */
  group(place: Place, handOut: boolean): Promise<number> {
    return this.#ask({ type: 'group', place, handOut });
  }

  close(): void {
    this.#child.disconnect();
  }

  async #ask(task: FloorTask): Promise<number> {
    this.#child.send(task);
    const [milliseconds]: number[] = await once(this.#child, 'message');
    return milliseconds ?? Number.NaN;
  }
}
