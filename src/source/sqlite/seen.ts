/** What rows that were read tell of themselves. Pure. */

import { BITS } from './message-statements.js';

/** Of one session's rows, to be held against what an index told of them. */
export interface Seen {
  rows: number;
  first: number;
  last: number;
  ids: number;
  /** Spread ids of the rows that are not active: see `MIXED_ID`. */
  which: number;
  /** Rows that are of another session than the index said. */
  strayed: number;
}

export function nothingSeen(): Seen {
  return {
    rows: 0,
    first: Number.POSITIVE_INFINITY,
    last: Number.NEGATIVE_INFINITY,
    ids: 0,

    which: 0,
    strayed: 0,
  };
}

export function see(seen: Seen, id: number, bits: number): void {
  seen.rows++;
  if (id < seen.first) seen.first = id;
  if (id > seen.last) seen.last = id;
  seen.ids += id;
  if ((bits & BITS.strayed) !== 0) seen.strayed++;
  if ((bits & BITS.inactive) === 0) return;
  seen.which += mixedId(id);
}

export function addSeen(all: Seen, more: Seen): void {
  all.rows += more.rows;
  all.first = Math.min(all.first, more.first);
  all.last = Math.max(all.last, more.last);
  all.ids += more.ids;
  all.which += more.which;
  all.strayed += more.strayed;
}

/** As `groups` in SQL tells of the same rows, but for the newest time. */
export function toldBy({ rows, last, ids, which }: Seen): string {
  return rows === 0 ? '' : `${rows} ${last} ${ids}${which > 0 ? ` ${which}` : ''}`;
}

/** As `MIXED_ID` in SQL. Ids that are too large for that are looked at a second time there. */
function mixedId(id: number): number {
  return (((id * id) % 2147483647) * (id % 1000003)) % 2147483629;
}
