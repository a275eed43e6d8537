/** A time as a history stores it, as it is kept in JSON. Pure. */

import type { StoredTime } from '../types.js';

const [MORE_THAN_ANY, LESS_THAN_ANY, TEXT] = ['+', '-', '='];

/** JSON has no infinite numbers, so that texts get a mark before them. */
export function encodeStored(time: StoredTime): StoredTime {
  if (typeof time === 'string') return TEXT + time;
  if (time === null || Number.isFinite(time)) return time;
  return time > 0 ? MORE_THAN_ANY : LESS_THAN_ANY;
}

/** Undefined for what is none. */
export function decodeStored(value: unknown): StoredTime | undefined {
  if (value === null || typeof value === 'number') return value;
  if (value === MORE_THAN_ANY) return Number.POSITIVE_INFINITY;
  if (value === LESS_THAN_ANY) return Number.NEGATIVE_INFINITY;
  return typeof value === 'string' && value.startsWith(TEXT) ? value.slice(TEXT.length) : undefined;
}
