/** The statements that list sessions, as they fit the shape of a history. Pure. */

import { type HistoryShape, type Index, indexedBy, type MessagesShape, type SessionsShape } from './shape.js';
import { MIXED_ID, NAME_BYTES, nameOrBytes, time, timeOrText } from './sql.js';

/**
 * "Packed" answers come as one value, a JSON list, since the driver's price is by the value. Every column is named: without
 * that SQLite names it as the table does, in any case.
 */
export interface ListStatements {
  /**
   * Sessions that count: packed lists of four (id, title, model, start), and packed the times of their last activity, which
   * change nothing that counts. Also how many there are, how many have no id and how many a long name, and how many rows
   * were seen and the total of their ids. Never their system prompts, though SQLite has to read past these.
   */
  readonly sessions: string;
  /** The sessions come in pages, by the number of a row; the parameter is the last one of the page before. */
  readonly inPages: boolean;
  /** How many rows an index of sessions has, and the total of their ids; null without one. */
  readonly witness: string | null;
  /** The oldest session, counted or not, as one value. */
  readonly oldest: string;
  /** The title and the model of one session as bytes; the parameter is its id. */
  readonly names: string;
  /**
   * Of each session's messages what tells whether they changed: see `toldBy`. A page, with the last id of it as bytes. Where
   * they come in pages the parameter is the last id that is wanted, as bytes; none of them: all ids.
   */
  readonly groups: string;
  /** The next page; the parameters are the last id of the page before, and the last that is wanted. Null where all come in one. */
  readonly nextGroups: string | null;
  /** The same of those messages that are not active; null where `groups` tells of them. Reads every row's beginning. */
  readonly inactive: string | null;
}

/** Sessions that are listed by one statement, and sessions whose messages are looked at by one. */
export const LIST_ROWS = 4_000;
export const LIST_GROUPS = 8_000;

export function listStatements({ sessions, messages }: HistoryShape): ListStatements {
  const inPages = sessions.hasRowids && sessions.hasUniqueIds;
  const byStart = sessions.indexes.find(({ columns: [first] }) => first === 'started_at');
  const [witness] = byStart === undefined ? sessions.indexes : [byStart];
  const index = listIndex(messages);
  const mayBeInactive = messages.columns.has('active');
  const knowsActive = mayBeInactive && (index === undefined || index.columns.includes('active'));
  const inOne = index === undefined || !messages.hasTextIds;
  return {
    sessions: sessionsStatement(sessions, inPages),
    inPages,
    witness:
      inPages && witness !== undefined
        ? `SELECT count(*) AS rows, total(rowid) AS rowids FROM sessions ${indexedBy(witness)}`
        : null,
    oldest: `SELECT json_array(id, ${timeOrText('started_at')}) AS packed FROM sessions ${indexedBy(byStart)}
      WHERE ${IS_ID} AND started_at = (SELECT min(started_at) FROM sessions ${indexedBy(byStart)})
      ORDER BY id COLLATE BINARY LIMIT 1`,
    names: `SELECT ${['title', 'model'].map((name) => (sessions.columns.has(name) ? `CAST(${name} AS BLOB) AS ${name}` : `NULL AS ${name}`)).join()}
      FROM sessions NOT INDEXED WHERE id COLLATE BINARY = ? LIMIT 1`,
    groups: groupsStatement(messages, index, knowsActive, inOne ? '' : FROM_START),
    nextGroups: inOne ? null : groupsStatement(messages, index, knowsActive, FROM_LAST),
    inactive: mayBeInactive && !knowsActive ? INACTIVE : null,
  };
}

/** The index that tells the most, so that rows need not be read. */
export function listIndex({ columns, indexes }: MessagesShape): Index | undefined {
  const told = (index: Index) =>
    ['active', 'timestamp'].filter((name) => columns.has(name) && index.columns.includes(name)).length;
  return indexes.toSorted((a, b) => told(b) - told(a)).at(0);
}

/** JSON refuses BLOBs; as an id they are damage. */
const IS_ID = "typeof(id) IN ('text', 'integer', 'real')";

function sessionsStatement({ columns, hasUniqueIds }: SessionsShape, inPages: boolean): string {
  const isListed = ['archived', 'hidden']
    .filter((name) => columns.has(name))
    .map((name) => `${name} IS NOT 1`);
  const counts = [IS_ID, ...isListed].join(' AND ');
  const isLong = ['title', 'model']
    .filter((name) => columns.has(name))
    .map((name) => `ifnull(octet_length(${name}) > ${NAME_BYTES}, FALSE)`);
  const packed = `json_array(id, ${nameOrBytes(columns, 'title')}, ${nameOrBytes(columns, 'model')}, ${timeOrText('started_at')})`;
  return `SELECT '[' || group_concat(packed) || ']' AS packed,
    json_group_array(activity) FILTER (WHERE packed IS NOT NULL) AS activity, count(packed) AS sessions,
    total(odd) AS odd, total(long) AS long, count(*) AS rows, total(place) AS rowids, max(place) AS last
    FROM (SELECT ${inPages ? 'rowid' : 'NULL'} AS place, CASE WHEN ${counts} THEN ${packed} END AS packed,
      ${time(columns, 'last_activity_at')} AS activity, NOT (${IS_ID}) AS odd,
      ${[...isLong, 'FALSE'].join(' OR ')} AS long
      FROM sessions NOT INDEXED ${inPages ? `WHERE rowid > ? ORDER BY rowid LIMIT ${LIST_ROWS}` : ''}
      ${hasUniqueIds ? '' : `WHERE ${counts} GROUP BY id COLLATE BINARY`})`;
}

/**
 * No bytes stand for no end: a BLOB comes after every text, damaged ones included. Node 22 hands no bytes over as NULL.
 */
const until = (parameter: string) =>
  `AND session_id COLLATE BINARY <= iif(ifnull(length(${parameter}), 0) = 0, x'', CAST(${parameter} AS TEXT))`;
const FROM_START = `WHERE session_id COLLATE BINARY >= '' ${until('?1')}`;
const FROM_LAST = `WHERE session_id COLLATE BINARY > CAST(?1 AS TEXT) ${until('?2')}`;

/** What is said of a session's rows as one text, the same whether it comes from an index or the table. */
function groupsStatement(
  { columns }: MessagesShape,
  index: Index | undefined,
  knowsActive: boolean,
  page: string,
): string {
  const knowsTime = columns.has('timestamp') && (index === undefined || index.columns.includes('timestamp'));
  const which = knowsActive ? `total(${MIXED_ID}) FILTER (WHERE active IS NOT 1)` : '0';
  const told = [
    ...(knowsTime ? [`iif(typeof(newest) IN ('real', 'integer'), '@' || newest || ' ', '')`] : []),
    `rows || ' ' || last || ' ' || CAST(ids AS INTEGER)`,
    `iif(which > 0, ' ' || CAST(which AS INTEGER), '')`,
  ];
  return `SELECT '[' || group_concat(json_quote(session) || ',' || json_quote(${told.join(' || ')})) || ']' AS packed,
    count(*) AS sessions, CAST(max(session) AS BLOB) AS last
    FROM (SELECT session_id AS session, count(*) AS rows, max(id) AS last, total(id) AS ids, ${which} AS which,
      ${knowsTime ? 'max(timestamp)' : 'NULL'} AS newest
      FROM messages ${indexedBy(index)} ${page} GROUP BY session_id COLLATE BINARY
      ${page === '' ? '' : `LIMIT ${LIST_GROUPS}`})
    WHERE typeof(session) IN ('text', 'integer', 'real')`;
}

/**
 * `active` stands in a row's first bytes: bodies are not read. The `+` keeps SQLite from walking an index for the grouping,
 * which would fetch the rows of a large file in random order.
 */
const INACTIVE = `
  SELECT '[' || group_concat(json_quote(session) || ',' || json_quote(CAST(which AS TEXT))) || ']' AS packed
  FROM (SELECT session_id AS session, CAST(total(${MIXED_ID}) AS INTEGER) AS which
    FROM messages NOT INDEXED WHERE active IS NOT 1 GROUP BY +session_id COLLATE BINARY)
  WHERE typeof(session) IN ('text', 'integer', 'real')`;
