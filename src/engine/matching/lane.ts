import {
  AT,
  EVENTS,
  EVENTS_OF_LANE,
  EXTRA,
  LANE_SIZE,
  LANES,
  NEXT_END,
  OUT,
  OUT_END,
  STATE,
  TO,
} from '../kernel/scan.js';
import type { Kernel } from './kernel.js';

/** Bytes of text that the kernel walks one after the other, and the events on the way. Each is four of the kernel's words. */
export class Lane {
  readonly #kernel: Kernel;
  /** The place of what the kernel knows of the lane, and that of its first event. */
  readonly #place: number;
  readonly #events: number;
  #begin = 0;
  #to = 0;
  #firstEnd = 0;
  /** The events at hand that were not used yet, as places in the kernel's words. */
  event = 0;
  until = 0;

  constructor(kernel: Kernel, number: number) {
    this.#kernel = kernel;
    this.#place = (LANES + number * LANE_SIZE) / 4;
    this.#events = EVENTS + number * EVENTS_OF_LANE;
  }

  get begin(): number {
    return this.#begin;
  }

  get to(): number {
    return this.#to;
  }

  get isDone(): boolean {
    return this.#word(AT) >= this.#to;
  }

  /** As of what was walked. */
  get state(): number {
    return this.#word(STATE);
  }

  /** How many bytes more than characters were walked. */
  get extra(): number {
    return this.#word(EXTRA);
  }

  /** @param begin, @param to addresses; @param firstEnd the address in `ENDS` of the text that ends first */
  begins(begin: number, to: number, state: number, firstEnd: number): void {
    const { words } = this.#kernel;
    const place = this.#place;
    this.#begin = begin;
    this.#to = to;
    this.#firstEnd = firstEnd;
    words[place + AT / 4] = begin;
    words[place + TO / 4] = to;
    words[place + STATE / 4] = state;
    words[place + EXTRA / 4] = 0;
    words[place + OUT / 4] = this.#events;
    words[place + OUT_END / 4] = this.#events + EVENTS_OF_LANE;
    words[place + NEXT_END / 4] = firstEnd;
  }

  /** The same once more, in another state. */
  beginsAnew(state: number): void {
    this.begins(this.#begin, this.#to, state, this.#firstEnd);
    this.walk();
  }

  /** On to its end, or as far as there is room for events. */
  walk(): void {
    const { words } = this.#kernel;
    // Where there was no room any more it was made to stop.
    words[this.#place + TO / 4] = this.#to;
    words[this.#place + OUT / 4] = this.#events;
    this.#kernel.walk(4 * this.#place);
    this.walked();
  }

  /** The kernel has walked it. */
  walked(): void {
    this.event = this.#events / 4;
    this.until = this.#word(OUT) / 4;
  }

  #word(offset: number): number {
    return this.#kernel.words[this.#place + offset / 4] ?? 0;
  }
}
