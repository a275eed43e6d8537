/** What a history in PostgreSQL looks like: columns decide, and never the name of who made them. Pure. */

/** The tables of a schema, as far as they matter. */
export interface PostgresShape {
  /** Quoted, with its schema. */
  readonly sessions: Table;
  readonly messages: Table;
  /** Of the table of one row that is raised with every change, when there is one that may be read. */
  readonly revision: string | undefined;
  /** Whether an index of messages has both a session's id and those of its rows, so that rows need not be read to list them. */
  readonly hasIdIndex: boolean;
  /** Whether an index of messages has a session's id in front, by which its rows are found. */
  readonly hasSessionIndex: boolean;
  /** Whether the server stores texts in the encoding in which they are handed out. */
  readonly isUtf8: boolean;
}

export interface Table {
  /** Quoted, with its schema. */
  readonly name: string;
  /** The type of each column, as the server names it. */
  readonly columns: ReadonlyMap<string, string>;
}

/** Four columns a row: what it tells of, a table's name, a column's or an index's, and a type. The parameter is the schema. */
export const SHAPE_STATEMENT = `
  SELECT 'column', t.relname, a.attname, format_type(a.atttypid, NULL)
  FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace
  JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE n.nspname = $1::text AND t.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND t.relname IN ('sessions', 'messages', 'state_change_revision')
    AND (t.relname <> 'state_change_revision' OR (t.relkind IN ('r', 'p') AND
      has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(t.oid, 'SELECT')))
  UNION ALL
  SELECT 'index', t.relname, string_agg(a.attname, ',' ORDER BY k.place), ''
  FROM pg_class AS t JOIN pg_namespace AS n ON n.oid = t.relnamespace
  JOIN pg_index AS i ON i.indrelid = t.oid AND i.indisvalid AND i.indpred IS NULL
  CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
  JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number
  WHERE n.nspname = $1::text AND t.relname = 'messages'
  GROUP BY t.relname, i.indexrelid
  UNION ALL
  SELECT 'encoding', '', current_setting('server_encoding'), ''
  UNION ALL
  SELECT 'elsewhere', '', n.nspname, ''
  FROM pg_namespace AS n WHERE n.nspname <> $1::text AND (
    SELECT count(*) FROM pg_class AS t WHERE t.relnamespace = n.oid AND t.relname IN ('sessions', 'messages')) = 2`;

export type ShapeRow = readonly [kind: string, table: string, name: string, type: string];

const REQUIRED = {
  sessions: ['id', 'started_at'],
  messages: ['id', 'session_id', 'role', 'content'],
} as const;

/** Undefined when a table or column is missing without which nothing can be counted, or a content is no text. */
export function postgresShapeOf(rows: readonly ShapeRow[], schema: string): PostgresShape | undefined {
  const tableOf = (name: string): Table => ({
    name: `${quoted(schema)}.${quoted(name)}`,
    columns: new Map(
      rows.flatMap(([kind, table, column, type]): [string, string][] =>
        kind === 'column' && table === name ? [[column, type]] : [],
      ),
    ),
  });
  const [sessions, messages, revision] = [
    tableOf('sessions'),
    tableOf('messages'),
    tableOf('state_change_revision'),
  ];
  const isComplete =
    REQUIRED.sessions.every((name) => sessions.columns.has(name)) &&
    REQUIRED.messages.every((name) => messages.columns.has(name));
  if (!isComplete || messages.columns.get('content') === 'bytea') return undefined;
  const indexes = rows.flatMap(([kind, , columns]) => (kind === 'index' ? [columns.split(',')] : []));
  const encoding = rows.find(([kind]) => kind === 'encoding')?.[2];
  return {
    sessions,
    messages,
    revision: revision.columns.has('id') && revision.columns.has('revision') ? revision.name : undefined,
    hasIdIndex: indexes.some((columns) => columns.includes('session_id') && columns.includes('id')),
    hasSessionIndex: indexes.some(([first]) => first === 'session_id'),
    // SQL_ASCII stands for any bytes, which are handed out as they are.
    isUtf8: encoding === 'UTF8' || encoding === 'SQL_ASCII',
  };
}

/** Other schemas that have such tables. */
export function elsewhereOf(rows: readonly ShapeRow[]): readonly string[] {
  return rows.flatMap(([kind, , name]) => (kind === 'elsewhere' ? [name] : []));
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
