import { create, ENDINGS, FINDINGS, HEADS, IN_PATH, TEXT, TOOL } from '../kernel/calls.js';
import { FILE_PATHS } from '../matching/file-paths.js';
import type { KnownTexts } from '../matching/known-texts.js';
import { IS_ASCII_IN_PATH } from '../matching/paths.js';

/** What a message's `tool_calls` hold. */
export interface ToolCalls {
  /** The tools that are called, in order. */
  readonly tools: readonly string[];
  /** The file paths in the canonical text, in any order; one may be there more than once. */
  readonly paths: readonly string[];
}

/** Memory comes in pages of so many bytes, and what it has grown to it stays. */
const PAGE = 0x10000;
const MOST_KEPT = 16 * PAGE;

/** Reads `tool_calls` that are written in the common ways. See `calls.as.ts`, where that is done. */
export class ToolCallReader {
  readonly #known: KnownTexts;
  #kernel = create();
  #bytes = new Uint8Array();
  #words = new Int32Array();

  constructor(known: KnownTexts) {
    this.#known = known;
    this.#begin(0);
  }

  /** Undefined when it is for others to tell. */
  read(text: Uint8Array): ToolCalls | undefined {
    if (TEXT + text.length >= this.#bytes.length) this.#begin(roomFor(text.length));
    const bytes = this.#bytes;
    bytes.set(text, TEXT);
    bytes[TEXT + text.length] = 0;
    const found = this.#kernel.read(text.length);
    const calls = found < 0 ? undefined : this.#found(found);
    if (bytes.length > MOST_KEPT) this.#begin(0);
    return calls;
  }

  #found(count: number): ToolCalls {
    const tools: string[] = [];
    const paths: string[] = [];
    const words = this.#words;
    for (let place = FINDINGS / 4; place < FINDINGS / 4 + 3 * count; place += 3) {
      const text = this.#known.of(this.#bytes, words[place + 1] ?? 0, words[place + 2] ?? 0);
      if (words[place] === TOOL) tools.push(text);
      else paths.push(text);
    }
    return { tools, paths };
  }

  /** With room for a text. */
  #begin(length: number): void {
    this.#kernel = create();
    const { memory } = this.#kernel;
    // A page more: it looks a little beyond the end.
    memory.grow(Math.ceil((TEXT + length) / PAGE) + 1);
    this.#bytes = new Uint8Array(memory.buffer);
    this.#words = new Int32Array(memory.buffer);
    this.#bytes.set(IS_ASCII_IN_PATH, IN_PATH);
    this.#bytes.set(wordList(FILE_PATHS.heads), HEADS);
    this.#bytes.set(wordList(FILE_PATHS.endings), ENDINGS);
    this.#kernel.begin();
  }
}

/** Twice as much, so that to grow costs little however often it happens; but of what is not kept no more than it takes. */
function roomFor(length: number): number {
  return length > MOST_KEPT ? length : 2 * length;
}

/** Each word behind its length, and a 0 behind the last. */
function wordList(words: readonly string[]): readonly number[] {
  return [
    ...words.flatMap((word) => [word.length, ...Array.from(word, (letter) => letter.charCodeAt(0))]),
    0,
  ];
}
