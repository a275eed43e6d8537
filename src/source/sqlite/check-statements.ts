/**
 * What tells damage from a history that is only odd. Messages are found by an index, and SQLite believes it: where it lacks an
 * entry, the message is not there. So sessions are listed by one index and read by another, and both are held against each
 * other; where there is one index only, it is held against the table. Pure.
 */

import { type Index, indexedBy, type MessagesShape } from './shape.js';

export interface CheckStatements {
  /**
   * What the two indexes tell of one session's rows, and the rows of themselves, at the same moment, as `listed` and `read`: see
   * `fits`. The parameter is its id, twice. Null without an index.
   */
  readonly secondLook: string | null;
  /**
   * What the one index and the table tell of a session's rows between two row ids, as `listed` and `read`; the parameters are
   * its id and these two. Null when there are two indexes, or none.
   */
  readonly inRange: string | null;
  /** How often the one index tells something else of a session's rows than their table; null when there are two, or none. */
  readonly misfits: string | null;
}

/** Has SQLite look at every page of a table and its indexes; answers `ok`, or what is wrong first. */
export const CHECK = {
  sessions: "PRAGMA quick_check('sessions')",
  messages: "PRAGMA quick_check('messages')",
} as const;

/** @param listing, @param reading the indexes by which sessions are listed and read */
export function checkStatements(
  { columns }: MessagesShape,
  listing: Index | undefined,
  reading: Index | undefined,
): CheckStatements {
  const inactive = columns.has('active') ? 'total(m.active IS NOT 1)' : '0';
  const told = (index: Index) => `(SELECT json_array(
      total(m.session_id IS entry.session_id COLLATE BINARY) = count(*), count(*), total(entry.rowid), ${inactive})
    FROM messages AS entry ${indexedBy(index)} LEFT JOIN messages AS m NOT INDEXED ON m.rowid = entry.rowid
    WHERE entry.session_id COLLATE BINARY = ?)`;
  const areTwo = listing !== undefined && reading !== undefined && listing.name !== reading.name;
  return {
    secondLook:
      reading === undefined ? null : `SELECT ${told(listing ?? reading)} AS listed, ${told(reading)} AS read`,
    inRange: areTwo || listing === undefined ? null : inRangeStatement(listing),
    misfits: areTwo || listing === undefined ? null : misfitsStatement(listing),
  };
}

function inRangeStatement(index: Index): string {
  const told = (teller: string) => `(SELECT json_array(count(*), total(rowid)) FROM messages ${teller}
    WHERE session_id COLLATE BINARY = ?1 AND rowid BETWEEN ?2 AND ?3)`;
  return `SELECT ${told(indexedBy(index))} AS listed, ${told('NOT INDEXED')} AS read`;
}

function misfitsStatement(index: Index): string {
  const told = (
    teller: string,
    session: string,
  ) => `SELECT session_id AS session, count(*) AS rows, total(id) AS ids
    FROM messages ${teller} WHERE session_id IS NOT NULL GROUP BY ${session} COLLATE BINARY`;
  // The `+` keeps SQLite from reading the rows in the order of an index.
  return `SELECT count(*) AS misfits FROM (SELECT 1 FROM (
      ${told('NOT INDEXED', '+session_id')} UNION ALL ${told(indexedBy(index), 'session_id')}
    ) GROUP BY session COLLATE BINARY, rows, ids HAVING count(*) <> 2)`;
}

/** Whether both tell the same, and each row is of the session that its entry says. */
export function fits(listed: unknown, read: unknown): boolean {
  return listed === read && typeof read === 'string' && read.startsWith('[1,');
}
