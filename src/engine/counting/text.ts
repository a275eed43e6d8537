import type { TextOrBytes } from '../../types.js';
import { asString, encode } from '../matching/utf8.js';
import { parseJson, writeJson } from './canonical-json.js';

const STRUCTURED = '\0json:';

/** The text of a message: structured content counts as its canonical JSON, what does not parse as it stands. */
export function messageText(content: string): string {
  if (!content.startsWith(STRUCTURED)) return content;
  const value = parseJson(content.slice(STRUCTURED.length));
  if (value === undefined) return content;
  if (typeof value === 'string') return value;
  return value === null ? '' : writeJson(value);
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
    if (held !== undefined) this.#pass(messageText(held.join('')));
  }

  #pass(text: TextOrBytes): void {
    if (typeof text !== 'string') this.#use(text);
    else for (const chunk of encode(text)) this.#use(chunk);
  }
}

function isNul(part: TextOrBytes): boolean {
  return (typeof part === 'string' ? part.charCodeAt(0) : part[0]) === 0;
}
