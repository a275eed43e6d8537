/** What all who share a store have agreed upon. */

import { AchievementsError } from '../errors.js';
import type { Database, Query } from './database.js';
import { isReadOnly } from './store-errors.js';

export interface Terms {
  /** Names the cabinet. */
  readonly id: string;
  /** IANA name of the zone that decides days. */
  readonly timeZone: string;
  /** How long a snapshot is fresh, in milliseconds. */
  readonly ttlMs: number;
  /** When two have asked for two zones: why the later one counts nothing. */
  readonly refusal: AchievementsError | undefined;
  /** True where a wish could not be written, because the store may only be read: then all goes by what it says. */
  readonly isOpen?: true;
}

/** What a process brings along. */
export interface Wishes {
  readonly timeZone: string;
  /** Whether that was asked for; else it is what the machine has. */
  readonly isZoneGiven: boolean;
  readonly ttlMs: number;
  readonly isTtlGiven: boolean;
}

/** The first one decides on the zone, unless it had no wish; whoever asks last on the rest. Writes only what is new. */
export async function agree(database: Database, wishes: Wishes): Promise<Terms> {
  const known = await database.read((query) => read(query, false));
  const { terms, isNew } = agreed(known, wishes);
  if (!isNew) return terms;
  return await write(database, wishes).catch((error: unknown) => {
    if (!isReadOnly(error)) throw error;
    const { zone, ttlMs } = known;
    return { ...terms, timeZone: zone ?? terms.timeZone, ttlMs: ttlMs ?? terms.ttlMs, isOpen: true };
  });
}

async function write(database: Database, wishes: Wishes): Promise<Terms> {
  return await database.write(async (query) => {
    const { terms: latest, isNew: isNewStill, isGiven } = agreed(await read(query, true), wishes);
    if (!isNewStill) return latest;
    await query(
      'UPDATE $schema.cabinet SET time_zone = $1, is_zone_given = $2::text::boolean, ttl_ms = $3::bigint',
      latest.timeZone,
      isGiven ? 't' : 'f',
      `${latest.ttlMs}`,
    );
    return latest;
  });
}

interface Row {
  readonly id: string;
  readonly zone: string | null;
  readonly isGiven: boolean;
  readonly ttlMs: number | undefined;
}

async function read(query: Query, locked: boolean): Promise<Row> {
  const [row] = await query(
    `SELECT id, time_zone, is_zone_given, ttl_ms FROM $schema.cabinet${locked ? ' FOR UPDATE' : ''}`,
  );
  const [id, zone = null, given, ttl] = row ?? [];
  return { id: id ?? '', zone, isGiven: given === 't', ttlMs: ttl ? Number(ttl) : undefined };
}

function agreed({ id, zone, isGiven, ttlMs }: Row, wishes: Wishes) {
  const isOther = zone !== null && isGiven && wishes.isZoneGiven && zone !== wishes.timeZone;
  const decides = zone === null || (wishes.isZoneGiven && !isGiven);
  const timeZone = decides ? wishes.timeZone : zone;
  const ttl = ttlMs === undefined || wishes.isTtlGiven ? wishes.ttlMs : ttlMs;
  const isNew = decides || ttl !== ttlMs;
  const refusal = isOther ? otherZone(wishes.timeZone, zone) : undefined;
  return {
    terms: { id, timeZone, ttlMs: ttl, refusal },
    isNew,
    isGiven: decides ? wishes.isZoneGiven : isGiven,
  };
}

function otherZone(wanted: string, zone: string): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_OPTION',
    `Option timeZone is ${wanted}, and the store goes by ${zone}, which another router has asked for. All that ` +
      'share a store go by one: leave the option out here, or set it alike everywhere after clearing time_zone in its table cabinet.',
  );
}
