/** Pieces of SQL that statements are made of. Pure. */

import { LATEST_SECONDS } from '../timestamps.js';

/** Longer texts that name something are handled apart: they would make a row that packs them of any size. */
export const NAME_BYTES = 800;

/** Times of these years (2004–2038) are whole numbers of ticks, hence come as such: to write a number with all its digits takes several times as long. */
const TICKS = { from: 2 ** 30, to: 2 ** 31 - 1, aSecond: 2 ** 22 } as const;

/** A number of seconds that a statement made ticks of. */
export function fromTicks(ticks: number): number {
  return ticks / TICKS.aSecond;
}

/** A stored time: ticks, else a number with all its digits as text; NULL for damage. */
export function time(columns: ReadonlySet<string>, column: string, owner = ''): string {
  if (!columns.has(column)) return 'NULL';
  const value = owner + column;
  return `CASE WHEN ${inTicks(value)} THEN ${ticks(value)}
    WHEN ${value} BETWEEN 0 AND ${LATEST_SECONDS} THEN ${allDigits(value)} END`;
}

/** Any stored value that may be a time: ticks, another number as text behind `#`, a text behind `$`; NULL for what is neither. */
export function timeOrText(column: string): string {
  return `CASE typeof(${column}) WHEN 'text' THEN '$' || ${column} WHEN 'blob' THEN NULL WHEN 'null' THEN NULL
    ELSE CASE WHEN ${inTicks(column)} THEN ${ticks(column)} ELSE '#' || ${allDigits(column)} END END`;
}

/** A text that names something; the number of its bytes when it is long. */
export function nameOrBytes(columns: ReadonlySet<string>, column: string, owner = ''): string {
  if (!columns.has(column)) return 'NULL';
  const name = owner + column;
  return `CASE WHEN octet_length(${name}) > ${NAME_BYTES} THEN octet_length(${name}) ELSE CAST(${name} AS TEXT) END`;
}

export function bytes(columns: ReadonlySet<string>, column: string): string {
  return columns.has(column) ? `CAST(${column} AS BLOB)` : 'NULL';
}

/** Spreads ids so that no two sets of rows which undoing and redoing could swap have the same total: see `mixedId`. */
export const MIXED_ID = '((id * id) % 2147483647) * (id % 1000003) % 2147483629';

function inTicks(value: string): string {
  return `${value} BETWEEN ${TICKS.from} AND ${TICKS.to}`;
}

function ticks(value: string): string {
  return `CAST(${value} * ${TICKS.aSecond} AS INTEGER)`;
}

function allDigits(value: string): string {
  return `format('%!.17g', ${value})`;
}
