/** Pieces of SQL that statements for PostgreSQL are made of. Pure. */

import { KEPT_POINTS } from '../../short-text.js';
import { NAME_BYTES } from '../sqlite/sql.js';
import type { Table } from './shape.js';

/** The same ticks as in statements for SQLite: see there. */
const TICKS = { from: 2 ** 30, to: 2 ** 31 - 1, aSecond: 2 ** 22 } as const;

const FLOAT = 'double precision';

/** A stored time as Unix seconds, whatever its type; NULL without such a column. */
export function seconds({ columns }: Table, column: string, owner = ''): string {
  const type = columns.get(column);
  if (type === undefined) return `NULL::${FLOAT}`;
  const value = owner + column;
  if (type.startsWith('timestamp')) return `extract(epoch FROM ${value})::${FLOAT}`;
  return type === FLOAT ? value : `${value}::${FLOAT}`;
}

/** Any stored time as JSON: ticks, another number behind `#`, as text; null for what is no number. */
export function anyTime(table: Table, column: string, owner = ''): string {
  const value = seconds(table, column, owner);
  return `CASE WHEN ${value} BETWEEN ${TICKS.from} AND ${TICKS.to} THEN to_json(${ticks(value)})
    WHEN ${value} <> 'NaN' THEN to_json('#' || ${value}::text) END`;
}

/** A text that names something, two cells: the text and NULL, or of a long one its beginning and a stand-in for the whole. */
export function name({ columns }: Table, column: string, owner = ''): string {
  if (!columns.has(column)) return 'NULL::text, NULL::bigint';
  const value = owner + column;
  const isLong = `octet_length(${value}) > ${NAME_BYTES}`;
  return `CASE WHEN ${isLong} THEN left(${value}, ${KEPT_POINTS}) ELSE ${value}::text END,
    CASE WHEN ${isLong} THEN hashtextextended(${value}, 0) END`;
}

/** Whether a flag (0 or 1, of whatever type) is set, never NULL. */
export function isSet({ columns }: Table, column: string, owner = ''): string {
  const value = owner + column;
  return columns.get(column) === 'boolean' ? `${value} IS TRUE` : `${value} IS NOT DISTINCT FROM 1`;
}

function ticks(value: string): string {
  return `(${value} * ${TICKS.aSecond})::bigint`;
}
