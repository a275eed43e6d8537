/** What is made of short stretches of bytes that come again and again: of tools' names, of file paths. */

/** Places for different stretches; one that is not there any more is made anew. */
const PLACES = 4_096;

/** Longer stretches are seldom the same. */
const MOST_BYTES = 128;

interface Known<T> {
  readonly bytes: Uint8Array;
  readonly made: T;
}

/** Remembers what was made of some bytes, which costs a tenth of making it once more. */
export class KnownTexts<T> {
  readonly #make: (bytes: Uint8Array) => T;
  readonly #known: (Known<T> | undefined)[] = Array.from({ length: PLACES }, () => undefined);

  constructor(make: (bytes: Uint8Array) => T) {
    this.#make = make;
  }

  /** What the bytes from `start` to `end` make. */
  of(bytes: Uint8Array, start: number, end: number): T {
    if (end - start > MOST_BYTES) return this.#make(bytes.subarray(start, end));
    let hash = end - start;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
    const place = (hash ^ (hash >>> 15)) & (PLACES - 1);
    const known = this.#known[place];
    if (known !== undefined && isThere(known.bytes, bytes, start, end)) return known.made;
    const own = new Uint8Array(bytes.subarray(start, end));
    const made = this.#make(own);
    this.#known[place] = { bytes: own, made };
    return made;
  }
}

function isThere(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
