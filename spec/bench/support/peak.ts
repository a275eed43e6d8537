import type { Host } from './host.js';
import { memoryOf } from './usage.js';

const EVERY_MS = 10;

/** What a host and its children take over what it took idle, in bytes. */
export class Peak {
  readonly idle: number;
  readonly #pid: number;

  /** Of a host that has done nothing yet; undefined where the system does not tell. */
  static async over(host: Host): Promise<Peak | undefined> {
    await host.ask('/scan-status');
    const idle = memoryOf(host.pid);
    return idle === undefined ? undefined : new Peak(host.pid, idle);
  }

  private constructor(pid: number, idle: number) {
    this.#pid = pid;
    this.idle = idle;
  }

  now(): number {
    return (memoryOf(this.#pid) ?? 0) - this.idle;
  }

  /** To look slows down what is looked at: not to be timed. */
  async during(task: () => Promise<unknown>): Promise<number> {
    let peak = this.now();
    const look = setInterval(() => {
      peak = Math.max(peak, this.now());
    }, EVERY_MS);
    await task();
    clearInterval(look);
    return Math.max(peak, this.now());
  }
}
