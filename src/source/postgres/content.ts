/**
 * PostgreSQL's texts hold no NUL. Backends write what has some otherwise, behind a mark that begins with U+0001; here it becomes
 * again what SQLite stores. Pure.
 */

import type { TextOrBytes } from '../../types.js';

/** Structured content: behind U+0000 in SQLite. */
const STRUCTURED = '\x01json:';
/** The same; but a text that holds a NUL, or begins with such a mark, is written so, too. */
const QUOTED = '\x01json:"';
const BINARY = '\x01bytes:';

/** What a plain text begins with, or has, when it had to be written as JSON. */
const MARKS = ['\0json:', STRUCTURED, BINARY];
const NUL = '\0';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A content as SQLite would have it. */
export function restored(content: Uint8Array): TextOrBytes {
  return isForWhole(content) ? restoredText(decoder.decode(content)) : restoredStart(content);
}

/**
 * The same of one that makes sense as a whole only, in pieces of which none ends inside a character. Joined as text: beside what
 * is parsed of it, which is as long, its bytes would be too much to hold.
 */
export async function restoredWhole(
  first: Uint8Array,
  rest: AsyncIterable<Uint8Array>,
): Promise<TextOrBytes> {
  const texts = [decoder.decode(first)];
  for await (const piece of rest) texts.push(decoder.decode(piece));
  return restoredText(texts.splice(0).join(''));
}

function restoredText(content: string): TextOrBytes {
  if (content.startsWith(BINARY)) return binaryOf(content.slice(BINARY.length)) ?? content;
  return quotedText(content.slice(STRUCTURED.length)) ?? `${NUL}${content.slice(1)}`;
}

/** Whether pieces of a content, by the first of them, make sense as a whole only. */
export function isForWhole(first: Uint8Array): boolean {
  return startsWith(first, QUOTED) || startsWith(first, BINARY);
}

/** A piece that a content begins with, as SQLite would have it. */
export function restoredStart(first: Uint8Array): Uint8Array {
  if (!startsWith(first, STRUCTURED)) return first;
  const copy = Uint8Array.from(first);
  copy[0] = 0;
  return copy;
}

/** Undefined for what is no plain text that had to be written so. */
function quotedText(json: string): string | undefined {
  try {
    const text: unknown = JSON.parse(json);
    if (typeof text !== 'string') return undefined;
    return text.includes(NUL) || MARKS.some((mark) => text.startsWith(mark)) ? text : undefined;
  } catch {
    return undefined;
  }
}

function binaryOf(base64: string): Uint8Array | undefined {
  const text = base64.trim();
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const bytes = Buffer.from(text, 'base64');
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** @param mark of ASCII */
function startsWith(content: Uint8Array, mark: string): boolean {
  // Most begin with another byte.
  for (let i = 0; i < mark.length; i++) if (content[i] !== mark.charCodeAt(i)) return false;
  return true;
}
