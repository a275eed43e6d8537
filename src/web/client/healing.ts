import { Alarm } from './alarm.js';
import type { Surroundings } from './surroundings.js';

const SHORTEST_MS = 3_000;
const LONGEST_MS = 60_000;
const GROWTH = 2;
/** Between two tries, whatever happens. */
const BREATH_MS = 2_000;

/** Tries again what has failed: after pauses that grow, or sooner when something happened that may have helped. */
export class Healing {
  readonly #surroundings: Surroundings;
  readonly #attempt: () => void;
  readonly #alarm: Alarm;
  #pause = SHORTEST_MS;
  /** Unix milliseconds; undefined while there is nothing to heal. */
  #soonest: number | undefined;

  constructor(surroundings: Surroundings, attempt: () => void) {
    this.#surroundings = surroundings;
    this.#attempt = attempt;
    this.#alarm = new Alarm(surroundings);
  }

  /**
   * Something has failed.
   * @param atLeastMs how long the server wants to be left alone, in milliseconds
   * @returns when it is tried again, in Unix milliseconds
   */
  begin(atLeastMs = 0): number {
    const now = this.#surroundings.now();
    const wait = Math.max(atLeastMs, this.#pause);
    this.#pause = Math.min(LONGEST_MS, this.#pause * GROWTH);
    this.#soonest = now + Math.max(atLeastMs, BREATH_MS);
    this.#alarm.set(wait, this.#attempt);
    return now + wait;
  }

  /** Tries as soon as may be, if there is something to heal. */
  hurry(): void {
    if (this.#soonest === undefined) return;
    this.#alarm.set(this.#soonest - this.#surroundings.now(), this.#attempt);
  }

  /** It goes well so far; should it fail again, the pauses go on growing. */
  hold(): void {
    this.#alarm.clear();
    this.#soonest = undefined;
  }

  /** All is well, or nobody wants to know any more. */
  end(): void {
    this.hold();
    this.#pause = SHORTEST_MS;
  }
}
