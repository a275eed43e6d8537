/** Short texts that come again and again as bytes: names of tools, file paths. */

import { stands } from './bytes.js';
import { decode } from './utf8.js';

/** Places for different texts; one that is not there any more is made anew. */
const PLACES = 4_096;

/** Longer ones seldom come again. */
const MOST_BYTES = 128;

interface Known {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** Remembers them, which costs a tenth of making a string once more. */
export class KnownTexts {
  readonly #known: (Known | undefined)[] = Array.from({ length: PLACES }, () => undefined);

  /** The text that the bytes from `start` to `end` are. */
  of(bytes: Uint8Array, start: number, end: number): string {
    if (end - start > MOST_BYTES) return decode(bytes.subarray(start, end));
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    const known = this.#known[place];
    if (known?.bytes.length === end - start && stands(known.bytes, bytes, start, end)) return known.text;
    const own = new Uint8Array(bytes.subarray(start, end));
    const text = decode(own);
    this.#known[place] = { bytes: own, text };
    return text;
  }
}
