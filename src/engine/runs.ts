import { isWord } from './characters.js';
import type { CompiledRules } from './rules.js';
import { LONGEST_PATTERN } from './tally.js';

/** The longest word, and one more unit in case the first is half a surrogate pair. */
const KEPT = LONGEST_PATTERN + 1;

const HYPHEN = 0x2d;
const LINE_BREAK = 0x0a;

/**
 * Tells where a match may start that begins with a run of W characters ("‹W+config.js"), in a text that comes in chunks.
 * Places are UTF-16 units from the start of the session.
 */
export class Runs {
  readonly #symbolOf: Uint8Array;
  readonly #inRun: Uint8Array;
  readonly #endBefore: (rule: number, place: number) => number;
  #text = '';
  #base = 0;
  /** The last characters before the current chunk: as many as a word may have gone by before its run is asked for. */
  #kept = '';
  /** By rule: the first usable start in the run of W characters that goes up to `#kept`, or -1. */
  readonly #open: Map<number, number>;
  /** Whether a word character stands before `#kept`. */
  #wordBefore = false;

  /** @param endBefore where a rule's last match ends that ends at or before a place */
  constructor({ alphabet, runRules }: CompiledRules, endBefore: (rule: number, place: number) => number) {
    this.#symbolOf = alphabet.symbolOf;
    this.#inRun = alphabet.inRun;
    this.#open = new Map(runRules.map((rule) => [rule, -1]));
    this.#endBefore = endBefore;
  }

  /** A chunk begins at `base`. */
  begin(text: string, base: number): void {
    this.#text = text;
    this.#base = base;
  }

  /** Remembers of the chunk's end what a match in the next one may need. */
  end(): void {
    const length = this.#text.length;
    if (this.#open.size > 0 && length > 0) {
      if (this.#text.charCodeAt(length - 1) === LINE_BREAK) this.forget();
      else this.#carry(length);
    }
    this.#text = '';
  }

  /** As at the start of a text: no run goes on from here. */
  forget(): void {
    this.#kept = '';
    this.#wordBefore = false;
    for (const rule of this.#open.keys()) this.#open.set(rule, -1);
  }

  /**
   * Where a match may start whose W characters reach up to `place`: the first word boundary in their run that no earlier
   * match of the rule covers; -1 when there is none. Runs end at the dot that follows, so each is looked at once.
   */
  startOf(rule: number, place: number): number {
    const bound = this.#endBefore(rule, place);
    const leftmost = Math.max(-this.#kept.length, bound - this.#base);
    let first = -1;
    let i = place - this.#base;
    while (i > leftmost && this.#isRun(i - 1)) {
      i--;
      if (this.#boundaryAt(i)) first = this.#base + i;
    }
    if (i > -this.#kept.length) return first;
    // The run reaches back beyond what is at hand, perhaps all of it lies there.
    const open = this.#open.get(rule) ?? -1;
    return open >= bound && open < place ? open : first;
  }

  #carry(length: number): void {
    let kept = length < KEPT ? (this.#kept + this.#text).slice(-KEPT) : this.#text.slice(-KEPT);
    // No half of a surrogate pair may be kept alone.
    if (/^[\udc00-\udfff]/.test(kept)) kept = kept.slice(1);
    const cut = length - kept.length;
    if (cut > -this.#kept.length) {
      const inRun = this.#isRun(cut - 1);
      for (const rule of this.#open.keys()) {
        this.#open.set(rule, inRun ? this.startOf(rule, this.#base + cut) : -1);
      }
      this.#wordBefore = this.#wordEndingAt(cut);
    }
    this.#kept = kept;
  }

  /** @param i counted from the start of the chunk, so negative for what is kept of those before */
  #unitAt(i: number): number {
    return i < 0 ? this.#kept.charCodeAt(this.#kept.length + i) : this.#text.charCodeAt(i);
  }

  #isRun(i: number): boolean {
    return this.#inRun[this.#symbolOf[this.#unitAt(i)] ?? 0] === 1;
  }

  /** Whether the W character at `i` differs from the character before it in being a word character. */
  #boundaryAt(i: number): boolean {
    return (this.#unitAt(i) !== HYPHEN) !== this.#wordEndingAt(i);
  }

  #wordEndingAt(i: number): boolean {
    const leftmost = -this.#kept.length;
    if (i === leftmost) return this.#wordBefore;
    const unit = this.#unitAt(i - 1);
    // Of all W characters the hyphen alone is no word character.
    if (this.#isRun(i - 1)) return unit !== HYPHEN;
    const last = String.fromCharCode(unit);
    const pair = i - 1 > leftmost ? String.fromCharCode(this.#unitAt(i - 2)) + last : last;
    return isWord((pair.codePointAt(0) ?? 0) > 0xffff ? pair : last);
  }
}
