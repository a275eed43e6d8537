import type { TextOrBytes } from '../../types.js';
import { asString, encode } from '../matching/utf8.js';
import { parseJson } from './canonical-json.js';
import { writeJson } from './json-writer.js';

const STRUCTURED = '\0json:';

/** The text of a message, in pieces: structured content counts as its canonical JSON, what does not parse as it stands. */
function useMessageText(content: string, use: (piece: string) => void): void {
  const value = content.startsWith(STRUCTURED) ? parseJson(content.slice(STRUCTURED.length)) : undefined;
  if (value === undefined) use(content);
  else if (typeof value === 'string') use(value);
  else if (value !== null) writeJson(value, use);
}

/** Makes the text of a message, in chunks of bytes, of the parts that its content comes in. */
export class MessageText {
  readonly #use: (chunk: Uint8Array) => void;
  #begun = false;
  /** Content that may be structured: it is of use as a whole only. */
  #held: string[] | undefined;

  constructor(use: (chunk: Uint8Array) => void) {
    this.#use = use;
  }

  add(part: TextOrBytes): void {
    if (part.length === 0) return;
    if (!this.#begun && isNul(part)) this.#held = [];
    this.#begun = true;
    if (this.#held === undefined) this.#pass(part);
    else this.#held.push(asString(part));
  }

  endMessage(): void {
    const held = this.#held;
    this.#held = undefined;
    this.#begun = false;
    // Emptied: the parts are not kept beside the whole.
    if (held !== undefined) useMessageText(held.splice(0).join(''), (piece) => this.#pass(piece));
  }

  #pass(text: TextOrBytes): void {
    if (typeof text !== 'string') this.#use(text);
    else for (const chunk of encode(text)) this.#use(chunk);
  }
}

function isNul(part: TextOrBytes): boolean {
  return (typeof part === 'string' ? part.charCodeAt(0) : part[0]) === 0;
}
