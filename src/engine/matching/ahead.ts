import { type Kernel, LANE_PLACES } from './kernel/kernel.js';
import {
  AT,
  ENDS,
  EVENTS,
  EVENTS_OF_LANE,
  EXTRA,
  LANES_AT_ONCE,
  MESSAGE_ENDS,
  MOST_BYTES,
  MOST_TEXTS,
  NEXT_END,
  OUT,
  OUT_END,
  SESSION_ENDS,
  STATE,
  TEXTS,
  TO,
} from './kernel/scan.js';

/** Some texts, one after the other, that were walked in one lane. */
interface Walked {
  /** Numbers of texts. Those from `stop` on were not walked: there was no room for what would have been found. */
  readonly first: number;
  readonly stop: number;
  /** Places in the kernel's words, and an address. */
  readonly events: number;
  readonly begin: number;
}

/**
 * The texts that will be asked for, walked before that, several at once: what is found does not depend on what came before
 * them, except for the state in which each begins, and that is nearly always the one behind a line break.
 */
export class Ahead {
  readonly #kernel: Kernel;
  readonly #start: number;
  #texts: readonly Uint8Array[] = [];
  #lasts: readonly boolean[] = [];
  /** The text that is asked for next, and the first one that is not walked yet. */
  #at = 0;
  #end = 0;
  #walked: Walked[] = [];
  /** The first event of the text asked for, its address, and the state and the surplus bytes that were taken to stand before it. */
  #event = 0;
  #begin = 0;
  #state = 0;
  #extra = 0;

  /** @param start the state in which texts begin */
  constructor(kernel: Kernel, start: number) {
    this.#kernel = kernel;
    this.#start = start;
  }

  /** Where the events of the text begin that `take` was asked for: a place in the kernel's words. */
  get event(): number {
    return this.#event;
  }

  /** The address at which it begins. */
  get begin(): number {
    return this.#begin;
  }

  /** How many bytes more than characters were counted before it. */
  get extra(): number {
    return this.#extra;
  }

  /** @param lasts whether a text is the last one of its session, as far as that is known */
  expect(texts: readonly Uint8Array[], lasts: readonly boolean[]): void {
    this.#texts = texts;
    this.#lasts = lasts;
    this.#at = 0;
    this.#end = 0;
  }

  /**
   * Whether a text was walked ahead, from the state that is given. If so, `passed` must follow.
   * Texts are asked for in the order in which they were expected; others may be between them.
   */
  take(text: Uint8Array, state: number): boolean {
    if (this.#texts[this.#at] !== text) return false;
    if (this.#at >= this.#end || this.#kernel.owner !== this) this.#walk();
    const walked = this.#walked[0];
    if (walked === undefined || this.#at < walked.first) {
      this.#at++;
      return false;
    }
    if (this.#at === walked.first) {
      this.#event = walked.events;
      this.#begin = walked.begin;
      this.#state = this.#start;
      this.#extra = 0;
    }
    if (this.#state === state) return true;
    this.passed(this.#lastEvent());
    return false;
  }

  /** The text that was taken is done with. @param last its last event, which says what ended there */
  passed(last: number): void {
    const { words } = this.#kernel;
    const ended = (words[last + 3] ?? 0) >> 8;
    this.#event = last + 4;
    this.#begin = words[last] ?? 0;
    this.#state = ended === SESSION_ENDS ? this.#start : Math.abs(words[last + 1] ?? 0);
    this.#extra = words[last + 2] ?? 0;
    this.#at++;
    if (this.#at === this.#walked[0]?.stop) this.#walked.shift();
  }

  #lastEvent(): number {
    const { words } = this.#kernel;
    let event = this.#event;
    while ((words[event + 3] ?? 0) >> 8 === 0) event += 4;
    return event;
  }

  /** As many of the texts as there is room for. */
  #walk(): void {
    const kernel = this.#kernel;
    const { words } = kernel;
    kernel.owner = this;
    const count = this.#copy();
    this.#end = this.#at + count;
    this.#walked = [];
    if (count === 0) return;
    const end = words[ENDS / 4 + count - 1] ?? 0;
    const begins = this.#share(count, (end - TEXTS) / LANES_AT_ONCE);
    for (let lane = 0; lane < LANES_AT_ONCE; lane++) {
      const place = LANE_PLACES[lane] ?? 0;
      const first = begins[lane] ?? count;
      const events = EVENTS + lane * EVENTS_OF_LANE;
      words[place + AT / 4] = this.#beginOf(first);
      words[place + TO / 4] = this.#beginOf(begins[lane + 1] ?? count);
      words[place + STATE / 4] = this.#start;
      words[place + EXTRA / 4] = 0;
      words[place + OUT / 4] = events;
      words[place + OUT_END / 4] = events + EVENTS_OF_LANE;
      words[place + NEXT_END / 4] = ENDS + 4 * first;
    }
    kernel.walkFour();
    for (let lane = 0; lane < LANES_AT_ONCE; lane++) {
      const first = begins[lane] ?? count;
      // The automaton may have grown meanwhile.
      const nextEnd = kernel.words[(LANE_PLACES[lane] ?? 0) + NEXT_END / 4] ?? 0;
      const stop = (nextEnd - ENDS) / 4;
      if (stop === first) continue;
      const [begin, events] = [this.#beginOf(first), (EVENTS + lane * EVENTS_OF_LANE) / 4];
      this.#walked.push({ first: this.#at + first, stop: this.#at + stop, events, begin });
    }
  }

  /** Returns how many. */
  #copy(): number {
    const { bytes, words } = this.#kernel;
    let to = TEXTS;
    let count = 0;
    for (let i = this.#at; i < this.#texts.length && count < MOST_TEXTS; i++) {
      const text = this.#texts[i];
      if (text === undefined || to + text.length + 1 > TEXTS + MOST_BYTES) break;
      bytes.set(text, to);
      to += text.length;
      words[ENDS / 4 + count++] = to;
      bytes[to++] = this.#lasts[i] === true ? SESSION_ENDS : MESSAGE_ENDS;
    }
    return count;
  }

  /** The first text of each lane, so that all have about as many bytes to walk. */
  #share(count: number, bytes: number): readonly number[] {
    const begins = [0];
    for (let text = 1; text < count && begins.length < LANES_AT_ONCE; text++)
      if (this.#beginOf(text) - TEXTS >= begins.length * bytes) begins.push(text);
    return begins;
  }

  /** @param text its number among those that were copied */
  #beginOf(text: number): number {
    return text === 0 ? TEXTS : (this.#kernel.words[ENDS / 4 + text - 1] ?? 0) + 1;
  }
}
