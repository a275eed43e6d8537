/** Lists the sessions of an open database: one short look, so that the writer is not held up. */

import type { SessionList } from '../../types.js';
import { fingerprintOf, markOf } from '../fingerprint.js';
import { type LongName, toLongName } from '../long-name.js';
import { toList, toSessionId, unpack } from '../unpack.js';
import { refuseDamaged } from './checks.js';
import type { Connection } from './connection.js';
import { sourceError } from './errors.js';
import type { Answers, GroupPage, ListMemory } from './list-memory.js';
import { LIST_GROUPS, LIST_ROWS, type ListStatements } from './list-statements.js';
import type { Row } from './row.js';
import { toBytes } from './rows.js';
import type { StoredText } from './text.js';

/** What sessions are listed with. */
export interface ListQueries {
  readonly connection: Connection;
  /** Another one, where statements run in threads of their own. */
  readonly aside: Connection | undefined;
  readonly statements: ListStatements;
  readonly text: StoredText;
  /** Names the file: a history in another place is another history. */
  readonly realPath: string;
  readonly memory: ListMemory;
}

export async function readList(queries: ListQueries): Promise<SessionList> {
  const { realPath, memory } = queries;
  const answers = await ask(queries);
  const identity = fingerprintOf([realPath, answers.oldest ?? null]);
  const { sessions, groups, inactive, names } = answers;
  const packed = sessions.map((page) => page.packed);
  const length = sessions.reduce((sum, page) => sum + Number(page.sessions), 0);
  const mark = markOf([
    identity,
    inactive,
    JSON.stringify([...names]),
    ...groups.map((page) => page.packed),
    ...packed,
  ]);
  return {
    identity,
    mark,
    sessions: { length, [Symbol.iterator]: () => memory.all(answers, mark, length) },
    since: (earlier) => memory.since(earlier, answers, mark),
  };
}

async function atOneMoment<T>(connection: Connection, reads: () => Promise<T>): Promise<T> {
  await connection.all('BEGIN');
  try {
    return await reads();
  } finally {
    // It fails only where the connection did, and that is the error to report.
    await connection.all('COMMIT').catch(() => {});
  }
}

/**
 * Two connections share the work where statements run in other threads. They need not see the same moment: each session is
 * held against what was told of it before, and what is told of its messages against that of the messages.
 */
async function ask(queries: ListQueries): Promise<Answers> {
  const { connection, aside = connection, statements, memory } = queries;
  const split = aside === connection ? undefined : memory.split;
  const one = atOneMoment(connection, async () => {
    const [oldest] = await connection.all(statements.oldest);
    const sessions = await sessionPages(queries);
    const names = await longNames(queries, sessions);
    const groups = split === undefined ? [] : await groupPages(connection, statements, undefined, split);
    return { oldest, sessions, names, groups };
  });
  const rest = async () => {
    const groups = await groupPages(aside, statements, split, BEYOND);
    const [inactive] = statements.inactive === null ? [] : await aside.all(statements.inactive);
    return { groups, inactive };
  };
  const other = aside === connection ? one.then(() => atOneMoment(aside, rest)) : atOneMoment(aside, rest);
  // Whatever fails first, nothing is left running.
  const [first, second] = await Promise.allSettled([one, other]);
  if (first.status === 'rejected') throw first.reason;
  if (second.status === 'rejected') throw second.reason;
  const { oldest, sessions, names, groups } = first.value;
  return {
    oldest: oldest?.packed,
    sessions,
    groups: [...groups, ...second.value.groups],
    inactive: second.value.inactive?.packed,
    names,
  };
}

/** By ascending row id; what the table has less than its index is damage. */
async function sessionPages({ connection, statements }: ListQueries): Promise<Row[]> {
  const pages: Row[] = [];
  const seen = { rows: 0, rowids: 0, odd: 0 };
  let last = Number.NEGATIVE_INFINITY;
  for (;;) {
    const [page = {}] = await connection.all(
      statements.sessions,
      ...(statements.inPages ? [Math.max(last, -1e300)] : []),
    );
    pages.push(page);
    seen.rows += Number(page.rows);
    seen.rowids += Number(page.rowids);
    seen.odd += Number(page.odd);
    if (!statements.inPages || Number(page.rows) < LIST_ROWS) break;
    if (!(Number(page.last) > last)) throw outOfOrder('sessions');
    last = Number(page.last);
  }
  if (seen.odd > 0) await refuseDamaged(connection, 'sessions');
  if (statements.witness !== null) {
    const [witness] = await connection.all(statements.witness);
    if (witness?.rows !== seen.rows || witness.rowids !== seen.rowids) throw outOfOrder('sessions');
  }
  return pages;
}

/** Stands for no end, see the statements. */
const BEYOND = new Uint8Array();

/** @param after the last id that is not wanted; undefined: from the first on. @param until the last that is */
async function groupPages(
  connection: Connection,
  { groups, nextGroups }: ListStatements,
  after: Uint8Array | undefined,
  until: Uint8Array,
): Promise<GroupPage[]> {
  if (nextGroups === null)
    return (await connection.all(groups)).map(({ packed }) => ({ packed, last: BEYOND }));
  const pages: GroupPage[] = [];
  let last = after;
  for (;;) {
    const [page = {}] =
      last === undefined
        ? await connection.all(groups, until)
        : await connection.all(nextGroups, last, until);
    const end = toBytes(page.last);
    if (Number(page.sessions) === 0) return pages;
    if (last !== undefined && Buffer.compare(end, last) <= 0) throw outOfOrder('messages');
    pages.push({ packed: page.packed, last: end });
    if (Number(page.sessions) < LIST_GROUPS) return pages;
    last = end;
  }
}

function outOfOrder(table: string): Error {
  const cause = new Error(`An index of ${table} does not fit its table, or is not in its order.`);
  return sourceError('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', cause);
}

/** Titles and models that are not to be held as a whole, by session. */
async function longNames(
  { connection, statements, text }: ListQueries,
  pages: readonly Row[],
): Promise<Answers['names']> {
  const names = new Map<string, readonly LongName[]>();
  for (const page of pages) {
    if (Number(page.long) === 0) continue;
    for (const [stored, title, model] of unpack(page.packed).map(toList)) {
      const id = toSessionId(stored);
      if (id === null || (typeof title !== 'number' && typeof model !== 'number')) continue;
      const [row] = await connection.all(statements.names, id);
      names.set(
        id,
        [row?.title, row?.model].map((value) => toLongName(toBytes(value), text)),
      );
    }
  }
  return names;
}
