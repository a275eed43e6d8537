/** What all who share a store serve: made once, by the scan that found it. */

import { randomUUID } from 'node:crypto';
import type { SharedBody, SharedSnapshot } from '../state/shared-state.js';
import type { Cells, Database } from './database.js';
import { type Fence, holdFence } from './lease.js';

export interface Publication {
  /** Of what it was made, as files have it. */
  readonly content: string;
  readonly fresh: SharedBody;
  readonly stale: SharedBody;
}

export type Published = Publication & SharedSnapshot;

/** What one row tells, which is asked for with each read. */
export interface Look {
  /** Of what is published; undefined: nothing is yet. */
  readonly stamp: string | undefined;
  /** Unix milliseconds, of the server: when a home was last looked at; undefined: never. */
  readonly seenAt: number | undefined;
  /** Unix milliseconds, of the server: of what is published. */
  readonly publishedAt: number | undefined;
  readonly unlocksStamp: string;
  /** Names what is kept of homes of one's own, as far as they count, and by what it was made. */
  readonly own: string;
  /** That all go by; undefined: nobody has said so yet. */
  readonly timeZone: string | undefined;
  /** Of the tables. */
  readonly schemaVersion: number;
  /** Whether a newer way of counting has written: then older ones serve, and do not scan. */
  readonly analysis: number;
  readonly ttlMs: number;
}

const MILLISECONDS = (time: string) => `(extract(epoch FROM ${time}) * 1000)::float8`;

/** In order: how many homes count, what is kept of one's own, and by which zone. */
const OWN = `SELECT concat((SELECT count(*) FROM $schema.home WHERE NOT has_left), ' ',
    string_agg(concat_ws(' ', home.id, home.stamp, derived.mark), ',' ORDER BY home.id), ' ', cabinet.time_zone)
  FROM $schema.home AS home LEFT JOIN $schema.derived AS derived ON derived.home = home.id AND derived.name = 'share'
  WHERE NOT has_left AND home.name IN (SELECT json_array_elements_text($1::text::json))`;

const LOOK = `SELECT (SELECT stamp FROM $schema.snapshot),
  ${MILLISECONDS('(SELECT max(seen_at) FROM $schema.home WHERE NOT has_left)')},
  (SELECT stamp FROM $schema.unlocks), analysis, ttl_ms, ${MILLISECONDS('(SELECT published_at FROM $schema.snapshot)')}, ${MILLISECONDS('clock_timestamp()')},
  time_zone, schema_version, (SELECT encode(sha256(convert_to((${OWN}), 'UTF8')), 'hex'))
  FROM $schema.cabinet AS cabinet`;

/** @param own names of homes of one's own */
export async function look(database: Database, own: readonly string[] = []): Promise<Look> {
  const asked = database.clock.asking;
  const [row = []] = await database.glance(LOOK, JSON.stringify(own));
  const [stamp, seenAt, unlocksStamp, analysis, ttlMs, publishedAt, now, timeZone, schemaVersion, mark] = row;
  database.clock.heard(Number(now), asked);
  database.met(Number(schemaVersion ?? 0));
  return {
    stamp: stamp ?? undefined,
    seenAt: seenAt === null || seenAt === undefined ? undefined : Number(seenAt),
    publishedAt: publishedAt === null || publishedAt === undefined ? undefined : Number(publishedAt),
    unlocksStamp: unlocksStamp ?? '',
    own: mark ?? '',
    timeZone: timeZone ?? undefined,
    schemaVersion: Number(schemaVersion ?? 0),
    analysis: Number(analysis ?? 0),
    ttlMs: Number(ttlMs ?? 0),
  };
}

/**
 * @param publishedAt Unix milliseconds, as the bodies tell it
 * @throws LeaseLost when somebody else adds up the homes by now
 */
export async function publish(
  database: Database,
  fence: Fence | undefined,
  analysis: number,
  { content, fresh, stale }: Publication,
  publishedAt: number,
): Promise<Published> {
  const stamp = randomUUID();
  await database.write(async (query) => {
    await holdFence(query, fence, analysis);
    await query(
      `INSERT INTO $schema.snapshot (stamp, published_at, content, fresh, fresh_etag, stale, stale_etag)
       VALUES ($1, to_timestamp($7::float8 / 1000), $2, $3, $4, $5, $6)
       ON CONFLICT (is_only) DO UPDATE SET stamp = excluded.stamp, published_at = excluded.published_at,
       content = excluded.content, fresh = excluded.fresh, fresh_etag = excluded.fresh_etag,
       stale = excluded.stale, stale_etag = excluded.stale_etag`,
      ...[stamp, content, fresh.text, fresh.etag, stale.text, stale.etag, `${publishedAt}`],
    );
  });
  return { stamp, publishedAt, content, fresh, stale };
}

/** Undefined when nothing was published. */
export async function readPublished(database: Database): Promise<Published | undefined> {
  const [row] = await database.ask(
    `SELECT stamp, ${MILLISECONDS('published_at')}, content, fresh, fresh_etag, stale, stale_etag FROM $schema.snapshot`,
  );
  return row && publishedOf(row);
}

function publishedOf(row: Cells): Published {
  const [stamp, publishedAt, content, fresh, freshTag, stale, staleTag] = row.map((cell) => cell ?? '');
  return {
    stamp: stamp ?? '',
    publishedAt: Number(publishedAt),
    content: content ?? '',
    fresh: { text: fresh ?? '', etag: freshTag ?? '' },
    stale: { text: stale ?? '', etag: staleTag ?? '' },
  };
}
