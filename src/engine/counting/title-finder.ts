import type { MessageFacts, TextOrBytes } from '../../types.js';
import { decode, isContinuation } from '../matching/utf8.js';
import { Preview } from './preview.js';

/** Bytes of a long message that are looked at first: most previews end in there. */
const LOOK_BYTES = 4 * 1024;

/** Finds the title of a session that has none of its own: the start of the first message that its user wrote. */
export class TitleFinder {
  #preview = new Preview();
  /** The message that the preview is of. */
  #from: MessageFacts | undefined;
  /** The message under way, if it comes before `#from`. */
  #next: MessageFacts | undefined;
  #wanted = false;

  begin(stored: string | null): void {
    this.#wanted = !stored;
    this.#from = undefined;
    this.#next = undefined;
    this.#preview = new Preview();
  }

  beginMessage(message: MessageFacts): void {
    const isCandidate = this.#wanted && message.role === 'user' && !message.hidden;
    const isFirst = isCandidate && (this.#from === undefined || isBefore(message, this.#from));
    this.#next = isFirst ? message : undefined;
  }

  /** Messages without content have no parts, hence are no candidates. */
  addText(part: TextOrBytes): void {
    if (this.#next === undefined) return;
    if (this.#from !== this.#next) {
      this.#from = this.#next;
      this.#preview = new Preview();
    }
    if (typeof part === 'string') this.#preview.add(part);
    else this.#addBytes(part);
  }

  /** Empty when nothing was found. */
  get found(): string {
    return this.#preview.toString();
  }

  #addBytes(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length && !this.#preview.done; ) {
      let end = Math.min(start + LOOK_BYTES, bytes.length);
      // Not inside a character.
      while (isContinuation(bytes[end])) end++;
      this.#preview.add(decode(bytes.subarray(start, end)));
      start = end;
    }
  }
}

/** By time, then by id; those without a time come last. */
function isBefore(a: MessageFacts, b: MessageFacts): boolean {
  const [timeA, timeB] = [a.timestamp ?? Number.POSITIVE_INFINITY, b.timestamp ?? Number.POSITIVE_INFINITY];
  return timeA === timeB ? a.id < b.id : timeA < timeB;
}
