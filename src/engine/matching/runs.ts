import type { Alphabet } from './alphabet.js';
import { LINE_BREAK, lastBytes, NOTHING } from './bytes.js';
import type { CompiledRules } from './rules.js';
import { LONGEST_PATTERN } from './tally.js';
import { isContinuation, pointAt, startBefore, widthOf } from './utf8.js';

/** As many bytes as a word may have gone by, and the character before it, when its run is asked for. */
const KEPT_BYTES = 4 * (LONGEST_PATTERN + 1);

const HYPHEN = 0x2d;
/** The W characters of ASCII. All but the hyphen are word characters, and no other character of ASCII is one. */
const IN_RUN = Uint8Array.from({ length: 0x100 }, (_, byte) =>
  Number(byte < 0x80 && /[\w-]/.test(String.fromCharCode(byte))),
);

/**
 * Tells where a match may start that begins with a run of W characters ("‹W+config.js"), in a text that comes in chunks.
 * An index is a byte's from the start of the current chunk, so negative for what came before it; a place is a
 * character's from the start of the session.
 */
export class Runs {
  readonly #alphabet: Alphabet;
  readonly #endBefore: (rule: number, place: number) => number;
  #chunk: Uint8Array = NOTHING;
  /** The last bytes before the current chunk. */
  #kept: Uint8Array = NOTHING;
  /** By rule: the first usable start in the run of W characters that goes up to `#kept`, or -1. */
  readonly #open: Map<number, number>;
  /** Whether a word character stands before `#kept`. */
  #wordBefore = false;

  /** @param endBefore where a rule's last match ends that ends at or before a place */
  constructor({ alphabet, runRules }: CompiledRules, endBefore: (rule: number, place: number) => number) {
    this.#alphabet = alphabet;
    this.#open = new Map(runRules.map((rule) => [rule, -1]));
    this.#endBefore = endBefore;
  }

  /** A chunk follows, which begins at `place`. The one before it must still be as it was. */
  next(chunk: Uint8Array, place: number): void {
    if (this.#open.size === 0) return;
    if (this.#chunk.at(-1) === LINE_BREAK) this.forget();
    else if (this.#chunk.length > 0) this.#carry(place);
    this.#chunk = chunk;
  }

  /** As at the start of a text: no run goes on from here. */
  forget(): void {
    this.#chunk = NOTHING;
    // Of most messages nothing was kept: they came in one chunk.
    if (this.#kept === NOTHING) return;
    this.#kept = NOTHING;
    this.#wordBefore = false;
    for (const rule of this.#open.keys()) this.#open.set(rule, -1);
  }

  /**
   * Where a match may start whose word follows a run: the first word boundary in the run that no earlier match of the
   * rule covers; -1 when there is none.
   * @param end index at which the word ends
   * @param place where the word starts, which is `length` characters long
   */
  startOf(rule: number, end: number, length: number, place: number): number {
    let i = end;
    for (let left = length; left > 0; left--) i = this.#before(i);
    return this.#startOfRun(rule, i, place);
  }

  /** Runs end at the dot that follows, so each is looked at once. */
  #startOfRun(rule: number, end: number, endPlace: number): number {
    const bound = this.#endBefore(rule, endPlace);
    let first = -1;
    let i = end;
    let place = endPlace;
    // The same as below, for ASCII within the chunk: runs may be megabytes long.
    for (; i > 1 && place > bound; i--) {
      const byte = this.#chunk[i - 1] ?? 0;
      const before = this.#chunk[i - 2] ?? 0;
      if (IN_RUN[byte] !== 1 || before >= 0x80) break;
      place--;
      if ((byte !== HYPHEN) !== (IN_RUN[before] === 1 && before !== HYPHEN)) first = place;
    }
    while (place > bound && this.#isRunBefore(i)) {
      i = this.#before(i);
      place--;
      if (this.#isBoundary(i)) first = place;
    }
    if (i > -this.#kept.length) return first;
    // The run reaches back beyond what is at hand, perhaps all of it lies there.
    const open = this.#open.get(rule) ?? -1;
    return open >= bound && open < endPlace ? open : first;
  }

  /** Remembers of the chunk's end what a match in the next one may need. @param place where the chunk ends */
  #carry(place: number): void {
    const kept = fromCharacter(lastBytes(this.#kept, this.#chunk, KEPT_BYTES));
    const cut = this.#chunk.length - kept.length;
    if (cut > -this.#kept.length) {
      const inRun = this.#isRunBefore(cut);
      const start = place - charactersOf(kept);
      for (const rule of this.#open.keys()) {
        this.#open.set(rule, inRun ? this.#startOfRun(rule, cut, start) : -1);
      }
      this.#wordBefore = this.#isWordBefore(cut);
    }
    this.#kept = kept;
  }

  #before(i: number): number {
    if (i > 0 && (this.#chunk[i - 1] ?? 0) < 0x80) return i - 1;
    return i > 0
      ? startBefore(this.#chunk, i)
      : startBefore(this.#kept, i + this.#kept.length) - this.#kept.length;
  }

  #pointAt(i: number): number {
    const byte = this.#chunk[i] ?? 0xff;
    if (byte < 0x80) return byte;
    return i < 0 ? pointAt(this.#kept, i + this.#kept.length) : pointAt(this.#chunk, i);
  }

  #isRunBefore(i: number): boolean {
    return i > -this.#kept.length && this.#alphabet.isRun(this.#pointAt(this.#before(i)));
  }

  /** Whether the W character at `i` differs from the character before it in being a word character. */
  #isBoundary(i: number): boolean {
    return (this.#pointAt(i) !== HYPHEN) !== this.#isWordBefore(i);
  }

  #isWordBefore(i: number): boolean {
    if (i === -this.#kept.length) return this.#wordBefore;
    return this.#alphabet.isWord(this.#pointAt(this.#before(i)));
  }
}

/** Without the rest of a character that was cut. */
function fromCharacter(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < 3 && isContinuation(bytes[start])) start++;
  return bytes.subarray(start);
}

function charactersOf(bytes: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < bytes.length; i += widthOf(pointAt(bytes, i))) count++;
  return count;
}
