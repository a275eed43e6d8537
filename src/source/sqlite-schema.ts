/** Which columns a history has, and the statements that fit them. Pure. */

import { sourceError } from './sqlite-errors.js';
import { LATEST_SECONDS } from './timestamps.js';

/** Names of the columns that exist, in lower case. */
export interface HistoryColumns {
  readonly sessions: ReadonlySet<string>;
  readonly messages: ReadonlySet<string>;
}

/** Every column is named: without that SQLite names it as the table does, in any case. */
export interface HistoryStatements {
  /** All sessions that count, in scan order. Never their system prompts, which are large. */
  readonly sessions: string;
  /** The oldest session, counted or not. */
  readonly oldest: string;
  /** Rows of each session: answered from an index alone. */
  readonly counts: string;
  /** Rows of each session that are not active; null where a row cannot be inactive. Reads every row's beginning. */
  readonly inactive: string | null;
  /** A row for each of some sessions: its counted messages, packed; the parameter is a JSON list of session ids. */
  readonly messagesOf: string;
  /** All row ids of one session as `1,2,3`: one value, because a row apiece costs a hundred times its size. */
  readonly idsOf: string;
  /** The counted messages among one session's rows, packed; the parameter is a JSON list of row ids. */
  readonly messagesById: string;
  /** Full bodies of those rows; the parameter is a JSON list of ids. */
  readonly bodiesById: string;
  /** Ids (`1,2,3`) of one session's compacted rows for which another row stands; null where there are none. */
  readonly superseded: string | null;
}

/** A row of these statements as the driver hands it out: each fills some columns, and any value may be in them. */
export type Row = { readonly [column in Column]?: unknown };

type Column =
  | 'owner'
  | 'name'
  | 'id'
  | 'title'
  | 'model'
  | 'startedAt'
  | 'lastActivityAt'
  | 'sessionId'
  | 'rowCount'
  | 'lastId'
  | 'idSum'
  | 'inactiveCount'
  | 'inactiveSum'
  | 'compactedSum'
  | 'identityCount'
  | 'packed'
  | 'content'
  | 'toolCalls'
  | 'ids';

/** Bits of a packed message's flags. */
export const HIDDEN = 1;
export const NEEDS_SUPERSEDED = 2;

/**
 * Longer bodies come as their length in bytes instead, and are fetched apart. That bounds a page, and packing pays for
 * short texts only: beyond this the driver alone is faster.
 */
const INLINE_BYTES = 2 * 1024;

const REQUIRED = {
  sessions: ['id', 'started_at'],
  messages: ['id', 'session_id', 'role', 'content'],
} as const;

/** Lists the columns of both tables as (owner, name), names in lower case. */
export const COLUMNS_STATEMENT = `
  SELECT 'sessions' AS owner, lower(name) AS name FROM pragma_table_xinfo('sessions')
  UNION ALL SELECT 'messages', lower(name) FROM pragma_table_xinfo('messages')`;

/** @throws AchievementsError when a table or column is missing without which nothing can be counted. */
export function statementsFor({ sessions, messages }: HistoryColumns): HistoryStatements {
  const complete =
    REQUIRED.sessions.every((name) => sessions.has(name)) &&
    REQUIRED.messages.every((name) => messages.has(name));
  if (!complete) throw sourceError('ERR_ACHIEVEMENTS_DATABASE_SCHEMA');

  const mayBeInactive = messages.has('active');
  const keepsCompacted = mayBeInactive && messages.has('compacted') && messages.has('display_identity');
  const counted = keepsCompacted ? '(active = 1 OR compacted = 1)' : mayBeInactive ? 'active = 1' : 'TRUE';
  const packed = `json_group_array(${packedMessage(messages, keepsCompacted)}) AS packed FROM messages WHERE ${counted}`;

  return {
    sessions: sessionsStatement(sessions),
    oldest: `SELECT id AS id, started_at AS startedAt FROM sessions
      WHERE started_at = (SELECT min(started_at) FROM sessions) ORDER BY id COLLATE BINARY LIMIT 1`,
    counts: `SELECT session_id AS sessionId, count(*) AS rowCount, max(id) AS lastId, total(id) AS idSum
      FROM messages GROUP BY session_id`,
    inactive: mayBeInactive ? inactiveStatement(keepsCompacted) : null,
    messagesOf: `SELECT session_id AS sessionId, ${packed}
      AND session_id IN (SELECT value FROM json_each(?)) GROUP BY session_id`,
    idsOf: 'SELECT group_concat(id) AS ids FROM messages WHERE session_id = ?',
    messagesById: `SELECT ${packed} AND id IN (SELECT value FROM json_each(?))`,
    bodiesById: `SELECT id AS id, ${text(messages, 'content')} AS content, ${text(messages, 'tool_calls')} AS toolCalls
      FROM messages WHERE id IN (SELECT value FROM json_each(?))`,
    superseded: keepsCompacted ? SUPERSEDED : null,
  };
}

function sessionsStatement(columns: ReadonlySet<string>): string {
  const unlisted = ['archived', 'hidden']
    .filter((name) => columns.has(name))
    .map((name) => `${name} IS NOT 1`);
  const lastActivity = columns.has('last_activity_at') ? 'last_activity_at' : 'NULL';
  return `SELECT id AS id, ${text(columns, 'title')} AS title, ${text(columns, 'model')} AS model,
      started_at AS startedAt, ${lastActivity} AS lastActivityAt
    FROM sessions WHERE ${['TRUE', ...unlisted].join(' AND ')} ORDER BY started_at DESC, id COLLATE BINARY`;
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
    ? `total((compacted IS 1) * (${MIXED_ID})) AS compactedSum,
      total(compacted IS 1 AND typeof(display_identity) <> 'null') AS identityCount,`
    : '';
  return `SELECT session_id AS sessionId, ${compacted}
      count(*) AS inactiveCount, total(${MIXED_ID}) AS inactiveSum
    FROM messages WHERE active IS NOT 1 GROUP BY +session_id`;
}

/**
 * A message as a JSON list: id, role, content, tool calls, tool name, time, flags. The driver's price is by the value,
 * and is the same for a session's packed messages as for one flag: this takes half the time of a row for each message.
 * The time is a text because JSON numbers have 15 digits here, and times need 17.
 */
function packedMessage(columns: ReadonlySet<string>, keepsCompacted: boolean): string {
  const hidden = columns.has('display_kind') ? `(display_kind IS 'hidden') * ${HIDDEN}` : '0';
  const needsSuperseded = keepsCompacted
    ? `(active IS NOT 1 AND typeof(display_identity) <> 'null') * ${NEEDS_SUPERSEDED}`
    : '0';
  const body = (column: string) => (columns.has(column) ? inline(column) : 'NULL');
  const time = columns.has('timestamp')
    ? `CASE WHEN timestamp BETWEEN 0 AND ${LATEST_SECONDS} THEN format('%!.17g', timestamp) END`
    : 'NULL';
  return `json_array(id, ${text(columns, 'role')}, ${body('content')}, ${body('tool_calls')},
    ${text(columns, 'tool_name')}, ${time}, ${hidden} + ${needsSuperseded})`;
}

/** A number in place of a body is the length of one that is fetched apart; every body is a text. */
function inline(column: string): string {
  const bytes = `octet_length(${column})`;
  return `CASE WHEN ${bytes} > ${INLINE_BYTES} THEN ${bytes} ELSE CAST(${column} AS TEXT) END`;
}

function text(columns: ReadonlySet<string>, column: string): string {
  return columns.has(column) ? `CAST(${column} AS TEXT)` : 'NULL';
}

/** Of rows that share an identity the active ones stand for all; else the oldest does. */
const SUPERSEDED = `SELECT group_concat(id) AS ids FROM (
    SELECT id, active, row_number() OVER (PARTITION BY display_identity ORDER BY active IS 1 DESC, id) AS place
    FROM messages WHERE session_id = ? AND display_identity IS NOT NULL AND (active = 1 OR compacted = 1)
  ) WHERE active IS NOT 1 AND place > 1`;
