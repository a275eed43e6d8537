import type { Readable } from 'node:stream';

/** Enough for a stack or for what V8 says of a full heap; a child that goes on and on fills no memory. */
const MOST_CHARACTERS = 4_000;

/** The end of what a child wrote to its standard error: what it may have to say about its own end. */
export class LastWords {
  #text = '';

  constructor(stream: Readable | null) {
    // Read to the end also when nobody wants it: a full pipe would hold the child up.
    stream?.setEncoding('utf8').on('data', (text: string) => {
      this.#text = (this.#text + text).slice(-MOST_CHARACTERS);
    });
    stream?.on('error', () => {});
  }

  /** Undefined when there were none. */
  get text(): string | undefined {
    return this.#text.trim() || undefined;
  }
}
