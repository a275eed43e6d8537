import { joined, lastBytes, NOTHING } from './bytes.js';
import { FILE_PATHS } from './file-paths.js';
import { addOwn } from './own-copy.js';
import { decode, pointAt, widthOf } from './utf8.js';

const ENDING = new RegExp(FILE_PATHS.endings.map((ending) => ending.replace('.', '\\.')).join('|'), 'g');
/** What stands alone before a character that no path has is passed over right here, where it costs least. */
const HEAD = new RegExp(
  `(?:${FILE_PATHS.heads.map((head) => head.replace('.', '\\.')).join('|')})(?=[\\w./-])`,
  'g',
);
const BEYOND_PATH = /[^\w./-]/g;

/** One character, and an ending. */
const SHORTEST_REST = 1 + Math.min(...FILE_PATHS.endings.map((ending) => ending.length));

/** As many bytes as a head may lie before the chunk in which it ends. */
const LONGEST_HEAD = Math.max(...FILE_PATHS.heads.map((head) => head.length));

const [NO, YES, PARTIAL] = [0, 1, 2];
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
  #paths = new Set<string>();
  #chunk: Uint8Array = NOTHING;
  /** The last bytes before the chunk. */
  #before: Uint8Array = NOTHING;
  /** Where the stretch that was looked at last ends: heads in there begin no other path. */
  #until = 0;
  /** A head, and the stretch behind it, which reaches to the end of the chunk. */
  #open: { readonly head: number; readonly parts: Uint8Array[] } | undefined;

  /** @param isWord tells whether a code point is a word character */
  constructor(isWord: (point: number) => boolean) {
    this.#isWord = isWord;
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
      if (this.#until >= end + SHORTEST_REST) this.#add(this.#chunk.subarray(start, this.#until), length);
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
    this.#add(joined(parts), head);
  }

  #add(stretch: Uint8Array, head: number): void {
    const text = decode(stretch);
    const end = endOfPath(text, head);
    if (end > 0) addOwn(this.#paths, text.slice(0, end));
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
 * Adds the file paths of a string inside a JSON text to `paths`. There, everything beyond ASCII is escaped, and a path
 * ends before it; and none reaches beyond the string, since quotes are no path characters.
 */
export function collectPathsOfJsonString(text: string, paths: Set<string>): void {
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
    const start = head.index;
    BEYOND_PATH.lastIndex = start + head[0].length;
    const until = BEYOND_PATH.exec(text)?.index ?? text.length;
    const stretch = text.slice(start, until);
    const end = endOfPath(stretch, head[0].length);
    if (end > 0) addOwn(paths, stretch.slice(0, end));
    HEAD.lastIndex = until;
  }
}

/** Where the path ends in a head and the path characters behind it: after the last ending; 0 when there is none. */
function endOfPath(stretch: string, head: number): number {
  let end = 0;
  // At least one character goes between them.
  ENDING.lastIndex = head + 1;
  for (let match = ENDING.exec(stretch); match !== null; match = ENDING.exec(stretch)) {
    end = match.index + match[0].length;
  }
  return end;
}
