/** The statements that read messages of a history in PostgreSQL. Pure. */

import { BITS, WHOLE_BYTES } from '../sqlite/message-statements.js';
import { NAME_BYTES } from '../sqlite/sql.js';
import type { PostgresShape, Table } from './shape.js';
import { isSet, seconds } from './sql.js';

/** Lists among the parameters are texts as PostgreSQL writes arrays: see `toArray`. */
export interface PostgresMessageStatements {
  /**
   * All messages of some sessions, a record each, as one value: see `rows.ts`. Those of a session have its place, and come
   * together; the parameter is a list of session ids.
   */
  readonly messagesOf: string;
  /** The ids of all rows of one session as `1,2,3`. */
  readonly idsOf: string;
  /** The messages of a session with these ids, so; the parameters are its id and a list of theirs. */
  readonly messagesById: string;
  /** Id and bodies of rows, without those that come in slices; the parameter is a list of ids. */
  readonly bodiesById: string;
  /** A part of one row's body, a piece a row, by column; the parameters are its first byte (from 1), its last one, and the id. */
  readonly partById: Readonly<Record<'content' | 'toolCalls', string>>;
  /** Ids (`1,2,3`) of one session's compacted rows for which another row stands; null where there are none. */
  readonly superseded: string | null;
}

/** Longer bodies are fetched apart, as the value that has all records of a page would be of any size. */
const PACKED_BYTES = 8 * 1024;

/** The driver holds a value twice while it comes. */
const PIECE_BYTES = 1024 * 1024;

/** What is read of a message, as far as it is there: a role may be allowed to read these columns alone. */
const COLUMNS = [
  ...['id', 'role', 'content', 'tool_calls', 'tool_name', 'timestamp'],
  ...['active', 'compacted', 'display_kind', 'display_identity'],
];

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
  const read = COLUMNS.filter((column) => columns.has(column))
    .map((column) => `m.${column}`)
    .join(', ');
  const whole = (column: string) =>
    `CASE WHEN ${length(text(column))} <= ${WHOLE_BYTES} THEN ${text(column)} END`;
  const wanted = 'unnest($1::text[]) WITH ORDINALITY AS wanted(id, place)';
  return {
    // Session by session, whatever is thought of how many rows each has: else the whole table may be read for a page. Nothing is
    // sorted there, with all texts.
    messagesOf: hasSessionIndex
      ? `${records} FROM ${wanted} CROSS JOIN LATERAL (
          SELECT ${read}, wanted.place AS asked FROM ${name} AS m WHERE m.session_id = wanted.id OFFSET 0) AS m`
      : `${records} FROM (SELECT ${read}, wanted.place AS asked FROM ${wanted}
          JOIN ${name} AS m ON m.session_id = wanted.id ORDER BY wanted.place) AS m`,
    idsOf: `SELECT string_agg(id::text, ',' ORDER BY id) FROM ${name} WHERE session_id = $1`,
    messagesById: `${records} FROM (SELECT ${read}, 1 AS asked FROM ${name} AS m
      WHERE m.session_id = $1 AND m.id = ANY($2::bigint[])) AS m`,
    bodiesById: `SELECT m.id::text, ${whole('content')}, ${whole('tool_calls')}, CASE WHEN octet_length(${text('tool_name')}) > ${NAME_BYTES} THEN ${text('tool_name')} END
      FROM ${name} AS m WHERE m.id = ANY($1::bigint[])`,
    partById: { content: part(name, text('content')), toolCalls: part(name, text('tool_calls')) },
    superseded: keepsCompacted ? supersededStatement(messages) : null,
  };
}

/**
 * By bytes, which are those that are handed out: to find a character, the server goes through all before it. It loads the whole
 * value, once for all pieces, as how many there are hangs on it.
 */
function part(messages: string, value: string): string {
  return `SELECT substr(long.bytes, at, least(${PIECE_BYTES}, $2::int - at + 1))
    FROM (SELECT textsend(${value}) AS bytes FROM ${messages} AS m WHERE m.id = $3::bigint OFFSET 0) AS long
    CROSS JOIN LATERAL generate_series($1::int, least($2::int, length(long.bytes)), ${PIECE_BYTES}) AS at`;
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
