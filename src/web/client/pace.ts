import { Alarm } from './alarm.js';
import type { Surroundings } from './surroundings.js';

const SHORTEST_MS = 2_000;
const LONGEST_MS = 15_000;
const GROWTH = 1.5;

/** Does something every now and then, ever more seldom, and not while nobody can see the page. */
export class Pace {
  readonly #alarm: Alarm;
  #running: AbortController | undefined;

  constructor(surroundings: Surroundings) {
    this.#alarm = new Alarm(surroundings);
  }

  /**
   * From the shortest delay on, in place of what ran before.
   * @param step one round; how long to wait at least before the next, in milliseconds. It is told when it was called off.
   * @param firstMs before the first round, in place of the shortest delay
   */
  start(step: (signal: AbortSignal) => Promise<number>, atLeastMs = 0, firstMs = SHORTEST_MS): void {
    this.stop();
    const running = new AbortController();
    this.#running = running;
    const next = (delay: number, least: number): void => {
      this.#alarm.set(Math.max(delay, least), () => {
        void step(running.signal).then((wait) => {
          if (!running.signal.aborted)
            next(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, delay * GROWTH)), wait);
        });
      });
    };
    next(firstMs, atLeastMs);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  stop(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#alarm.clear();
  }
}
