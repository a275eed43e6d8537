import { TIER_NAMES } from '../../engine/badges/tiers.js';
import { MOST_RECENT } from '../parameters.js';
import { ACHIEVEMENT_SCHEMAS, CATEGORY, METRIC, TIER_NAME } from './achievement-schemas.js';
import {
  COUNT,
  choice,
  described,
  FLAG,
  INSTANT,
  list,
  mapOf,
  NUMBER,
  object,
  only,
  orNull,
  PERCENT,
  ref,
  TEXT,
} from './schema.js';
import { TIME_SCHEMAS } from './time-schemas.js';
import type { Schema } from './types.js';

const STATE_COUNTS = {
  unlocked_count: COUNT,
  discovered_count: COUNT,
  secret_count: COUNT,
  total_count: COUNT,
};

const TROUBLE = described(orNull(TEXT), 'In plain words: what is wrong, and what to do');

const CONFIRMED = { ...INSTANT, description: 'Unix seconds: when it was made or last confirmed' };

const TIER_COUNTS = object(Object.fromEntries(TIER_NAMES.map((name) => [name, COUNT])));

const WHOLE = {
  achievements: list(ref('Achievement')),
  ...STATE_COUNTS,
  error: TROUBLE,
  notice: described(orNull(TEXT), 'In plain words: what to know of the history, though nothing is wrong'),
  generated_at: CONFIRMED,
  is_stale: FLAG,
  time_zone: described(
    TEXT,
    'The zone that decides days, nights and weekends: a name of IANA, or a text as POSIX describes `TZ`',
  ),
  scan_meta: ref('ScanMeta'),
};

const HOME = {
  name: TEXT,
  sessions: described(COUNT, 'Of the home alone, with those that count in another one'),
  messages: COUNT,
  generated_at: described(orNull(INSTANT), 'When it was last read, or found to be as it was'),
  is_stale: FLAG,
  error: TROUBLE,
};

/** Where there are several homes. */
const OF_HOMES = {
  homes: described(list(object(HOME)), 'Where there are several, in the order of the list'),
  home: described(TEXT, 'The name of the one that this is about, where one was asked for'),
};

const SCAN_STATE = choice(['idle', 'running', 'failed']);
const CACHE_STATE = choice(['fresh', 'stale', 'scanning', 'failed', 'empty']);
const STATUS = {
  state: SCAN_STATE,
  cache: CACHE_STATE,
  started_at: orNull(INSTANT),
  finished_at: orNull(INSTANT),
  last_success_at: orNull(INSTANT),
  last_error: orNull(TEXT),
  last_duration_ms: orNull(NUMBER),
  run_count: COUNT,
  ttl_seconds: NUMBER,
  snapshot_generated_at: orNull(INSTANT),
  snapshot_stale: FLAG,
};

/** TABLE: the components of the document. */
export const SCHEMAS = {
  ...ACHIEVEMENT_SCHEMAS,
  ...TIME_SCHEMAS,
  Snapshot: object(WHOLE, {
    ...OF_HOMES,
    filtered_count: described(COUNT, 'With filters: how many badges match, whatever the limit'),
  }),
  ScanMeta: object({
    mode: choice(['full', 'incremental', 'in_progress', 'pending', 'failed']),
    sessions_total: COUNT,
    sessions_rescanned: COUNT,
    sessions_reused: COUNT,
    sessions_scanned_so_far: COUNT,
    sessions_expected_total: COUNT,
    duration_ms: NUMBER,
    messages_scanned: COUNT,
    status: object(STATUS),
  }),
  ScanStatus: object(
    {
      ...STATUS,
      snapshot_age_seconds: orNull(NUMBER),
      progress: orNull(object({ scanned: COUNT, total: COUNT })),
      driver: described(
        orNull(TEXT),
        'What reads the history: `sqlite3`, `node:sqlite` or `postgres`, or what a source of the host’s own says; else null',
      ),
      metrics: ref('Metrics'),
    },
    {
      homes: list(
        object({ ...HOME, copies: described(COUNT, 'How many of its sessions count in another home') }),
      ),
    },
  ),
  Metrics: object({
    scan_count: COUNT,
    scan_duration_ms: object({ avg: NUMBER, p95: NUMBER }),
    dedupe_hits: COUNT,
    stale_served: COUNT,
    failures: COUNT,
    sessions_rescanned: COUNT,
    sessions_reused: COUNT,
  }),
  Rescanned: object({ ok: only(true), ...WHOLE, aggregate: mapOf(NUMBER, METRIC) }, OF_HOMES),
  Rescanning: object(
    {
      ok: only(true),
      joined: described(FLAG, 'A scan was already running'),
      status: ref('ScanStatus'),
      ...WHOLE,
    },
    OF_HOMES,
  ),
  RecentUnlocks: list(ref('Achievement'), { maxItems: MOST_RECENT }),
  SessionBadges: object({ session_id: TEXT, badges: list(ref('Achievement')) }),
  Summary: object({
    ...STATE_COUNTS,
    unlocked_pct: PERCENT,
    top_tier: described(orNull(TIER_NAME), 'The highest tier of any unlocked badge'),
    tiers: described(TIER_COUNTS, 'Unlocked badges by the tier they have now'),
    categories: list(ref('CategorySummary')),
    strongest_categories: list(CATEGORY, { maxItems: 3 }),
    weakest_categories: list(CATEGORY, { maxItems: 3 }),
    nearest_to_unlock: list(ref('NearBadge'), { maxItems: 5 }),
    latest_unlock: orNull(
      object({
        id: TEXT,
        name: TEXT,
        category: CATEGORY,
        tier: orNull(TIER_NAME),
        unlocked_at: INSTANT,
        previous_tier: described(
          orNull(TIER_NAME),
          'null when it was unlocked, else the tier it climbed from',
        ),
        reached_at: INSTANT,
      }),
    ),
    totals: described(mapOf(NUMBER, METRIC), 'The headline numbers of the history'),
    error: TROUBLE,
    generated_at: INSTANT,
    is_stale: FLAG,
  }),
  CategorySummary: object({
    category: CATEGORY,
    ...STATE_COUNTS,
    mastery_pct: described(PERCENT, 'Tiers reached, of all that there are to reach'),
  }),
  NearBadge: object({
    id: TEXT,
    name: TEXT,
    category: CATEGORY,
    tier: orNull(TIER_NAME),
    next_tier: orNull(TIER_NAME),
    progress: COUNT,
    next_threshold: COUNT,
    progress_pct: PERCENT,
    eta_days: orNull(COUNT),
  }),
  Report: object({
    generated_at: INSTANT,
    is_complete: described(FLAG, 'False as long as no scan has been finished'),
    error: TROUBLE,
    ...STATE_COUNTS,
    tiers: described(TIER_COUNTS, 'Unlocked badges by the tier they have now'),
    filtered_count: COUNT,
    achievements: list(ref('ExportedAchievement')),
  }),
  Done: object({ ok: only(true) }),
  Deprecated: object({ deprecated: only(true), message: TEXT, replacement: TEXT }),
} as const satisfies Readonly<Record<string, Schema>>;

export type SchemaName = keyof typeof SCHEMAS;
