/** The statements that read messages, as they fit the shape of a history. Pure. */

import { type Index, indexedBy, type MessagesShape } from './shape.js';
import { bytes, NAME_BYTES, nameOrBytes, time } from './sql.js';

export interface MessageStatements {
  /**
   * All messages of some sessions, packed column by column (see `PackedMessages`), with the place of their session in the
   * parameter, which is a JSON list of session ids; null without an index.
   */
  readonly messagesOf: string | null;
  /** All row ids of one session as `1,2,3`: one value, because a row apiece costs a hundred times its size. */
  readonly idsOf: string;
  /** All row ids of all sessions, packed, by session id. */
  readonly idsOfAll: string;
  /** The messages with these row ids, packed, with their place in the parameter, a JSON list. */
  readonly messagesById: string;
  /** Bodies of rows as bytes, without contents that come in slices; the parameter is a JSON list of ids. */
  readonly bodiesById: string;
  /** A part of one row's content as bytes; the parameters are where it starts (from 1), its length, and the row id. */
  readonly sliceById: string;
  /** Ids (`1,2,3`) of one session's compacted rows for which another row stands; null where there are none. */
  readonly superseded: string | null;
}

/**
 * What is packed of a row besides its texts, in one number: the bits say what there is, and above them stands the place of
 * what was asked for.
 */
export const BITS = {
  /** A number of `ROLES`; what is beyond them is told apart. */
  role: 7,
  hasContent: 1 << 3,
  hasToolCalls: 1 << 4,
  hasToolName: 1 << 5,
  hidden: 1 << 6,
  /** Counts only if no other row stands for it. */
  needsSuperseded: 1 << 7,
  uncounted: 1 << 8,
  inactive: 1 << 9,
  /** Of another session than its entry in the index says. */
  strayed: 1 << 10,
  place: 1 << 11,
} as const;

/** Roles that come as numbers, which cost less. */
export const ROLES = ['user', 'assistant', 'tool', null] as const;
export const OTHER_ROLE = ROLES.length;

/**
 * Longer bodies are fetched apart, as the row that packs them would be of any size. Shorter ones cost a copy or two inside
 * SQLite, which is less than the driver's price for a value.
 */
export const PACKED_BYTES = 4 * 1024;

/** Longer contents are fetched in slices. */
export const WHOLE_BYTES = 2 * 1024 * 1024;

/** @param index by which a session's messages are found */
export function messageStatements({ columns }: MessagesShape, index: Index | undefined): MessageStatements {
  const keepsCompacted = ['active', 'compacted', 'display_identity'].every((name) => columns.has(name));
  const packed = packedColumns(columns, keepsCompacted);
  return {
    messagesOf:
      index === undefined
        ? null
        : `SELECT ${packed('entry.session_id')} FROM json_each(?) AS wanted
      CROSS JOIN messages AS entry ${indexedBy(index)} ON entry.session_id COLLATE BINARY = wanted.value
      CROSS JOIN messages AS m NOT INDEXED ON m.rowid = entry.rowid`,
    idsOf: `SELECT group_concat(rowid) AS ids FROM messages ${indexedBy(index)} WHERE session_id COLLATE BINARY = ?`,
    idsOfAll: `SELECT json_group_array(json_array(session, ids)) AS packed FROM (
      SELECT session_id AS session, group_concat(rowid) AS ids FROM messages NOT INDEXED
      WHERE typeof(session_id) IN ('text', 'integer', 'real') GROUP BY session_id COLLATE BINARY)`,
    messagesById: `SELECT ${packed('m.session_id')} FROM json_each(?) AS wanted
      CROSS JOIN messages AS m NOT INDEXED ON m.rowid = wanted.value`,
    bodiesById: `SELECT id AS id,
      CASE WHEN octet_length(content) <= ${WHOLE_BYTES} THEN CAST(content AS BLOB) END AS content,
      ${bytes(columns, 'tool_calls')} AS toolCalls,
      ${columns.has('tool_name') ? `CASE WHEN octet_length(tool_name) > ${NAME_BYTES} THEN CAST(tool_name AS BLOB) END` : 'NULL'} AS toolName
      FROM messages NOT INDEXED WHERE id IN (SELECT value FROM json_each(?))`,
    sliceById: 'SELECT substr(CAST(content AS BLOB), ?, ?) AS slice FROM messages NOT INDEXED WHERE id = ?',
    superseded: keepsCompacted ? supersededStatement(index) : null,
  };
}

/**
 * Column by column, and numbers wherever they do: a list of small numbers costs least on both sides. Texts that are not there
 * are left out. Short bodies are one after the other, and their lengths tell them apart.
 */
function packedColumns(columns: ReadonlySet<string>, keepsCompacted: boolean): (session: string) => string {
  const joined = (column: string, name: string) => {
    if (!columns.has(column)) return `NULL AS ${name}Bytes, NULL AS ${name}Texts`;
    const length = `octet_length(m.${column})`;
    return `group_concat(${length}) AS ${name}Bytes,
      CAST(group_concat(CASE WHEN ${length} <= ${PACKED_BYTES} THEN m.${column} END, '') AS BLOB) AS ${name}Texts`;
  };
  const roles = ROLES.flatMap((role, number) => (role === null ? [] : [`WHEN '${role}' THEN ${number}`]));
  const role = `CASE m.role ${roles.join(' ')} ELSE ${OTHER_ROLE} - (m.role IS NULL) END`;
  const has = (name: string, bit: number) => (columns.has(name) ? [`(m.${name} IS NOT NULL) * ${bit}`] : []);
  const toolNames = columns.has('tool_name')
    ? `json_group_array(${nameOrBytes(columns, 'tool_name', 'm.')}) FILTER (WHERE m.tool_name IS NOT NULL)`
    : 'NULL';
  return (session) => `group_concat(${[
    `wanted.key * ${BITS.place} + ${role}`,
    ...has('content', BITS.hasContent),
    ...has('tool_calls', BITS.hasToolCalls),
    ...has('tool_name', BITS.hasToolName),
    rareBits(columns, keepsCompacted, session),
  ].join(' + ')}) AS kinds,
    json_group_array(substr(CAST(m.role AS TEXT), 1, 200)) FILTER (WHERE ${role} = ${OTHER_ROLE}) AS roles,
    group_concat(ifnull(m.id, 0)) AS ids, ${joined('content', 'content')}, ${joined('tool_calls', 'toolCalls')},
    ${toolNames} AS toolNames, json_group_array(${time(columns, 'timestamp', 'm.')}) AS times`;
}

/** What most rows have none of: one look tells that. */
function rareBits(columns: ReadonlySet<string>, keepsCompacted: boolean, session: string): string {
  const isActive = 'm.active IS 1';
  const counts = keepsCompacted ? `(${isActive} OR m.compacted IS 1)` : isActive;
  const isOrdinary = [
    `m.session_id IS ${session} COLLATE BINARY`,
    ...(columns.has('active') ? [isActive] : []),
    ...(columns.has('display_kind') ? ['m.display_kind IS NULL'] : []),
  ];
  const bits = [
    `(m.session_id IS NOT ${session} COLLATE BINARY) * ${BITS.strayed}`,
    ...(columns.has('display_kind') ? [`(m.display_kind IS 'hidden') * ${BITS.hidden}`] : []),
    ...(columns.has('active')
      ? [`(NOT ${counts}) * ${BITS.uncounted}`, `(NOT (${isActive})) * ${BITS.inactive}`]
      : []),
    ...(keepsCompacted
      ? [`(NOT (${isActive}) AND typeof(m.display_identity) <> 'null') * ${BITS.needsSuperseded}`]
      : []),
  ];
  return `CASE WHEN ${isOrdinary.join(' AND ')} THEN 0 ELSE ${bits.join(' + ')} END`;
}

/** Of rows that share an identity the active ones stand for all; else the oldest does. */
function supersededStatement(index: Index | undefined): string {
  return `SELECT group_concat(id) AS ids FROM (
    SELECT id, active, row_number() OVER (PARTITION BY display_identity ORDER BY active IS 1 DESC, id) AS place
    FROM messages ${indexedBy(index)}
    WHERE session_id COLLATE BINARY = ? AND display_identity IS NOT NULL AND (active = 1 OR compacted = 1)
  ) WHERE active IS NOT 1 AND place > 1`;
}
