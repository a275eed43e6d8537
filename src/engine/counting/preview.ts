import { indexOfText, isSpace } from '../matching/characters.js';

const PREVIEW_LENGTH = 60;
/** A code point is one or two units; one more point shows that there is more. */
const ENOUGH_UNITS = 2 * (PREVIEW_LENGTH + 1);

/** The start of a message as a title: one line, up to the first NUL, at most 60 code points. The text comes in parts. */
export class Preview {
  /** Without white space before it. */
  #start = '';
  #more = false;
  #ended = false;

  /** True when no further part can change the preview. */
  get done(): boolean {
    return this.#ended || this.#more;
  }

  add(part: string): void {
    if (this.done) return;
    const nul = part.indexOf('\0');
    this.#ended = nul >= 0;
    const text = this.#ended ? part.slice(0, nul) : part;
    const from = this.#start === '' ? indexOfText(text, 0) : 0;
    if (from < 0) return;
    const missing = ENOUGH_UNITS - this.#start.length;
    this.#start += text.slice(from, from + missing);
    this.#more = indexOfText(text, from + missing) >= 0;
  }

  toString(): string {
    const shown = this.#more ? this.#start : withoutSpaceAtEnd(this.#start);
    const points = Array.from(shown.replace(/[\r\n]/g, ' '));
    // Joined anew, for a slice would keep the whole message in memory.
    return points.slice(0, PREVIEW_LENGTH).join('') + (points.length > PREVIEW_LENGTH ? '...' : '');
  }
}

function withoutSpaceAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
