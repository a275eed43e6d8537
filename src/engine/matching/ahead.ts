import {
  ENDS,
  LANES_AT_ONCE,
  MESSAGE_ENDS,
  MOST_BYTES,
  MOST_TEXTS,
  SESSION_ENDS,
  TEXTS,
} from '../kernel/scan.js';
import { LINE_BREAK } from './bytes.js';
import type { Kernel } from './kernel.js';
import { Lane } from './lane.js';

/**
 * The texts that will be asked for, walked before that in several lanes at once: what is found does not depend on what came
 * before a lane, except for the state in which that begins, and behind a line break it is nearly always the first one.
 */
export class Ahead {
  readonly #kernel: Kernel;
  readonly #start: number;
  readonly #lanes: readonly Lane[];
  #texts: readonly Uint8Array[] = [];
  #lasts: readonly boolean[] = [];
  /** The text that is asked for next, and those that lie in the kernel's memory: from one to before another. */
  #at = 0;
  #first = 0;
  #end = 0;
  /** The lane in which the next text begins, the state there, and the surplus bytes that its lane had before it. */
  #lane = 0;
  #state = 0;
  extra = 0;

  /** @param start the state before any text */
  constructor(kernel: Kernel, start: number) {
    this.#kernel = kernel;
    this.#start = start;
    this.#lanes = Array.from({ length: LANES_AT_ONCE }, (_, number) => new Lane(kernel, number));
  }

  get lane(): Lane | undefined {
    return this.#lanes[this.#lane];
  }

  /** @param lasts whether a text is the last one of its session, as far as that is known */
  expect(texts: readonly Uint8Array[], lasts: readonly boolean[]): void {
    this.#texts = texts;
    this.#lasts = lasts;
    this.#at = 0;
    this.#end = 0;
  }

  /**
   * The address of a text, if it is the one expected; undefined when it is not, or too long. Events of it are in `lane` and those
   * behind, up to the one that says that a text ends, which must be given to `passed`.
   * @param state in which it begins
   */
  take(text: Uint8Array, state: number): number | undefined {
    if (this.#texts[this.#at] !== text) return undefined;
    if (this.#at >= this.#end || this.#kernel.owner !== this) {
      if (!this.#fill(state)) {
        this.#at++;
        return undefined;
      }
      // A lane that has no event left may still have the beginning of this text in it.
    } else if (this.lane?.to === this.#beginOf(this.#at - this.#first)) this.goOn(state);
    else if (this.#state !== state) this.#beginAnew(state);
    return this.#beginOf(this.#at - this.#first);
  }

  /** On to the next lane. @param state that of the lane before */
  goOn(state: number): void {
    this.#lane++;
    this.extra = 0;
    if (state !== this.#start) this.lane?.beginsAnew(state);
  }

  /** @param last the event that says that a text ends */
  passed(last: number): void {
    const { words } = this.#kernel;
    const isLast = (words[last + 3] ?? 0) >> 8 === SESSION_ENDS;
    this.#state = isLast ? this.#start : Math.abs(words[last + 1] ?? 0);
    this.extra = words[last + 2] ?? 0;
    this.#at++;
  }

  /** From the text asked for, in another state than was taken to be there. */
  #beginAnew(state: number): void {
    const text = this.#at - this.#first;
    const to = this.#lanes[this.#lane + 1]?.begin ?? this.#beginOf(this.#end - this.#first);
    this.lane?.begins(this.#beginOf(text), to, state, ENDS + 4 * text);
    this.lane?.walk();
    this.extra = 0;
  }

  /** As many of the texts as there is room for. @param state in which the first one begins */
  #fill(state: number): boolean {
    const count = this.#copy();
    this.#kernel.owner = this;
    this.#first = this.#at;
    this.#end = this.#at + count;
    this.#lane = 0;
    this.#state = state;
    this.extra = 0;
    if (count === 0) return false;
    const end = this.#beginOf(count);
    let [begin, text] = [TEXTS, 0];
    for (const [number, lane] of this.#lanes.entries()) {
      const [to, next] = this.#cut(TEXTS + ((end - TEXTS) * (number + 1)) / LANES_AT_ONCE, text, count);
      lane.begins(begin, Math.max(begin, to), number === 0 ? state : this.#start, ENDS + 4 * text);
      if (to > begin) [begin, text] = [to, next];
    }
    this.#kernel.walkFour();
    for (const lane of this.#lanes) lane.walked();
    return true;
  }

  /**
   * Where a lane may begin that should begin at `address`, and in which text that is: at a text, or behind a line break.
   * @param from a text before that
   */
  #cut(address: number, from: number, count: number): readonly [address: number, text: number] {
    let text = from;
    while (text < count && this.#beginOf(text + 1) <= address) text++;
    if (text === count) return [this.#beginOf(count), count];
    const [begin, next] = [this.#beginOf(text), this.#beginOf(text + 1)];
    if (begin >= address) return [begin, text];
    const place = Math.ceil(address);
    const lineBreak = this.#kernel.bytes.subarray(place, next - 1).indexOf(LINE_BREAK);
    return lineBreak < 0 ? [next, text + 1] : [place + lineBreak + 1, text];
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

  /** @param text its number among those in memory */
  #beginOf(text: number): number {
    return text === 0 ? TEXTS : (this.#kernel.words[ENDS / 4 + text - 1] ?? 0) + 1;
  }
}
