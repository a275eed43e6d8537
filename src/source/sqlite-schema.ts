/** Which columns a history has, and the statements that fit them. Pure. */

import { sourceError } from './sqlite-errors.js';
import { misfitsStatement } from './sqlite-indexes.js';
import { LATEST_SECONDS } from './timestamps.js';

/** Names of the columns that exist, in lower case, and of the indexes that messages are found by. */
export interface HistoryColumns {
  readonly sessions: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;
  readonly indexes: readonly string[];
}

/**
 * Every column is named: without that SQLite names it as the table does, in any case. "Packed" rows come as one value, a
 * JSON list of lists, since the driver's price is by the value.
 */
export interface HistoryStatements {
  /**
   * The rows of all sessions that count, in scan order, as one JSON list; and how many have no id. Not their ids: what is damaged in these would not
   * come back as it went out.
   */
  readonly sessionRows: string;
  /**
   * Some of these sessions, packed, and the times of their last activity, which changes nothing that counts; the parameter
   * is a JSON list of row ids, whose order they have. Never their system prompts, which are large. What is said of a session's
   * rows is answered from an index alone.
   */
  readonly sessionsByRow: string;
  /** The oldest session, counted or not. */
  readonly oldest: string;
  /** Of each session that has some the number of its rows that are not active, and which, packed; null where a row cannot be inactive. Reads every row's beginning. */
  readonly inactive: string | null;
  /** A row for each of some sessions: its counted messages, packed; the parameter is a JSON list of session ids. */
  readonly messagesOf: string;
  /** All row ids of one session as `1,2,3`: one value, because a row apiece costs a hundred times its size. */
  readonly idsOf: string;
  /** The counted messages among one session's rows, packed; the parameter is a JSON list of row ids. */
  readonly messagesById: string;
  /** Bodies of rows as bytes, without contents that come in slices; the parameter is a JSON list of ids. */
  readonly bodiesById: string;
  /** A part of one row's content as bytes; the parameters are where it starts (from 1), its length, and the row id. */
  readonly sliceById: string;
  /** Ids (`1,2,3`) of one session's compacted rows for which another row stands; null where there are none. */
  readonly superseded: string | null;
  /** How often an index tells something else of a session's rows than their table; null without an index. */
  readonly misfits: string | null;
}

/** A row of these statements as the driver hands it out: each fills some columns, and any value may be in them. */
export type Row = { readonly [column in Column]?: unknown };

type Column =
  | 'owner'
  | 'name'
  | 'encoding'
  | 'id'
  | 'startedAt'
  | 'packed'
  | 'odd'
  | 'quick_check'
  | 'activity'
  | 'sessionId'
  | 'facts'
  | 'contents'
  | 'content'
  | 'toolCalls'
  | 'slice'
  | 'ids'
  | 'misfits';

/**
 * Places in a packed session, of which `rows` is a list of its own: how many there are, the last id, and the total of all.
 * Times and totals are texts: JSON numbers have 15 digits here, and they may need 17.
 */
export const SESSION = { id: 0, title: 1, model: 2, startedAt: 3, rows: 4 } as const;

/** The place in what is packed of rows that are not active; behind it stands what is known of them. */
export const INACTIVE = { sessionId: 0 } as const;

/** Places in a packed message. */
export const FACT = {
  id: 0,
  role: 1,
  contentBytes: 2,
  toolCallsBytes: 3,
  toolName: 4,
  timestamp: 5,
  flags: 6,
} as const;

/** Bits of a packed message's flags. */
export const HIDDEN = 1;
export const NEEDS_SUPERSEDED = 2;

/**
 * Longer bodies are fetched apart, as the row that packs them would be of any size. Shorter ones cost a copy or two inside
 * SQLite, which is less than the driver's price for a value.
 */
export const PACKED_BYTES = 4 * 1024;

/** Longer contents are fetched in slices. */
export const WHOLE_BYTES = 2 * 1024 * 1024;

const REQUIRED = {
  sessions: ['id', 'started_at'],
  messages: ['id', 'session_id', 'role', 'content'],
} as const;

/** Lists the columns of both tables as (owner, name), names in lower case. */
export const COLUMNS_STATEMENT = `
  SELECT 'sessions' AS owner, lower(name) AS name FROM pragma_table_xinfo('sessions')
  UNION ALL SELECT 'messages', lower(name) FROM pragma_table_xinfo('messages')`;

/** `UTF-8`, `UTF-16le` or `UTF-16be`: what the bytes of a text are. */
export const ENCODING_STATEMENT = 'PRAGMA encoding';

/** Has SQLite look at every page; answers `ok`, or what is wrong first. Takes about as long as reading everything. */
export const CHECK_STATEMENT = 'PRAGMA quick_check(1)';

/** @throws AchievementsError when a table or column is missing without which nothing can be counted. */
export function statementsFor({ sessions, messages, indexes }: HistoryColumns): HistoryStatements {
  const complete =
    REQUIRED.sessions.every((name) => sessions.has(name)) &&
    REQUIRED.messages.every((name) => messages.has(name));
  if (!complete) throw sourceError('ERR_ACHIEVEMENTS_DATABASE_SCHEMA');

  const mayBeInactive = messages.has('active');
  const keepsCompacted = mayBeInactive && messages.has('compacted') && messages.has('display_identity');
  const counted = keepsCompacted ? '(active = 1 OR compacted = 1)' : mayBeInactive ? 'active = 1' : 'TRUE';
  const packed = `json_group_array(${factsOf(messages, keepsCompacted)}) AS facts,
    ${joined(messages, 'content')} AS contents, ${joined(messages, 'tool_calls')} AS toolCalls
    FROM messages WHERE ${counted}`;

  return {
    sessionRows: sessionRowsStatement(sessions),
    sessionsByRow: sessionsStatement(sessions),
    oldest: `SELECT id AS id, started_at AS startedAt FROM sessions
      WHERE started_at = (SELECT min(started_at) FROM sessions) ORDER BY id COLLATE BINARY LIMIT 1`,
    inactive: mayBeInactive ? inactiveStatement(keepsCompacted) : null,
    messagesOf: `SELECT session_id AS sessionId, ${packed}
      AND session_id IN (SELECT value FROM json_each(?)) GROUP BY session_id`,
    idsOf: 'SELECT group_concat(id) AS ids FROM messages WHERE session_id = ?',
    messagesById: `SELECT ${packed} AND id IN (SELECT value FROM json_each(?))`,
    bodiesById: `SELECT id AS id,
      CASE WHEN octet_length(content) <= ${WHOLE_BYTES} THEN CAST(content AS BLOB) END AS content,
      ${cast(messages, 'tool_calls', 'BLOB')} AS toolCalls
      FROM messages WHERE id IN (SELECT value FROM json_each(?))`,
    sliceById: 'SELECT substr(CAST(content AS BLOB), ?, ?) AS slice FROM messages WHERE id = ?',
    superseded: keepsCompacted ? SUPERSEDED : null,
    misfits: misfitsStatement(indexes),
  };
}

function sessionRowsStatement(columns: ReadonlySet<string>): string {
  const unlisted = ['archived', 'hidden']
    .filter((name) => columns.has(name))
    .map((name) => `${name} IS NOT 1`);
  // JSON refuses BLOBs; as an id they are damage.
  const isId = "typeof(id) IN ('text', 'integer', 'real')";
  const conditions = [isId, ...unlisted].join(' AND ');
  return `SELECT json_group_array(rowid ORDER BY started_at DESC, id COLLATE BINARY) FILTER (WHERE ${conditions}) AS packed,
    total(NOT (${isId})) AS odd FROM sessions`;
}

/** The wanted rows come first in the join, so their order is that of the rows. */
function sessionsStatement(columns: ReadonlySet<string>): string {
  const rows = `SELECT json_array(count(*), max(id), ${exact('total(id)')}) FROM messages WHERE session_id = sessions.id`;
  const session = [
    'sessions.id',
    text(columns, 'title'),
    text(columns, 'model'),
    time(columns, 'started_at'),
  ];
  return `SELECT json_group_array(json_array(${session.join(', ')}, json((${rows})))) AS packed,
      json_group_array(${time(columns, 'last_activity_at')}) AS activity
    FROM json_each(?) AS wanted CROSS JOIN sessions ON sessions.rowid = wanted.value`;
}

/**
 * Spreads ids so that no two sets of rows which undoing and redoing could swap have the same total. `total` instead
 * of `sum`: it cannot overflow.
 */
const MIXED_ID = '((id * id) % 2147483647) * (id % 1000003) % 2147483629';

/**
 * `active`, `compacted` and the type of a value stand in a row's first bytes: bodies are not read. The `+` keeps
 * SQLite from walking an index for the grouping, which would fetch the rows of a large file in random order.
 */
function inactiveStatement(keepsCompacted: boolean): string {
  const compacted = keepsCompacted
    ? `, ${exact(`total((compacted IS 1) * (${MIXED_ID}))`)},
      total(compacted IS 1 AND typeof(display_identity) <> 'null')`
    : '';
  // Lists already: of the result of a subquery `json_group_array` would make texts.
  return `SELECT '[' || group_concat(inactive) || ']' AS packed FROM (
    SELECT json_array(session_id, count(*), ${exact(`total(${MIXED_ID})`)}${compacted}) AS inactive
    FROM messages WHERE active IS NOT 1 AND typeof(session_id) <> 'blob' GROUP BY +session_id)`;
}

/**
 * A message as a JSON list: id, role, bytes of its content and of its tool calls, tool name, time, flags. The driver's price
 * is by the value, and is the same for a session's packed messages as for one flag: with all bodies in one value, too, this
 * takes half the time of a row for each message.
 */
function factsOf(columns: ReadonlySet<string>, keepsCompacted: boolean): string {
  const hidden = columns.has('display_kind') ? `(display_kind IS 'hidden') * ${HIDDEN}` : '0';
  const needsSuperseded = keepsCompacted
    ? `(active IS NOT 1 AND typeof(display_identity) <> 'null') * ${NEEDS_SUPERSEDED}`
    : '0';
  const bytes = (column: string) => (columns.has(column) ? `octet_length(${column})` : 'NULL');
  return `json_array(id, ${text(columns, 'role')}, ${bytes('content')}, ${bytes('tool_calls')},
    ${text(columns, 'tool_name')}, ${time(columns, 'timestamp')}, ${hidden} + ${needsSuperseded})`;
}

/** All short bodies of a column, one after the other: their lengths tell them apart. */
function joined(columns: ReadonlySet<string>, column: string): string {
  if (!columns.has(column)) return 'NULL';
  const short = `CASE WHEN octet_length(${column}) <= ${PACKED_BYTES} THEN ${column} END`;
  return `CAST(group_concat(${short}, '') AS BLOB)`;
}

function time(columns: ReadonlySet<string>, column: string): string {
  return columns.has(column)
    ? `CASE WHEN ${column} BETWEEN 0 AND ${LATEST_SECONDS} THEN ${exact(column)} END`
    : 'NULL';
}

/** A number with all its digits. */
function exact(number: string): string {
  return `format('%!.17g', ${number})`;
}

function text(columns: ReadonlySet<string>, column: string): string {
  return cast(columns, column, 'TEXT');
}

function cast(columns: ReadonlySet<string>, column: string, type: 'TEXT' | 'BLOB'): string {
  return columns.has(column) ? `CAST(${column} AS ${type})` : 'NULL';
}

/** Of rows that share an identity the active ones stand for all; else the oldest does. */
const SUPERSEDED = `SELECT group_concat(id) AS ids FROM (
    SELECT id, active, row_number() OVER (PARTITION BY display_identity ORDER BY active IS 1 DESC, id) AS place
    FROM messages WHERE session_id = ? AND display_identity IS NOT NULL AND (active = 1 OR compacted = 1)
  ) WHERE active IS NOT 1 AND place > 1`;
