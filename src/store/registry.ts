/** The homes of a store: who they are, and how they were last seen. */

import { AchievementsError } from '../errors.js';
import { sessionsOf } from './block-rows.js';
import type { Database, Query } from './database.js';
import type { KnownHome } from './home-ids.js';
import { type Fence, holdFence, homeLease } from './lease.js';
import { takeBackTitles } from './unlock-rows.js';

export interface HomeToJoin extends KnownHome {
  /** Whether titles of its sessions may leave their machine. */
  readonly titles: boolean;
  /** Whether its history is in a database that several machines read. */
  readonly isShared: boolean;
}

/** A home of the cabinet, whoever scans it. */
export interface RegisteredHome {
  readonly id: string;
  readonly name: string;
  /** What was wrong with it when it was last looked at. */
  readonly error: string | null;
  /** Names its share. */
  readonly shareMark: string | undefined;
}

/**
 * Adds these homes to the cabinet, and takes those that have left out of it. Resolves with them as they are known there: where
 * several machines read one history, they are one home.
 * @param analysis the way of counting of who scans them
 * @throws AchievementsError ERR_ACHIEVEMENTS_OPTION when another home has the name of one of them
 */
export async function joinHomes(
  database: Database,
  homes: readonly HomeToJoin[],
  left: readonly KnownHome[],
  analysis: number,
): Promise<readonly KnownHome[]> {
  const known = await database.read((query) => readHomes(query));
  const isKnown = (home: HomeToJoin) => known.some((one) => isSame(one, home));
  const isOld = await database.ask('SELECT analysis FROM $schema.cabinet');
  const gone = left.filter(({ id }) => known.some((one) => one.id === id && !one.hasLeft));
  if (homes.every(isKnown) && gone.length === 0 && Number(isOld[0]?.[0]) >= analysis) return homes;
  return await database.write(async (query) => {
    await query('UPDATE $schema.cabinet SET analysis = greatest(analysis, $1::integer)', `${analysis}`);
    for (const { id } of gone) await query('UPDATE $schema.home SET has_left = true WHERE id = $1', id);
    const joined: KnownHome[] = [];
    for (const home of homes) joined.push({ ...home, id: await join(query, home) });
    return joined;
  });
}

interface HomeRow {
  readonly id: string;
  readonly name: string;
  readonly place: string;
  readonly hasTitles: boolean;
  readonly hasLeft: boolean;
}

async function readHomes(query: Query): Promise<readonly HomeRow[]> {
  const rows = await query('SELECT id, name, place, has_titles, has_left FROM $schema.home');
  return rows.map(([id, name, place, hasTitles, hasLeft]) => ({
    id: id ?? '',
    name: name ?? '',
    place: place ?? '',
    hasTitles: hasTitles === 't',
    hasLeft: hasLeft === 't',
  }));
}

function isSame(row: HomeRow, { id, name, place, titles }: HomeToJoin): boolean {
  return (
    row.id === id && row.name === name && row.place === place && row.hasTitles === titles && !row.hasLeft
  );
}

/** Resolves with its id. Others wait meanwhile: the row of the cabinet is locked. */
async function join(query: Query, home: HomeToJoin): Promise<string> {
  const rows = await readHomes(query);
  const namesake = rows.find(({ name, id, hasLeft }) => name === home.name && id !== home.id && !hasLeft);
  if (namesake !== undefined) {
    // Only a database can be read from several machines, each with a state directory of its own.
    if (home.isShared && namesake.place === home.place) return namesake.id;
    throw nameTaken(home.name);
  }
  const known = rows.find(({ id }) => id === home.id);
  if (known === undefined) {
    await query(
      'INSERT INTO $schema.home (id, name, place, has_titles) VALUES ($1, $2, $3, $4::text::boolean)',
      ...[home.id, home.name, home.place, home.titles ? 't' : 'f'],
    );
    return home.id;
  }
  if (known.hasTitles && !home.titles) {
    const sessions = await sessionsOf(query, home.id);
    const others = new Set(rows.filter(({ id }) => id !== home.id).map(({ name }) => name));
    // By its sessions as well: it may have been called otherwise when they unlocked something.
    await takeBackTitles(query, ({ session_id, home: name }) => {
      if (name !== undefined && [known.name, home.name].includes(name)) return true;
      return sessions.has(session_id) && (name === undefined || !others.has(name));
    });
  }
  if (known.hasTitles !== home.titles) await forget(query, home.id);
  await query(
    'UPDATE $schema.home SET name = $2, place = $3, has_titles = $4::text::boolean, has_left = false WHERE id = $1',
    ...[home.id, home.name, home.place, home.titles ? 't' : 'f'],
  );
  return home.id;
}

/** What was counted has titles that may not be told any more, or lacks those that may: it is counted anew. */
async function forget(query: Query, id: string): Promise<void> {
  await query('DELETE FROM $schema.block WHERE home = $1', id);
  await query('DELETE FROM $schema.derived WHERE home = $1', id);
  await query('UPDATE $schema.home SET stamp = NULL, identity = NULL WHERE id = $1', id);
}

function nameTaken(name: string): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_OPTION',
    `Another home of the store is called ${JSON.stringify(name)}. Give this one a name of its own: homes: [{ name: '…' }], or --name with the command. If it is ` +
      'this one, and its state directory was lost or its history has begun anew, have the store forget it first: ' +
      `hermes-achievements-router forget ${JSON.stringify(name)}.`,
  );
}

/** Those that count, in the order in which they joined. */
export async function listHomes(query: Query): Promise<readonly RegisteredHome[]> {
  const rows = await query(
    `SELECT home.id, home.name, home.error, derived.mark FROM $schema.home AS home
     LEFT JOIN $schema.derived AS derived ON derived.home = home.id AND derived.name = 'share'
     WHERE NOT has_left ORDER BY joined`,
  );
  return rows.map(([id, name, error = null, mark]) => ({
    id: id ?? '',
    name: name ?? '',
    error,
    shareMark: mark ?? undefined,
  }));
}

/** Notes that homes were looked at, and what was wrong with each. */
export async function noteSeen(
  database: Database,
  homes: readonly { readonly id: string; readonly error: string | null; readonly fence: Fence | undefined }[],
  analysis: number,
): Promise<void> {
  await database.write(async (query) => {
    for (const { id, error, fence } of homes) {
      await holdFence(query, fence, analysis);
      await query(
        `UPDATE $schema.home SET error = nullif($2, ''),
         seen_at = CASE WHEN $2 = '' THEN clock_timestamp() ELSE seen_at END WHERE id = $1`,
        id,
        error ?? '',
      );
    }
  });
}

/** As that, by who has looked at their files from outside alone; not while somebody scans them. */
export async function noteUntouched(database: Database, names: readonly string[]): Promise<void> {
  await database.write((query) =>
    query(
      `UPDATE $schema.home SET seen_at = clock_timestamp() WHERE NOT has_left
       AND name IN (SELECT json_array_elements_text($1::text::json))
       AND NOT EXISTS (SELECT FROM $schema.lease WHERE lease.name = '${homeLease('')}' || home.id AND expires_at > clock_timestamp())`,
      JSON.stringify(names),
    ),
  );
}

/**
 * A home has turned out to be a copy of the state directory of another one, which keeps the id, and is called again as it was.
 * @param before what it was called when it was copied
 */
export async function giveBack(database: Database, id: string, before: string): Promise<void> {
  await database.write((query) =>
    query(
      `UPDATE $schema.home AS home SET name = $2 WHERE id = $1
       AND NOT EXISTS (SELECT FROM $schema.home AS other WHERE other.name = $2 AND other.id <> $1 AND NOT has_left)`,
      id,
      before,
    ),
  );
}
