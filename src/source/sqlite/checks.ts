/** Sees to it that what was read of a damaged history is not taken for the whole of it, at a price that fits what was read. */

import type { ListedSession } from '../../types.js';
import { CHECK, type CheckStatements, fits } from './check-statements.js';
import type { Connection } from './connection.js';
import { fromDriver, sourceError } from './errors.js';
import { type Seen, toldBy } from './seen.js';

/** Notes what is odd while messages are read, and looks into it at the end. */
export interface Checks {
  /** All messages of a listed session were read, and told this of themselves. */
  read(session: ListedSession, seen: Seen): void;
  /** A text was none. */
  unsound(): void;
  /**
   * Rejects when what was odd is damage.
   * @param listed how many rows all listed sessions have
   */
  finish(listed: number): Promise<void>;
}

/**
 * Where one index alone tells of the rows, those between a session's first and last, and some around, are looked at in the
 * table; not where that would be many more than its own, as in a session that goes on for weeks.
 */
const RANGE = { around: 50, atMost: 2_000, perRow: 16 } as const;

/** Sessions of which is kept between which rows theirs lie: where more were read, all of the table is asked. */
const MOST_ALONE = 20_000;

export function createChecks(connection: Connection, statements: CheckStatements): Checks {
  const isAlone = statements.misfits !== null;
  let isSound = true;
  let rows = 0;
  const odd = new Set<string>();
  /** Undefined: all of the table is to be asked. */
  let alone: { readonly id: string; readonly seen: Seen }[] | undefined = [];

  async function looksDamaged(id: string): Promise<boolean> {
    const { secondLook } = statements;
    if (secondLook === null) return false;
    const [row] = await connection.retry(() => connection.all(secondLook, id, id));
    return !fits(row?.listed, row?.read);
  }

  /** The table itself is asked: all of it when much of it was read or a session has none, else what lies between the rows that were. */
  async function tableDiffers(listed: number): Promise<boolean> {
    const { misfits, inRange } = statements;
    if (misfits === null || inRange === null) return false;
    if (alone === undefined || rows * 2 >= listed) {
      const [row] = await connection.retry(() => connection.all(misfits));
      return row?.misfits !== 0;
    }
    for (const { id, seen } of alone) {
      if (seen.last - seen.first > RANGE.atMost + RANGE.perRow * seen.rows) continue;
      const [from, to] = [seen.first - RANGE.around, seen.last + RANGE.around];
      const [row] = await connection.retry(() => connection.all(inRange, id, from, to));
      if (row?.listed !== row?.read) return true;
    }
    return false;
  }

  return {
    read(session, seen) {
      rows += seen.rows;
      const { told } = session;
      if (seen.strayed > 0 || (told !== undefined && told !== toldBy(seen))) odd.add(session.id);
      if (!isAlone) return;
      // A lone index that tells of no rows at all: there may be none, or it lost them.
      if (seen.rows === 0 || alone?.push({ id: session.id, seen }) === MOST_ALONE) alone = undefined;
    },
    unsound() {
      isSound = false;
    },
    async finish(listed) {
      if (!isSound) await refuseDamaged(connection, 'messages');
      for (const id of odd) if (await looksDamaged(id)) throw misfit();
      if (await tableDiffers(listed)) throw misfit();
    },
  };
}

/**
 * SQLite hands out much of a damaged table without noticing. Where something odd comes to light, all of it is looked at: what
 * can be read of it is not to be taken for the whole. Other tables are not ours to judge.
 */
export async function refuseDamaged(connection: Connection, table: keyof typeof CHECK): Promise<void> {
  const rows = await connection
    .retry(() => connection.all(CHECK[table]))
    .catch((error: unknown) => {
      // An index of an order that SQLite does not know here cannot be judged.
      if (fromDriver(error).code === 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA') return [];
      throw error;
    });
  const [row] = rows;
  if (row === undefined || row.quick_check === 'ok') return;
  throw sourceError('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', new Error(String(row.quick_check)));
}

function misfit(): Error {
  const cause = new Error('An index of messages does not fit its table: the SQL command REINDEX mends that.');
  return sourceError('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', cause);
}
