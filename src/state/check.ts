/** Tells whether a text is the one that was stored: JSON that was damaged may still be JSON. Pure. */
import { crc32 } from 'node:zlib';
import { isRecord, parseJson, withoutMark } from './guards.js';

/** What ends a JSON object: a check of all before it. @param start of a check that goes on from another one */
export function checkOf(before: string | Uint8Array, start = 0): string {
  return `,"check":"${crc32(before, start).toString(16).padStart(8, '0')}"}`;
}

const LENGTH = checkOf('').length;

/** The JSON of an object that has something in it, to be stored: it ends with the check of all before it. */
export function encodeChecked(value: object): string {
  const text = JSON.stringify(value).slice(0, -1);
  return text + checkOf(text);
}

/** The object that was stored; undefined when the text is another one than was. Never throws. */
export function decodeChecked(text: string): Readonly<Record<string, unknown>> | undefined {
  const stored = isChecked(text) ? parseJson(text) : undefined;
  return isRecord(stored) ? stored : undefined;
}

/** Whether a text ends with the check of all before it. */
export function isChecked(text: string): boolean {
  return text.endsWith(checkOf(withoutMark(text).slice(0, -LENGTH)));
}
