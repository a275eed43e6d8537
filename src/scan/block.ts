/** Blocks of sessions as a scan holds them, and their names: the day of their sessions, and which of the day's it is. Pure. */

import type { MetricId } from '../engine/folding/metrics.js';
import type { Fold, SessionRecord } from '../types.js';

/** Days since 1970 of the local calendar; of sessions without a time: none. */
export type Day = number | undefined;

/** `20420.0`: the first block of a day; those of sessions without a time: `undated.0`. */
export function keyOf(day: Day, number: number): string {
  return `${day ?? 'undated'}.${number}`;
}

export function dayOfKey(key: string): Day {
  const day = Number(key.slice(0, key.lastIndexOf('.')));
  return Number.isInteger(day) ? day : undefined;
}

/** The part of a key that tells the day. */
export function dayNameOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}

export function numberOfKey(key: string): number {
  return Number(key.slice(key.lastIndexOf('.') + 1));
}

/** A session as far as every scan needs it. */
export interface KnownSession {
  readonly id: string;
  readonly fingerprint: string;
  /** True when the scan under way has met it. */
  met: boolean;
  readonly block: Block;
}

export interface Block {
  readonly key: string;
  readonly day: Day;
  checkedAt: number;
  fold: Fold<MetricId>;
  entries: readonly KnownSession[];
  /** Sessions in it, with those that wait. */
  size: number;
}

/** What waits to be written into a block: its new records, and the ids of sessions that left it. */
export interface Changes {
  readonly records: Map<string, SessionRecord>;
  readonly gone: Set<string>;
}

/**
 * The records of a block when it has changed: those that were there in their order, so that what is as it was adds up to the
 * very same, then the new ones.
 * @param known the records that are not among the changes, at least
 */
export function recordsAfter(
  { records, gone }: Changes,
  entries: Block['entries'],
  known: readonly SessionRecord[],
): readonly SessionRecord[] {
  const all = new Map<string, SessionRecord | undefined>(entries.map(({ id }) => [id, undefined]));
  for (const record of known) if (!gone.has(record.id)) all.set(record.id, record);
  for (const [id, record] of records) all.set(id, record);
  return [...all.values()].filter((record) => record !== undefined);
}

/** A block without sessions yet. */
export function emptyBlock(key: string, day: Day, checkedAt: number): Block {
  const fold = { totals: {}, best: {}, sets: {}, days: {} };
  return { key, day, checkedAt, fold, entries: [], size: 0 };
}

/** Some weeks of days, so that what they add up to can be kept while another one changes. */
const SPAN_DAYS = 32;

export function spanOf(day: Day): Day {
  return day === undefined ? undefined : Math.floor(day / SPAN_DAYS);
}
