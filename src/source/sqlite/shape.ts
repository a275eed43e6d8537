/** What a history looks like: its tables, their columns, and the indexes that can be used. Pure. */

import { sourceError } from './errors.js';
import type { Row } from './row.js';

export interface HistoryShape {
  readonly sessions: SessionsShape;
  readonly messages: MessagesShape;
}

export interface SessionsShape {
  /** In lower case, as all names of columns here. */
  readonly columns: ReadonlySet<string>;
  /** False for a view, and a table WITHOUT ROWID. */
  readonly hasRowids: boolean;
  /** False when an id may occur twice. */
  readonly hasUniqueIds: boolean;
  readonly indexes: readonly Index[];
}

export interface MessagesShape {
  readonly columns: ReadonlySet<string>;
  /** True when what is stored as a session's id is a text, or bytes. */
  readonly hasTextIds: boolean;
  /** Those that begin with the session's id. */
  readonly indexes: readonly Index[];
}

/** Of all rows, in the order of bytes: SQLite refuses to open one whose order it does not know, and so does what names it. */
export interface Index {
  readonly name: string;
  /** None stands for an expression. */
  readonly columns: readonly string[];
  readonly isUnique: boolean;
}

/** Tells of the columns of both tables (owner, name, type, key), names in lower case. */
export const COLUMNS_STATEMENT = `
  SELECT 'sessions' AS owner, lower(name) AS name, type, pk AS key FROM pragma_table_xinfo('sessions')
  UNION ALL SELECT 'messages', lower(name), type, pk FROM pragma_table_xinfo('messages')`;

/** Tells how `sessions` is stored. */
export const TABLE_STATEMENT = `
  SELECT max(type = 'table' AND NOT wr) AS hasRowids FROM pragma_table_list('sessions') WHERE schema = 'main'`;

/** Tells of the indexes of both tables, each column of each in its order (owner, index, column, order, isUnique). */
export const INDEXES_STATEMENT = ['sessions', 'messages']
  .map(
    (owner) => `
  SELECT '${owner}' AS owner, list.name AS indexName, list."unique" AS isUnique, lower(info.name) AS name,
    upper(info.coll) AS collation, info.seqno AS place
  FROM pragma_index_list('${owner}') AS list JOIN pragma_index_xinfo(list.name) AS info ON info.key
  WHERE NOT list.partial`,
  )
  .join(' UNION ALL ')
  .concat(' ORDER BY owner, indexName, place');

/** `UTF-8`, `UTF-16le` or `UTF-16be`: what the bytes of a text are. */
export const ENCODING_STATEMENT = 'PRAGMA encoding';

const REQUIRED = {
  sessions: ['id', 'started_at'],
  messages: ['id', 'session_id', 'role', 'content'],
} as const;

/**
 * @param columns, @param table, @param indexes what the statements above answered
 * @throws AchievementsError when a table or column is missing without which nothing can be counted
 */
export function shapeOf(
  columns: readonly Row[],
  table: readonly Row[],
  indexes: readonly Row[],
): HistoryShape {
  const columnsOf = (owner: string) => columns.filter((row) => row.owner === owner);
  const names = (owner: string) => new Set(columnsOf(owner).map(({ name }) => String(name)));
  const [sessions, messages] = [names('sessions'), names('messages')];
  const complete =
    REQUIRED.sessions.every((name) => sessions.has(name)) &&
    REQUIRED.messages.every((name) => messages.has(name));
  if (!complete) throw sourceError('ERR_ACHIEVEMENTS_DATABASE_SCHEMA');
  const keys = columnsOf('sessions').filter(({ key }) => key !== 0);
  const sessionIndexes = usable(indexes.filter(({ owner }) => owner === 'sessions'));
  const sessionId = columnsOf('messages').find(({ name }) => name === 'session_id');
  return {
    sessions: {
      columns: sessions,
      hasRowids: table[0]?.hasRowids === 1,
      hasUniqueIds:
        (keys.length === 1 && keys[0]?.name === 'id') ||
        sessionIndexes.some(
          ({ columns: [first, ...more], isUnique }) => isUnique && first === 'id' && more.length === 0,
        ),
      indexes: sessionIndexes,
    },
    messages: {
      columns: messages,
      hasTextIds: /CHAR|CLOB|TEXT/i.test(String(sessionId?.type)),
      indexes: usable(indexes.filter(({ owner }) => owner === 'messages')).filter(
        ({ columns: [first] }) => first === 'session_id',
      ),
    },
  };
}

function usable(rows: readonly Row[]): readonly Index[] {
  const byName = new Map<string, Row[]>();
  for (const row of rows) {
    const name = String(row.indexName);
    byName.set(name, [...(byName.get(name) ?? []), row]);
  }
  return [...byName]
    .filter(([, parts]) => parts.every(({ collation }) => collation === 'BINARY'))
    .map(([name, parts]) => ({
      name,
      columns: parts.map((part) => (part.name === null ? '' : String(part.name))),
      isUnique: parts[0]?.isUnique === 1,
    }));
}

/** How a statement names the index by which it shall go; without one it goes by the table. */
export function indexedBy(index: Index | undefined): string {
  return index === undefined ? 'NOT INDEXED' : `INDEXED BY "${index.name.replaceAll('"', '""')}"`;
}
