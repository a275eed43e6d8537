/** The rows of a home's blocks: how they are read, written and made to count. Called within transactions. */

import { decodeIndex } from '../state/checkpoint/block.js';
import type { Origin } from '../state/home-store.js';
import type { Query } from './database.js';
import { LeaseLost } from './lease.js';

/** A block as it is written: two lines as files have them. */
export interface Row {
  readonly key: string;
  /** Of its content. */
  readonly mark: string;
  readonly checkedAt: number;
  readonly fold: string;
  readonly sessions: string;
  /** By what copies are found: see `state/cabinet/keys.ts`. */
  readonly keys: string;
}

/** Where a block is. */
export interface Place {
  readonly mark: string;
  readonly checkedAt: number;
  /** Here, not written yet; else in the rows of `batch`, '' for those that count. */
  readonly row?: Row;
  readonly batch: string;
}

export type Places = ReadonlyMap<string, Place>;

/** Looks at a commit of another history than before, and throws when it cannot be of this home. */
export type Admits = (sharesSessions: () => Promise<boolean>) => Promise<void>;

export interface RowsToCommit {
  readonly id: string;
  readonly places: Places;
  readonly origin: Origin;
  /** Names the commit that this one follows, and this one. */
  readonly before: string | undefined;
  readonly stamp: string;
  readonly admits?: Admits;
}

/** In one statement: it is sent as one message. */
const ROWS_AT_ONCE = 50;

/** What counts; undefined when nothing was ever committed. */
export async function readHome(query: Query, id: string) {
  const [home] = await query(
    'SELECT stamp, analysis_version, folded_by, identity FROM $schema.home WHERE id = $1 AND stamp IS NOT NULL',
    id,
  );
  if (home === undefined) return undefined;
  const [stamp, analysisVersion, foldedBy, identity] = home.map((cell) => cell ?? '');
  const rows = await query(
    `SELECT key, mark, checked_at, fold FROM $schema.block WHERE home = $1 AND batch = ''`,
    id,
  );
  const places = new Map<string, Place>();
  const folds = new Map<string, string>();
  for (const [key, mark, checkedAt, fold] of rows) {
    places.set(key ?? '', { mark: mark ?? '', checkedAt: Number(checkedAt), batch: '' });
    folds.set(key ?? '', fold ?? '');
  }
  const origin = {
    analysisVersion: parsed(analysisVersion),
    foldedBy: parsed(foldedBy),
    identity: parsed(identity),
  };
  return { stamp, origin, places, folds };
}

/** Those that are not written yet. */
export function rowsOf(places: Places): readonly Row[] {
  return [...places.values()].flatMap(({ row, checkedAt }) =>
    row === undefined ? [] : [{ ...row, checkedAt }],
  );
}

export async function insertRows(
  query: Query,
  id: string,
  batch: string,
  rows: readonly Row[],
): Promise<void> {
  for (let first = 0; first < rows.length; first += ROWS_AT_ONCE) {
    const some = rows.slice(first, first + ROWS_AT_ONCE);
    const values = some.map((_, place) => {
      const [key, mark, at, ...texts] = [3, 4, 5, 6, 7, 8].map((cell) => `$${place * 6 + cell}`);
      return `($1, $2, ${key}, ${mark}, ${at}::bigint, ${texts.join()})`;
    });
    await query(
      `INSERT INTO $schema.block (home, batch, key, mark, checked_at, fold, sessions, keys) VALUES ${values.join()}
       ON CONFLICT (home, batch, key) DO UPDATE SET mark = excluded.mark, checked_at = excluded.checked_at,
       fold = excluded.fold, sessions = excluded.sessions, keys = excluded.keys`,
      id,
      batch,
      ...some.flatMap(({ key, mark, checkedAt, fold, sessions, keys }) => [
        ...[key, mark, `${checkedAt}`],
        ...[fold, sessions, keys],
      ]),
    );
  }
}

/**
 * Makes what was written and put count, and nothing else.
 * @throws LeaseLost when somebody else has committed since, whoever was to write
 */
export async function commitRows(query: Query, commit: RowsToCommit): Promise<void> {
  const { id, places, origin, before, stamp, admits } = commit;
  const [home] = await query('SELECT stamp, identity FROM $schema.home WHERE id = $1 FOR UPDATE', id);
  // It was committed, and only the word of it was lost.
  if (home?.[0] === stamp) return;
  if (home === undefined || (home[0] ?? undefined) !== before) throw new LeaseLost();
  const isOther = typeof home[1] === 'string' && parsed(home[1]) !== origin.identity;
  if (isOther) await admits?.(() => sharesSessions(query, id, places));
  const written = [...places].filter(([, { row }]) => row === undefined);
  await removeOthers(
    query,
    id,
    written.filter(([, { batch }]) => batch === ''),
  );
  await takeIn(
    query,
    id,
    written.filter(([, { batch }]) => batch !== ''),
  );
  await insertRows(query, id, '', rowsOf(places));
  await query(
    'UPDATE $schema.home SET stamp = $2, analysis_version = $3, folded_by = $4, identity = $5 WHERE id = $1',
    id,
    stamp,
    ...[origin.analysisVersion, origin.foldedBy, origin.identity].map((text) => JSON.stringify(text)),
  );
}

type Entries = readonly (readonly [key: string, place: Place])[];

/** All that counted, but for these, which may have been checked since. */
async function removeOthers(query: Query, id: string, kept: Entries): Promise<void> {
  const keys = JSON.stringify(kept.map(([key]) => key));
  await query(
    `DELETE FROM $schema.block WHERE home = $1 AND batch = '' AND key NOT IN (SELECT json_array_elements_text($2::text::json))`,
    id,
    keys,
  );
  await query(
    `UPDATE $schema.block AS block SET checked_at = checked.at
     FROM (SELECT value->>0 AS key, (value->>1)::bigint AS at FROM json_array_elements($2::text::json)) AS checked
     WHERE home = $1 AND batch = '' AND block.key = checked.key AND checked_at <> checked.at`,
    id,
    JSON.stringify(kept.map(([key, { checkedAt }]) => [key, checkedAt])),
  );
}

/** Those of batches, which nobody else has any more. */
async function takeIn(query: Query, id: string, written: Entries): Promise<void> {
  const moved = await query(
    `UPDATE $schema.block AS block SET batch = '', checked_at = ahead.at
     FROM (SELECT value->>0 AS batch, value->>1 AS key, value->>2 AS mark, (value->>3)::bigint AS at
       FROM json_array_elements($2::text::json)) AS ahead
     WHERE home = $1 AND block.batch = ahead.batch AND block.key = ahead.key AND block.mark = ahead.mark RETURNING block.key`,
    id,
    JSON.stringify(written.map(([key, { batch, mark, checkedAt }]) => [batch, key, mark, checkedAt])),
  );
  if (moved.length < written.length) throw new LeaseLost();
  await query(`DELETE FROM $schema.block WHERE home = $1 AND batch <> ''`, id);
}

/** The ids of all sessions that count. */
export async function sessionsOf(query: Query, id: string): Promise<ReadonlySet<string>> {
  return new Set((await foldsIn(query, id, '')).flatMap(([key, fold]) => idsIn(key, fold)));
}

/** Whether one of the sessions is known of this home, or there are none on one side. */
async function sharesSessions(query: Query, id: string, places: Places): Promise<boolean> {
  const known = await sessionsOf(query, id);
  if (known.size === 0 || places.size === 0) return true;
  const lines: [string | null | undefined, string | null | undefined][] = [];
  for (const { row } of places.values()) if (row !== undefined) lines.push([row.key, row.fold]);
  const batches = new Set([...places.values()].flatMap(({ row, batch }) => (row ? [] : [batch])));
  for (const batch of batches)
    for (const [key, fold] of await foldsIn(query, id, batch)) lines.push([key, fold]);
  return lines.some(([key, fold]) => idsIn(key, fold).some((session) => known.has(session)));
}

async function foldsIn(query: Query, id: string, batch: string) {
  return await query('SELECT key, fold FROM $schema.block WHERE home = $1 AND batch = $2', id, batch);
}

function idsIn(key: string | null | undefined, line: string | null | undefined): readonly string[] {
  if (!key || !line) return [];
  return decodeIndex(key, Buffer.from(line))?.entries.map((entry) => entry.id) ?? [];
}

/** Texts are kept as JSON: a server's hold no NUL. */
function parsed(json: string | undefined): string {
  const value: unknown = JSON.parse(json || '""');
  return typeof value === 'string' ? value : '';
}
