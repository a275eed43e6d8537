/** Text as the history stores it: bytes of UTF-8, perhaps damaged ones. */

import type { TextOrBytes } from '../../types.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Longer texts are encoded in pieces, so that they are not in memory twice. */
const PIECE_UNITS = 1024 * 1024;

/** A text in bytes; no piece ends inside a character. */
export function* encode(text: string): Generator<Uint8Array> {
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + PIECE_UNITS, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1))) end--;
    yield encoder.encode(start === 0 && end === text.length ? text : text.slice(start, end));
    start = end;
  }
}

/** A text in bytes, as a whole. */
export function encodeWhole(text: string): Uint8Array {
  return encoder.encode(text);
}

/** What is damaged becomes U+FFFD. */
export function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

export function asString(text: TextOrBytes): string {
  return typeof text === 'string' ? text : decode(text);
}

/** The code point that begins at `i`; -1 when no well-formed one does. */
export function pointAt(bytes: Uint8Array, i: number): number {
  const first = bytes[i] ?? 0;
  if (first < 0x80) return first;
  const second = (bytes[i + 1] ?? 0) ^ 0x80;
  if (second > 0x3f) return -1;
  if (first < 0xe0) return first < 0xc2 ? -1 : ((first & 0x1f) << 6) | second;
  const third = (bytes[i + 2] ?? 0) ^ 0x80;
  if (third > 0x3f) return -1;
  if (first < 0xf0) {
    const point = ((first & 0x0f) << 12) | (second << 6) | third;
    return point < 0x800 || (point >= 0xd800 && point < 0xe000) ? -1 : point;
  }
  const fourth = (bytes[i + 3] ?? 0) ^ 0x80;
  if (fourth > 0x3f || first > 0xf4) return -1;
  const point = ((first & 0x07) << 18) | (second << 12) | (third << 6) | fourth;
  return point < 0x10000 || point > 0x10ffff ? -1 : point;
}

/** How many bytes a result of `pointAt` spans. A damaged byte stands for itself. */
export function widthOf(point: number): number {
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

/** Where the character begins that ends at `i`. */
export function startBefore(bytes: Uint8Array, i: number): number {
  let start = i - 1;
  while (start > 0 && start > i - 4 && isContinuation(bytes[start])) start--;
  return start + widthOf(pointAt(bytes, start)) === i ? start : i - 1;
}

/** Where a text can be cut at `end` or, if that is inside a character, before it. */
export function wholeBefore(bytes: Uint8Array, end: number): number {
  if (end >= bytes.length) return bytes.length;
  let cut = end;
  while (cut > end - 3 && isContinuation(bytes[cut])) cut--;
  // More of them than a character has: none goes on here.
  return isContinuation(bytes[cut]) ? end : cut;
}

/** Whether a byte stands inside a character; what is beyond the end of all bytes does not. */
export function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}
