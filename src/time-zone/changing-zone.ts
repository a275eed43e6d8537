import type { ToLocalTime } from '../engine/folding/local-time.js';
import { localTimeIn } from './time-zone.js';

/** The zone by which several machines go: what is known of it here may change, when another one of them decides. */
export class ChangingZone {
  #name: string;
  #localTime: ToLocalTime;

  constructor(name: string) {
    this.#name = name;
    this.#localTime = localTimeIn(name);
  }

  get name(): string {
    return this.#name;
  }

  /** As of now: who goes on by it hears of no change. */
  get localTime(): ToLocalTime {
    return this.#localTime;
  }

  set(name: string): void {
    if (name === this.#name) return;
    this.#name = name;
    this.#localTime = localTimeIn(name);
  }
}
