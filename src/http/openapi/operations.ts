/** TABLE: what is said about each route. */

import { CATEGORIES } from '../../engine/badges/catalog.js';
import { ORDERS, SORT_KEYS, STATE_FILTERS } from '../../engine/badges/selection.js';
import { TIER_NAMES } from '../../engine/badges/tiers.js';
import { EXPORT_FORMAT_NAMES } from '../../engine/export/formats.js';
import { MOST_DAYS, USUAL_DAYS } from '../../engine/folding/activity.js';
import { LONGEST_SEARCH } from '../filters.js';
import { LONGEST_CURSOR } from '../history.js';
import { MAX_SESSION_ID_LENGTH, MOST_RECENT, USUALLY_RECENT } from '../parameters.js';
import { DEPRECATION, header, passing, problems, RETRY_AFTER, read, readAs } from './responses.js';
import { choice, only, ref } from './schema.js';
import type { Operation, Parameter, Schema } from './types.js';

function query(name: string, description: string, schema: Schema): Parameter {
  return { name, in: 'query', description, schema };
}

/** What every route takes but those of the page, and how each may answer for its sake. */
export const PROFILE = query(
  'profile',
  'The name of what is mounted, `default` when that is no profile; any other is answered with 404',
  { type: 'string' },
);
/** Passed over where there is one home. */
export const HOME = query(
  'home',
  'Where there are several homes: the name of one, to have that home alone; an unknown one is answered with 404',
  { type: 'string' },
);
const STATE = query('state', 'Badges in this state only', choice(STATE_FILTERS));
const FULL = query('full', 'Counts everything anew', { type: 'boolean', default: false });

const READING = ['Reading'];
const SCANNING = ['Scanning'];
const ABOUT = ['About'];

export const OPERATIONS = {
  achievements: {
    operationId: 'getAchievements',
    summary: 'All badges, or some of them',
    description:
      'The snapshot. Trouble with the history is 200, too: `error` tells of it. With any of the parameters, `filtered_count` is added; the other counts stay those of the whole. Secret badges are seen as they are shown.',
    tags: READING,
    parameters: [
      STATE,
      query('category', 'Badges of this category only', choice(CATEGORIES)),
      query('tier', 'Badges that have this tier now only', choice(TIER_NAMES)),
      query('q', 'Text in the name or the description, in any case', {
        type: 'string',
        maxLength: LONGEST_SEARCH,
      }),
      query(
        'sort_by',
        'Catalog order when left out; what is alike stays in it. `progress` is by percent, `eta` by days to the next tier, those without last',
        choice(SORT_KEYS),
      ),
      query('order', 'Left out: desc for evidence and unlocked_at, else asc', choice(ORDERS)),
      query('limit', 'How many badges are listed, at most', { type: 'integer', minimum: 1 }),
    ],
    responses: { ...read('The snapshot', 'Snapshot'), ...problems(500, 503) },
  },
  summary: {
    operationId: 'getSummary',
    summary: 'The short version, for a tile on a dashboard',
    tags: READING,
    responses: { ...read('The summary', 'Summary'), ...problems(500, 503) },
  },
  recentUnlocks: {
    operationId: 'getRecentUnlocks',
    summary: 'Unlocked badges, what was unlocked or climbed last first',
    tags: READING,
    parameters: [
      query('limit', 'How many are listed, at most', {
        type: 'integer',
        minimum: 1,
        maximum: MOST_RECENT,
        default: USUALLY_RECENT,
      }),
    ],
    responses: { ...read('The badges', 'RecentUnlocks'), ...problems(500, 503) },
  },
  history: {
    operationId: 'getHistory',
    summary: 'Unlocks and climbs, the latest first',
    description:
      'Of a first scan one item a tier, of each later one an item a badge. By when it was recorded, then by when it was reached, then by tier, all descending, then in catalog order.',
    tags: READING,
    parameters: [
      query('limit', 'How many are listed, at most', {
        type: 'integer',
        minimum: 1,
        maximum: MOST_RECENT,
        default: USUALLY_RECENT,
      }),
      query('cursor', 'The `next_cursor` of the answer before: what follows it. Opaque', {
        type: 'string',
        maxLength: LONGEST_CURSOR,
      }),
    ],
    responses: { ...read('A part of it', 'History'), ...problems(500, 503) },
  },
  activity: {
    operationId: 'getActivity',
    summary: 'What happened day by day',
    description:
      'Days by local time, the last one that of `generated_at`. As long as the history was never counted to its end: 503, with the code of what is wrong with it.',
    tags: READING,
    parameters: [
      query('days', 'How many days are listed', {
        type: 'integer',
        minimum: 1,
        maximum: MOST_DAYS,
        default: USUAL_DAYS,
      }),
    ],
    responses: { ...read('The days, runs of them, and records', 'Activity'), ...problems(500, 503) },
  },
  sessionBadges: {
    operationId: 'getSessionBadges',
    summary: 'What one session alone would unlock',
    description:
      'As long as the history was never counted to its end: 503, with the code of what is wrong with it.',
    tags: READING,
    parameters: [
      {
        name: 'id',
        in: 'path',
        required: true,
        description: 'A session; of one that is not known there are no badges',
        schema: { type: 'string', maxLength: MAX_SESSION_ID_LENGTH },
      },
    ],
    responses: {
      ...read('The badges, with the evidence of this session, without unlock times', 'SessionBadges'),
      ...problems(500, 503),
    },
  },
  exportBadges: {
    operationId: 'exportBadges',
    summary: 'A download, to show around',
    tags: READING,
    parameters: [
      query('format', 'What it is written as', { ...choice(EXPORT_FORMAT_NAMES), default: 'json' }),
      STATE,
      query('titles', 'Session titles are private: they are left out unless asked for', {
        type: 'boolean',
        default: false,
      }),
    ],
    responses: {
      ...readAs(
        'The file',
        {
          'application/json': { schema: ref('Report') },
          'text/markdown': { schema: { type: 'string' } },
          'image/svg+xml': { schema: { type: 'string' } },
        },
        {
          'Content-Disposition': header('The name of the file', {
            type: 'string',
            pattern: '^attachment; filename="hermes-achievements-\\d{4}-\\d\\d-\\d\\d\\.(?:json|md|svg)"$',
          }),
          'X-Content-Type-Options': header('Nothing but what it says', only('nosniff')),
          'Content-Security-Policy': header('It runs and loads nothing'),
        },
      ),
      ...problems(500, 503),
    },
  },
  scanStatus: {
    operationId: 'getScanStatus',
    summary: 'What the scanner and the cache do, and their numbers',
    description: 'Starts nothing.',
    tags: SCANNING,
    responses: { 200: passing('The status', 'ScanStatus'), ...problems(500, 503) },
  },
  rescan: {
    operationId: 'rescan',
    summary: 'Looks at the history now',
    tags: SCANNING,
    parameters: [FULL],
    responses: {
      200: passing('Done: the snapshot, and all metrics that may be shown', 'Rescanned'),
      202: passing('It takes longer, and its status tells of it: the snapshot as it is', 'Rescanning', {
        Location: header('The scan status'),
        'Retry-After': RETRY_AFTER,
      }),
      ...problems(500, 503),
    },
  },
  resetState: {
    operationId: 'resetState',
    summary: 'Forgets everything earned',
    description: 'Unlocks, snapshot and checkpoint start anew; the old unlock file is kept aside.',
    tags: SCANNING,
    responses: { 200: passing('Done', 'Done'), ...problems(500, 503) },
  },
  overview: {
    operationId: 'getOverview',
    summary: 'What the earlier plugin had instead of `/achievements`',
    deprecated: true,
    tags: ABOUT,
    responses: { 200: passing('A note', 'Deprecated', DEPRECATION), ...problems(410, 500) },
  },
  openApi: {
    operationId: 'getOpenApi',
    summary: 'This document',
    tags: ABOUT,
    responses: {
      ...readAs('OpenAPI 3.1', { 'application/json': { schema: { type: 'object' } } }),
      ...problems(500),
    },
  },
} as const satisfies Readonly<Record<string, Operation>>;
