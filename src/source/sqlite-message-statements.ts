/** The statements that read messages, as they fit the shape of a history. Pure. */

import { type Index, indexedBy, type MessagesShape } from './sqlite-shape.js';
import { bytes, NAME_BYTES, nameOrBytes, time } from './sqlite-sql.js';

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

/** Bits of a packed message's flags. */
export const FLAG = { hidden: 1, needsSuperseded: 2, uncounted: 4, inactive: 8, strayed: 16 } as const;

/** Roles that come as numbers, which cost less; others come as they are. */
export const ROLES = ['user', 'assistant', 'tool'] as const;

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
 * Column by column, and numbers wherever they do: a list of small numbers costs least on both sides. Short bodies are one
 * after the other, and their lengths tell them apart; -1 stands for none.
 */
function packedColumns(columns: ReadonlySet<string>, keepsCompacted: boolean): (session: string) => string {
  const counts = keepsCompacted
    ? '(m.active = 1 OR m.compacted = 1)'
    : columns.has('active')
      ? 'm.active = 1'
      : undefined;
  const lengthOf = (name: string) => {
    if (!columns.has(name)) return '-1';
    const length = `ifnull(octet_length(m.${name}), -1)`;
    return counts === undefined ? length : `CASE WHEN ${counts} THEN ${length} ELSE -1 END`;
  };
  const joined = (name: string) => {
    if (!columns.has(name)) return 'NULL';
    const isShort = [`octet_length(m.${name}) <= ${PACKED_BYTES}`, ...(counts === undefined ? [] : [counts])];
    return `CAST(group_concat(CASE WHEN ${isShort.join(' AND ')} THEN m.${name} END, '') AS BLOB)`;
  };
  const roles = ROLES.map((role, number) => `WHEN '${role}' THEN ${number}`).join(' ');
  const toolName = columns.has('tool_name') ? nameOrBytes(new Set(['m.tool_name']), 'm.tool_name') : 'NULL';
  const flags = (session: string) =>
    [
      ...(columns.has('display_kind') ? [`(m.display_kind IS 'hidden') * ${FLAG.hidden}`] : []),
      ...(keepsCompacted
        ? [`(m.active IS NOT 1 AND typeof(m.display_identity) <> 'null') * ${FLAG.needsSuperseded}`]
        : []),
      ...(counts === undefined ? [] : [`(${counts} IS NOT TRUE) * ${FLAG.uncounted}`]),
      ...(columns.has('active') ? [`(m.active IS NOT 1) * ${FLAG.inactive}`] : []),
      `(m.session_id IS NOT ${session} COLLATE BINARY) * ${FLAG.strayed}`,
    ].join(' + ');
  return (
    session,
  ) => `group_concat(wanted.key) AS places, group_concat(ifnull(CAST(m.id AS INTEGER), 0)) AS ids,
    json_group_array(CASE m.role ${roles} ELSE substr(CAST(m.role AS TEXT), 1, 200) END) AS roles,
    group_concat(${lengthOf('content')}) AS contentBytes, group_concat(${lengthOf('tool_calls')}) AS toolCallsBytes,
    json_group_array(${toolName}) AS toolNames, json_group_array(${time(columns, 'timestamp', 'm.')}) AS times,
    group_concat(${flags(session)}) AS flags, ${joined('content')} AS contents, ${joined('tool_calls')} AS toolCalls`;
}

/** Of rows that share an identity the active ones stand for all; else the oldest does. */
function supersededStatement(index: Index | undefined): string {
  return `SELECT group_concat(id) AS ids FROM (
    SELECT id, active, row_number() OVER (PARTITION BY display_identity ORDER BY active IS 1 DESC, id) AS place
    FROM messages ${indexedBy(index)}
    WHERE session_id COLLATE BINARY = ? AND display_identity IS NOT NULL AND (active = 1 OR compacted = 1)
  ) WHERE active IS NOT 1 AND place > 1`;
}
