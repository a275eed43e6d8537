/**
 * Messages are found by an index, and SQLite believes it: where it lacks an entry, the message is not there. Whether the
 * indexes tell what the table does is only known by comparing them. Pure.
 */

/** The indexes of messages that SQLite may find a session's rows by: a partial one is of no use to it there. */
export const INDEXES_STATEMENT = `
  SELECT list.name AS name FROM pragma_index_list('messages') AS list
  JOIN pragma_index_info(list.name) AS first ON first.seqno = 0
  WHERE lower(first.name) = 'session_id' AND NOT list.partial`;

/**
 * Answers how many things are told of the rows of sessions that the table and the indexes do not agree upon: 0 when all fit.
 * Reads every row's beginning. Null when there is no index to compare.
 */
export function misfitsStatement(indexes: readonly string[]): string | null {
  if (indexes.length === 0) return null;
  const told = [
    // The `+` keeps SQLite from reading the rows in the order of an index.
    toldBy('NOT INDEXED', '+session_id'),
    ...indexes.map((name) => toldBy(`INDEXED BY ${quoted(name)}`, 'session_id')),
  ];
  return `SELECT count(*) AS misfits FROM (
    SELECT 1 FROM (${told.join(' UNION ALL ')}) GROUP BY session, rows, ids HAVING count(*) <> ${told.length})`;
}

function toldBy(teller: string, session: string): string {
  return `SELECT session_id AS session, count(*) AS rows, total(id) AS ids
    FROM messages ${teller} WHERE session_id IS NOT NULL GROUP BY ${session}`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
