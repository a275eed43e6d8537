import { joined, lastBytes, NOTHING } from './bytes.js';
import { FILE_PATHS } from './file-paths.js';
import { KnownTexts } from './known-texts.js';
import { ownCopy } from './own-copy.js';
import { decode, pointAt, widthOf } from './utf8.js';

const ENDING = new RegExp(FILE_PATHS.endings.map((ending) => ending.replace('.', '\\.')).join('|'), 'g');

/** One character, and an ending. */
const SHORTEST_REST = 1 + Math.min(...FILE_PATHS.endings.map((ending) => ending.length));

/** As many bytes as a head may lie before the chunk in which it ends. */
const LONGEST_HEAD = Math.max(...FILE_PATHS.heads.map((head) => head.length));

const [NO, YES, PARTIAL] = [0, 1, 2];
/** What is made of a head and the path characters behind it: the path, or undefined when there is none. */
export type Stretches = KnownTexts<string | undefined>;

export function createStretches(): Stretches {
  return new KnownTexts(pathIn);
}

/** Stands for what is not at hand yet. */
const SLASH = 0x2f;
/** Whether a byte belongs to a path; beyond ASCII several bytes decide. */
const IN_PATH = Uint8Array.from({ length: 0x100 }, (_, byte) =>
  byte >= 0x80 ? PARTIAL : /[\w./-]/.test(String.fromCharCode(byte)) ? YES : NO,
);

/**
 * Collects the file paths of messages whose text comes in chunks. A stretch of path characters behind a head holds one
 * path at most, since that reaches to the last ending in there; so each stretch is looked at once, and the time stays
 * linear where `./././…` would send a backtracking search back and forth.
 */
export class PathFinder {
  readonly #isWord: (point: number) => boolean;
  readonly #stretches: Stretches;
  #paths = new Set<string>();
  #chunk: Uint8Array = NOTHING;
  /** The last bytes before the chunk. */
  #before: Uint8Array = NOTHING;
  /** Where the stretch that was looked at last ends: heads in there begin no other path. */
  #until = 0;
  /** A head, and the stretch behind it, which reaches to the end of the chunk. */
  #open: Uint8Array[] | undefined;

  /** @param isWord tells whether a code point is a word character */
  constructor(isWord: (point: number) => boolean, stretches: Stretches) {
    this.#isWord = isWord;
    this.#stretches = stretches;
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
    this.#open.push(chunk.subarray(0, this.#until));
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
      if (this.#until >= end + SHORTEST_REST) this.#add(this.#chunk, start, this.#until);
      return;
    }
    this.#open = [
      this.#before.subarray(this.#before.length + Math.min(start, 0)),
      this.#chunk.subarray(Math.max(start, 0), this.#until),
    ];
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
    const stretch = joined(this.#open);
    this.#open = undefined;
    this.#add(stretch, 0, stretch.length);
  }

  #add(bytes: Uint8Array, start: number, end: number): void {
    const path = this.#stretches.of(bytes, start, end);
    if (path !== undefined) this.#paths.add(path);
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

/** Adds the file paths of a text in which no path has a character beyond ASCII. */
export function collectAsciiPaths(text: Uint8Array, stretches: Stretches, paths: string[]): void {
  for (let i = 0; i < text.length; i++) {
    const head = headAt(text, i);
    if (head === 0) continue;
    const end = stretchEnd(text, i + head);
    const path = stretches.of(text, i, end);
    if (path !== undefined) paths.push(path);
    i = end - 1;
  }
}

/** How long the head is that begins at `i`, behind which stands a path character of ASCII; 0 when there is none. */
export function headAt(bytes: Uint8Array, i: number): number {
  for (const head of HEADS_BY_FIRST[bytes[i] ?? 0] ?? NO_HEADS) {
    let length = 1;
    while (length < head.length && bytes[i + length] === head[length]) length++;
    if (length === head.length && IN_PATH[bytes[i + length] ?? 0] === YES) return length;
  }
  return 0;
}

/** Where the path characters of ASCII end that begin at `from`. */
export function stretchEnd(bytes: Uint8Array, from: number): number {
  let end = from;
  while (IN_PATH[bytes[end] ?? 0] === YES) end++;
  return end;
}

const NO_HEADS: readonly Uint8Array[] = [];
const HEADS_BY_FIRST: readonly (readonly Uint8Array[] | undefined)[] = Array.from(
  { length: 0x100 },
  (_, byte) => {
    const heads = FILE_PATHS.heads.filter((head) => head.charCodeAt(0) === byte);
    return heads.length === 0
      ? undefined
      : heads.map((head) => Uint8Array.from(head, (unit) => unit.charCodeAt(0)));
  },
);

/** Of a head and the path characters behind it: up to the last ending. In memory of its own. */
function pathIn(stretch: Uint8Array): string | undefined {
  const text = decode(stretch);
  const head = FILE_PATHS.heads.find((other) => text.startsWith(other));
  let end = 0;
  // At least one character goes between them.
  ENDING.lastIndex = (head?.length ?? 0) + 1;
  for (let match = ENDING.exec(text); match !== null; match = ENDING.exec(text)) {
    end = match.index + match[0].length;
  }
  return end === 0 ? undefined : ownCopy(text.slice(0, end));
}
