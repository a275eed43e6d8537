/**
 * PostgreSQL's texts hold no NUL. Backends write what has some otherwise, behind a mark that begins with U+0001; here it becomes
 * again what SQLite stores. Pure.
 */

import type { TextOrBytes } from '../types.js';

const MARK = 1;

/** Structured content: behind U+0000 in SQLite. */
const STRUCTURED = bytesOf('\x01json:');
/** The same; but a text that holds a NUL, or begins with such a mark, is written so, too. */
const QUOTED = bytesOf('\x01json:"');
const BINARY = bytesOf('\x01bytes:');

/** What a plain text begins with, or has, when it had to be written as JSON. */
const MARKS = ['\0json:', '\x01json:', '\x01bytes:'];
const NUL = '\0';

/** A content as SQLite would have it. */
export function restored(content: TextOrBytes): TextOrBytes {
  if (typeof content === 'string' || content[0] !== MARK) return content;
  if (startsWith(content, BINARY)) return binaryOf(content) ?? content;
  if (startsWith(content, QUOTED)) return quotedText(content) ?? structured(content);
  return startsWith(content, STRUCTURED) ? structured(content) : content;
}

/** Whether slices of a content, by the first of them, make sense as a whole only. */
export function isForWhole(first: Uint8Array): boolean {
  return startsWith(first, QUOTED) || startsWith(first, BINARY);
}

/** A slice that a content begins with, as SQLite would have it. */
export function restoredStart(first: Uint8Array): Uint8Array {
  return startsWith(first, STRUCTURED) ? structured(first) : first;
}

function structured(content: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(content);
  copy[0] = 0;
  return copy;
}

/** Undefined for what is no plain text that had to be written so. */
function quotedText(content: Uint8Array): string | undefined {
  try {
    const text: unknown = JSON.parse(new TextDecoder().decode(content.subarray(STRUCTURED.length)));
    if (typeof text !== 'string') return undefined;
    return text.includes(NUL) || MARKS.some((mark) => text.startsWith(mark)) ? text : undefined;
  } catch {
    return undefined;
  }
}

function binaryOf(content: Uint8Array): Uint8Array | undefined {
  const text = new TextDecoder().decode(content.subarray(BINARY.length)).trim();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

function startsWith(content: Uint8Array, beginning: Uint8Array): boolean {
  return beginning.every((byte, index) => content[index] === byte);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
