/** Tells whether a text is the one that was stored: JSON that was damaged may still be JSON. Pure. */
import { crc32 } from 'node:zlib';
import { withoutMark } from './guards.js';

/** What ends a JSON object: a check of all before it. @param start of a check that goes on from another one */
export function checkOf(before: string | Uint8Array, start = 0): string {
  return `,"check":"${crc32(before, start).toString(16).padStart(8, '0')}"}`;
}

const LENGTH = checkOf('').length;

/** Whether a text ends with the check of all before it. */
export function isChecked(text: string): boolean {
  return text.endsWith(checkOf(withoutMark(text).slice(0, -LENGTH)));
}
