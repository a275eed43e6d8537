import { CATEGORIES } from '../../engine/badges/catalog.js';
import { TIER_NAMES } from '../../engine/badges/tiers.js';
import { METRIC_IDS } from '../../engine/folding/metrics.js';
import {
  COUNT,
  choice,
  described,
  FLAG,
  INSTANT,
  list,
  NUMBER,
  object,
  oneOf,
  only,
  orNull,
  PERCENT,
  ref,
  TEXT,
} from './schema.js';
import type { Schema } from './types.js';

export const TIER_NAME = choice(TIER_NAMES);
export const CATEGORY = choice(CATEGORIES);
export const METRIC = choice(METRIC_IDS);

const UNIT = described(TEXT, 'What is counted: reads well after a number');

const IDENTITY = {
  id: TEXT,
  name: TEXT,
  description: TEXT,
  category: CATEGORY,
  icon: TEXT,
  criteria: described(TEXT, 'What counts, with exact numbers'),
};

const UNLOCKED = (evidence: Schema) => ({
  secret: described(only(true), 'The badge was secret until something counted towards it'),
  unlocked_at: INSTANT,
  evidence: described(
    orNull(evidence),
    'Only of unlocked badges; null for those that are not on the record of one session',
  ),
});

const STANDING = {
  unlocked: FLAG,
  discovered: only(true),
  state: choice(['unlocked', 'discovered']),
  progress_pct: described(PERCENT, 'Way from the reached tier to the next; 100 at the top'),
};

const HOME_NAME = described(TEXT, 'The home that the session lies in, where there are several');

function tiered(evidence: Schema): Schema {
  return object(
    {
      ...IDENTITY,
      kind: choice(['best_session', 'lifetime']),
      threshold_metric: METRIC,
      unit: UNIT,
      tiers: list(ref('Tier'), { minItems: TIER_NAMES.length, maxItems: TIER_NAMES.length }),
      ...STANDING,
      tier: orNull(TIER_NAME),
      progress: described(COUNT, 'What is counted by now'),
      next_tier: described(orNull(TIER_NAME), 'null at the top'),
      next_threshold: described(COUNT, 'At the top: the last one'),
    },
    {
      ...UNLOCKED(evidence),
      pace: described(ref('Pace'), 'Only of badges on a sum or a count, once all is counted'),
    },
  );
}

function multiCondition(evidence: Schema): Schema {
  return object(
    {
      ...IDENTITY,
      kind: only('multi_condition'),
      requirements: list(ref('Requirement'), { minItems: 1 }),
      ...STANDING,
      tier: only(null),
      progress: described(PERCENT, 'Percent of all conditions together'),
      next_tier: only(null),
      next_threshold: only(100),
    },
    { ...UNLOCKED(evidence), home: HOME_NAME },
  );
}

/** Nothing of what would give it away. */
const SECRET = object({
  ...IDENTITY,
  name: only('???'),
  icon: only('secret'),
  kind: choice(['best_session', 'lifetime', 'multi_condition']),
  secret: only(true),
  unlocked: only(false),
  discovered: only(false),
  state: only('secret'),
  tier: only(null),
  progress: only(0),
  next_tier: only(null),
  next_threshold: only(null),
  progress_pct: only(0),
});

/** TABLE: the components that badges are made of. */
export const ACHIEVEMENT_SCHEMAS = {
  Tier: object(
    { name: TIER_NAME, threshold: COUNT },
    {
      reached_at: {
        ...INSTANT,
        description:
          'Unix seconds: the start of the session that reached it; where no session with a time did, the scan that saw it',
      },
      home: HOME_NAME,
    },
  ),
  Requirement: object({
    metric: METRIC,
    gte: COUNT,
    value: described(COUNT, 'What is counted by now'),
    unit: UNIT,
  }),
  Pace: described(
    object({
      last_7_days: COUNT,
      last_28_days: COUNT,
      eta_days: described(
        orNull(COUNT),
        'To the next tier; null when the count does not move, and at the top',
      ),
    }),
    'What sessions of the last days have added, up to the local day of `generated_at`',
  ),
  Evidence: object(
    {
      session_id: TEXT,
      title: described(TEXT, 'Private: leave it out of what others see'),
      value: NUMBER,
    },
    { home: HOME_NAME },
  ),
  ExportedEvidence: object(
    { session_id: TEXT, value: NUMBER },
    { title: described(TEXT, 'Only when asked for with titles=true'), home: HOME_NAME },
  ),
  TieredAchievement: tiered(ref('Evidence')),
  MultiConditionAchievement: multiCondition(ref('Evidence')),
  SecretAchievement: SECRET,
  Achievement: oneOf(ref('TieredAchievement'), ref('MultiConditionAchievement'), ref('SecretAchievement')),
  ExportedAchievement: oneOf(
    tiered(ref('ExportedEvidence')),
    multiCondition(ref('ExportedEvidence')),
    ref('SecretAchievement'),
  ),
} as const satisfies Readonly<Record<string, Schema>>;
