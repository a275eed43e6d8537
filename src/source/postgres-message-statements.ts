/** The statements that read messages of a history in PostgreSQL: packed as those of SQLite pack theirs. Pure. */

import type { PostgresShape, Table } from './postgres-shape.js';
import { isSet, time } from './postgres-sql.js';
import { BITS, OTHER_ROLE, PACKED_BYTES, ROLES, WHOLE_BYTES } from './sqlite-message-statements.js';
import { NAME_BYTES } from './sqlite-sql.js';

/** Lists among the parameters are texts as PostgreSQL writes arrays: see `toArray`. */
export interface PostgresMessageStatements {
  /** All messages of some sessions, packed column by column, with the place of their session; the parameter is a list of session ids. */
  readonly messagesOf: string;
  /** The ids of all rows of one session as `1,2,3`. */
  readonly idsOf: string;
  /** The messages of a session with these ids, packed; the parameters are its id and a list of theirs. */
  readonly messagesById: string;
  /** Id and bodies of rows, without contents that come in slices; the parameter is a list of ids. */
  readonly bodiesById: string;
  /** A part of one row's content; the parameters are where it starts (from 1) and its length, in characters, and the id. */
  readonly sliceById: string;
  /** Ids (`1,2,3`) of one session's compacted rows for which another row stands; null where there are none. */
  readonly superseded: string | null;
}

/** What a packed answer has, in its order. */
export const PACKED = [
  'kinds',
  'roles',
  'ids',
  'contentBytes',
  'contentTexts',
  'toolCallsBytes',
  'toolCallsTexts',
  'toolNames',
  'times',
] as const;

export function postgresMessageStatements({ messages, isUtf8 }: PostgresShape): PostgresMessageStatements {
  const { name, columns } = messages;
  const keepsCompacted = ['active', 'compacted', 'display_identity'].every((column) => columns.has(column));
  const length = (value: string) =>
    isUtf8 ? `octet_length(${value})` : `octet_length(convert_to(${value}, 'UTF8'))`;
  const text = (column: string, owner = 'm.') =>
    columns.has(column) ? `${owner}${column}::text` : 'NULL::text';
  const packed = packedColumns(messages, keepsCompacted, length, text);
  return {
    messagesOf: `${packed} FROM (
      SELECT wanted.place - 1 AS place, m.* FROM unnest($1::text[]) WITH ORDINALITY AS wanted(id, place)
      JOIN ${name} AS m ON m.session_id = wanted.id ORDER BY wanted.place, m.id) AS m`,
    idsOf: `SELECT string_agg(id::text, ',' ORDER BY id) FROM ${name} WHERE session_id = $1`,
    messagesById: `${packed} FROM (
      SELECT 0 AS place, m.* FROM ${name} AS m WHERE m.session_id = $1 AND m.id = ANY($2::bigint[]) ORDER BY m.id) AS m`,
    bodiesById: `SELECT m.id::text, CASE WHEN ${length('m.content')} <= ${WHOLE_BYTES} THEN m.content END,
      ${text('tool_calls')}, CASE WHEN octet_length(${text('tool_name')}) > ${NAME_BYTES} THEN ${text('tool_name')} END
      FROM ${name} AS m WHERE m.id = ANY($1::bigint[])`,
    sliceById: `SELECT substr(content, $1::int, $2::int) FROM ${name} WHERE id = $3::bigint`,
    superseded: keepsCompacted ? supersededStatement(messages) : null,
  };
}

type Expression = (value: string) => string;

function packedColumns(
  messages: Table,
  keepsCompacted: boolean,
  length: Expression,
  text: Expression,
): string {
  const { columns } = messages;
  const joined = (column: string) =>
    columns.has(column)
      ? `string_agg(${length(text(column))}::text, ','),
        string_agg(CASE WHEN ${length(text(column))} <= ${PACKED_BYTES} THEN ${text(column)} END, '')`
      : 'NULL, NULL';
  const roles = ROLES.flatMap((role, number) => (role === null ? [] : [`WHEN '${role}' THEN ${number}`]));
  const role = `CASE m.role ${roles.join(' ')} ELSE ${OTHER_ROLE} - (m.role IS NULL)::int END`;
  const bit = (condition: string, value: number) => `(${condition})::int * ${value}`;
  const has = (column: string, value: number) =>
    columns.has(column) ? [bit(`m.${column} IS NOT NULL`, value)] : [];
  const kind = [
    `m.place * ${BITS.place} + ${role}`,
    ...has('content', BITS.hasContent),
    ...has('tool_calls', BITS.hasToolCalls),
    ...has('tool_name', BITS.hasToolName),
    ...(columns.has('display_kind')
      ? [bit("m.display_kind IS NOT DISTINCT FROM 'hidden'", BITS.hidden)]
      : []),
    ...activityBits(messages, keepsCompacted, bit),
  ];
  const toolName = text('tool_name');
  return `SELECT string_agg((${kind.join(' + ')})::text, ','),
    json_agg(left(m.role, 200)) FILTER (WHERE ${role} = ${OTHER_ROLE}),
    string_agg(m.id::text, ','), ${joined('content')}, ${joined('tool_calls')},
    json_agg(CASE WHEN octet_length(${toolName}) > ${NAME_BYTES} THEN to_json(octet_length(${toolName}))
      ELSE to_json(${toolName}) END) FILTER (WHERE ${toolName} IS NOT NULL),
    '[' || string_agg(${time(messages, 'timestamp', 'm.')}, ',') || ']'`;
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
