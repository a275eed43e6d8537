/** The statements that read messages of a history in PostgreSQL. Pure. */

import type { PostgresShape, Table } from './postgres-shape.js';
import { isSet, seconds } from './postgres-sql.js';
import { BITS, WHOLE_BYTES } from './sqlite-message-statements.js';
import { NAME_BYTES } from './sqlite-sql.js';

/** Lists among the parameters are texts as PostgreSQL writes arrays: see `toArray`. */
export interface PostgresMessageStatements {
  /**
   * All messages of some sessions, a record each, as one value: see `postgres-rows`. Those of a session have its place, and come
   * together; the parameter is a list of session ids.
   */
  readonly messagesOf: string;
  /** The ids of all rows of one session as `1,2,3`. */
  readonly idsOf: string;
  /** The messages of a session with these ids, so; the parameters are its id and a list of theirs. */
  readonly messagesById: string;
  /** Id and bodies of rows, without contents that come in slices; the parameter is a list of ids. */
  readonly bodiesById: string;
  /** A part of one row's content; the parameters are where it starts (from 1) and its length, in characters, and the id. */
  readonly sliceById: string;
  /** Ids (`1,2,3`) of one session's compacted rows for which another row stands; null where there are none. */
  readonly superseded: string | null;
}

/** Longer bodies are fetched apart, as the value that has all records of a page would be of any size. */
const PACKED_BYTES = 8 * 1024;

/** Of a name that nobody of Hermes' has. */
const ROLE_CHARACTERS = 200;

export function postgresMessageStatements({
  messages,
  isUtf8,
  hasSessionIndex,
}: PostgresShape): PostgresMessageStatements {
  const { name, columns } = messages;
  const keepsCompacted = ['active', 'compacted', 'display_identity'].every((column) => columns.has(column));
  const length = (value: string) =>
    isUtf8 ? `octet_length(${value})` : `octet_length(convert_to(${value}, 'UTF8'))`;
  const text = (column: string, owner = 'm.') =>
    columns.has(column) ? `${owner}${column}::text` : 'NULL::text';
  const records = `SELECT string_agg(record_send(ROW(${cells(messages, keepsCompacted, length, text).join(', ')})), '')`;
  const wanted = 'unnest($1::text[]) WITH ORDINALITY AS wanted(id, place)';
  return {
    // Session by session, whatever is thought of how many rows each has: else the whole table may be read for a page. Nothing is
    // sorted there, with all texts.
    messagesOf: hasSessionIndex
      ? `${records} FROM ${wanted} CROSS JOIN LATERAL (
          SELECT m.*, wanted.place AS asked FROM ${name} AS m WHERE m.session_id = wanted.id OFFSET 0) AS m`
      : `${records} FROM (SELECT m.*, wanted.place AS asked FROM ${wanted}
          JOIN ${name} AS m ON m.session_id = wanted.id ORDER BY wanted.place) AS m`,
    idsOf: `SELECT string_agg(id::text, ',' ORDER BY id) FROM ${name} WHERE session_id = $1`,
    messagesById: `${records} FROM (SELECT m.*, 1 AS asked FROM ${name} AS m
      WHERE m.session_id = $1 AND m.id = ANY($2::bigint[])) AS m`,
    bodiesById: `SELECT m.id::text, CASE WHEN ${length('m.content')} <= ${WHOLE_BYTES} THEN m.content END,
      ${text('tool_calls')}, CASE WHEN octet_length(${text('tool_name')}) > ${NAME_BYTES} THEN ${text('tool_name')} END
      FROM ${name} AS m WHERE m.id = ANY($1::bigint[])`,
    sliceById: `SELECT substr(content, $1::int, $2::int) FROM ${name} WHERE id = $3::bigint`,
    superseded: keepsCompacted ? supersededStatement(messages) : null,
  };
}

type Expression = (value: string) => string;

/** Whatever the types of the columns are, those of the cells are always the same. */
function cells(
  messages: Table,
  keepsCompacted: boolean,
  length: Expression,
  text: (column: string, owner?: string) => string,
): string[] {
  const { columns } = messages;
  const bit = (condition: string, value: number) => `(${condition})::int * ${value}`;
  const rare = [
    ...(columns.has('display_kind')
      ? [bit("m.display_kind IS NOT DISTINCT FROM 'hidden'", BITS.hidden)]
      : []),
    ...activityBits(messages, keepsCompacted, bit),
  ];
  const isOrdinary = [
    'TRUE',
    ...(columns.has('display_kind') ? ['m.display_kind IS NULL'] : []),
    ...(columns.has('active') ? [isSet(messages, 'active', 'm.')] : []),
  ];
  const lengthAndText = (column: string, most: number) => {
    const [value, bytes] = [text(column), length(text(column))];
    return `CASE WHEN ${bytes} > ${most} THEN ${bytes} END, CASE WHEN ${bytes} <= ${most} THEN ${value} END`;
  };
  return [
    `((m.asked - 1) * ${BITS.place})::int + CASE WHEN ${isOrdinary.join(' AND ')} THEN 0 ELSE ${['0', ...rare].join(' + ')} END`,
    'm.id::bigint',
    `CASE WHEN octet_length(m.role) > ${ROLE_CHARACTERS} THEN left(m.role, ${ROLE_CHARACTERS}) ELSE m.role::text END`,
    seconds(messages, 'timestamp', 'm.'),
    lengthAndText('content', PACKED_BYTES),
    lengthAndText('tool_calls', PACKED_BYTES),
    lengthAndText('tool_name', NAME_BYTES),
  ];
}

function activityBits(
  messages: Table,
  keepsCompacted: boolean,
  bit: (condition: string, value: number) => string,
): string[] {
  if (!messages.columns.has('active')) return [];
  const isActive = `(${isSet(messages, 'active', 'm.')})`;
  const counts = keepsCompacted ? `(${isActive} OR ${isSet(messages, 'compacted', 'm.')})` : isActive;
  return [
    bit(`NOT ${counts}`, BITS.uncounted),
    ...(keepsCompacted
      ? [bit(`NOT ${isActive} AND m.display_identity IS NOT NULL`, BITS.needsSuperseded)]
      : []),
  ];
}

/** Of rows that share an identity the active ones stand for all; else the oldest does. */
function supersededStatement(messages: Table): string {
  const isActive = `(${isSet(messages, 'active')})`;
  return `SELECT string_agg(id::text, ',') FROM (
    SELECT id, ${isActive} AS is_active,
      row_number() OVER (PARTITION BY display_identity ORDER BY ${isActive} DESC, id) AS place
    FROM ${messages.name} WHERE session_id = $1 AND display_identity IS NOT NULL
      AND (${isActive} OR ${isSet(messages, 'compacted')})
  ) AS shown WHERE NOT is_active AND place > 1`;
}

/** A list as PostgreSQL writes it. */
export function toArray(values: Iterable<string | number>): string {
  const items = Array.from(values, (value) => `"${String(value).replace(/["\\]/g, '\\$&')}"`);
  return `{${items.join()}}`;
}
