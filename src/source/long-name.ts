/** Titles and models of any length, of which the beginning is kept. Pure. */

import { createHash } from 'node:crypto';
import { KEPT_POINTS } from '../short-text.js';
import { textOf } from './sqlite/rows.js';
import type { StoredText } from './sqlite/text.js';

export interface LongName {
  readonly start: string;
  /** Stands for the whole. */
  readonly hash: string;
}

/** Bytes that hold what is kept, in any encoding, and a character more. */
const KEPT_BYTES = 4 * (KEPT_POINTS + 1);

export function toLongName(bytes: Uint8Array, text: StoredText): LongName {
  const head = bytes.subarray(0, KEPT_BYTES);
  const start = textOf(text.toText(head.subarray(0, text.wholeLength(head)))) ?? '';
  return {
    start: Array.from(start).slice(0, KEPT_POINTS).join(''),
    hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 22),
  };
}
