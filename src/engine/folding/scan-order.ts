/** The order of sessions in a scan, told by what is stored of them alone: by start, the latest first, then by id. */

import type { StoredTime } from '../../types.js';

/** What decides a session's place. */
export interface Place {
  /** As it is stored, damaged or not. */
  readonly start: StoredTime;
  readonly id: string;
}

/** Negative when `a` comes first. As SQLite sorts `started_at DESC, id`: texts after numbers, nothing before both. */
export function compareInScan(a: Place, b: Place): number {
  return compareStored(b.start, a.start) || compareBytes(a.id, b.id);
}

function compareStored(a: StoredTime, b: StoredTime): number {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : Number(a > b);
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b);
  return classOf(a) - classOf(b);
}

function classOf(time: StoredTime): number {
  return time === null ? 0 : typeof time === 'number' ? 1 : 2;
}

/** Texts in the order of their UTF-8. JavaScript's `<` goes by UTF-16, which differs beyond U+FFFF. */
export function compareBytes(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [unitA, unitB] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (unitA !== unitB) return inUtf8(unitA) - inUtf8(unitB);
  }
  return a.length - b.length;
}

/** Half of a character beyond U+FFFF, whose bytes come after those of all others. */
function inUtf8(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}
