import { joined, lastBytes, NOTHING, stands } from './bytes.js';
import { FILE_PATHS } from './file-paths.js';
import type { KnownTexts } from './known-texts.js';
import { pointAt, widthOf } from './utf8.js';

const DOT = 0x2e;
const ENDINGS = FILE_PATHS.endings.map(toBytes);
const SHORTEST_ENDING = Math.min(...FILE_PATHS.endings.map((ending) => ending.length));

/** As many bytes as a head may lie before the chunk in which it ends. */
const LONGEST_HEAD = Math.max(...FILE_PATHS.heads.map((head) => head.length));

const [NO, YES, PARTIAL] = [0, 1, 2];
/** Stands for what is not at hand yet. */
const SLASH = 0x2f;
/** Whether a byte belongs to a path; beyond ASCII several bytes decide. */
const IN_PATH = Uint8Array.from({ length: 0x100 }, (_, byte) =>
  byte >= 0x80 ? PARTIAL : /[\w./-]/.test(String.fromCharCode(byte)) ? YES : NO,
);

/** The same of what is ASCII: 1 for what belongs to a path. */
export const IS_ASCII_IN_PATH = IN_PATH.map((kind) => (kind === YES ? 1 : 0));

/**
 * Collects the file paths of messages whose text comes in chunks. A stretch of path characters behind a head holds one
 * path at most, since that reaches to the last ending in there; so each stretch is looked at once, and the time stays
 * linear where `./././…` would send a backtracking search back and forth.
 */
export class PathFinder {
  readonly #isWord: (point: number) => boolean;
  readonly #known: KnownTexts;
  #paths = new Set<string>();
  #chunk: Uint8Array = NOTHING;
  /** The last bytes before the chunk. */
  #before: Uint8Array = NOTHING;
  /** Where the stretch that was looked at last ends: heads in there begin no other path. */
  #until = 0;
  /** A head, and the stretch behind it, which reaches to the end of the chunk. */
  #open: { readonly head: number; readonly parts: Uint8Array[] } | undefined;

  /** @param isWord tells whether a code point is a word character */
  constructor(isWord: (point: number) => boolean, known: KnownTexts) {
    this.#isWord = isWord;
    this.#known = known;
  }

  /** All paths from here on are added to `paths`. */
  collectIn(paths: Set<string>): void {
    this.#paths = paths;
  }

  /** A chunk follows. The one before it must still be as it was. */
  next(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#chunk.length > 0) this.#before = lastBytes(this.#before, this.#chunk, LONGEST_HEAD);
    this.#until = Math.max(this.#until - this.#chunk.length, -LONGEST_HEAD);
    this.#chunk = chunk;
    if (this.#open === undefined) return;
    this.#until = this.#stretchEnd(0);
    this.#open.parts.push(chunk.subarray(0, this.#until));
    if (this.#until < chunk.length) this.#close();
  }

  /** A head, in whatever case, of `length` bytes ends at `end` in the chunk. */
  head(end: number, length: number): void {
    const start = end - length;
    // Most heads are none: nothing follows that a path could have.
    if (start < this.#until || IN_PATH[this.#chunk[end] ?? SLASH] === NO || !this.#isLowerCase(start, end))
      return;
    this.#until = this.#stretchEnd(end);
    if (start >= 0 && this.#until < this.#chunk.length) {
      this.#add(this.#chunk, start, length, this.#until);
      return;
    }
    const parts = [
      this.#before.subarray(this.#before.length + Math.min(start, 0)),
      this.#chunk.subarray(Math.max(start, 0), this.#until),
    ];
    this.#open = { head: length, parts };
    if (this.#until < this.#chunk.length) this.#close();
  }

  endMessage(): void {
    this.#close();
    this.#chunk = NOTHING;
    this.#before = NOTHING;
    this.#until = 0;
  }

  #close(): void {
    if (this.#open === undefined) return;
    const { head, parts } = this.#open;
    this.#open = undefined;
    const stretch = joined(parts);
    this.#add(stretch, 0, head, stretch.length);
  }

  #add(bytes: Uint8Array, start: number, head: number, until: number): void {
    const end = endOfPath(bytes, start + head, until);
    if (end > 0) this.#paths.add(this.#known.of(bytes, start, end));
  }

  #isLowerCase(start: number, end: number): boolean {
    for (let i = start; i < end; i++) {
      const byte = (i < 0 ? this.#before.at(i) : this.#chunk[i]) ?? 0;
      if (byte >= 0x41 && byte <= 0x5a) return false;
    }
    return true;
  }

  #stretchEnd(from: number): number {
    const chunk = this.#chunk;
    for (let i = from; i < chunk.length; i++) {
      const kind = IN_PATH[chunk[i] ?? 0];
      if (kind === YES) continue;
      if (kind === NO) return i;
      const point = pointAt(chunk, i);
      if (!this.#isWord(point)) return i;
      i += widthOf(point) - 1;
    }
    return chunk.length;
  }
}

/**
 * Adds the path that begins at `i`, if one does, in a text whose paths have no characters beyond ASCII. Returns where the path
 * characters end behind a head; `i` itself when there is none.
 */
export function takeAsciiPath(bytes: Uint8Array, i: number, known: KnownTexts, paths: string[]): number {
  const head = headAt(bytes, i);
  if (head === 0) return i;
  let until = i + head;
  while (IN_PATH[bytes[until] ?? 0] === YES) until++;
  const end = endOfPath(bytes, i + head, until);
  if (end > 0) paths.push(known.of(bytes, i, end));
  return until;
}

/** How long the head is that begins at `i`, behind which stands a path character of ASCII; 0 when there is none. */
function headAt(bytes: Uint8Array, i: number): number {
  for (const head of HEADS_BY_FIRST[bytes[i] ?? 0] ?? NO_HEADS) {
    const { length } = head;
    if (IN_PATH[bytes[i + length] ?? 0] === YES && stands(head, bytes, i, bytes.length)) return length;
  }
  return 0;
}

const NO_HEADS: readonly Uint8Array[] = [];
const HEADS_BY_FIRST: readonly (readonly Uint8Array[] | undefined)[] = Array.from(
  { length: 0x100 },
  (_, byte) => {
    const heads = FILE_PATHS.heads.filter((head) => head.charCodeAt(0) === byte);
    return heads.length === 0 ? undefined : heads.map(toBytes);
  },
);

/**
 * Where the path ends whose path characters go from behind its head to `until`: after the last ending; 0 when there is none.
 * From behind, since only the last one matters.
 */
function endOfPath(bytes: Uint8Array, from: number, until: number): number {
  // At least one character goes between head and ending.
  for (let dot = until - SHORTEST_ENDING; dot > from; dot--) {
    if (bytes[dot] !== DOT) continue;
    for (const ending of ENDINGS) if (stands(ending, bytes, dot, until)) return dot + ending.length;
  }
  return 0;
}

function toBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
