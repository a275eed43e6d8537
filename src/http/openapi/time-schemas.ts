import { MOST_RECENT } from '../parameters.js';
import { TIER_NAME } from './achievement-schemas.js';
import { COUNT, described, FLAG, INSTANT, list, object, orNull, ref, TEXT } from './schema.js';
import type { Schema } from './types.js';

const DATE = { type: 'string', format: 'date' } as const satisfies Schema;

function sessionRecord(what: string): Schema {
  return orNull(
    object(
      {
        date: described(orNull(DATE), 'Of its start; null when that is damaged'),
        [what]: COUNT,
        session_id: TEXT,
      },
      { home: TEXT },
    ),
  );
}

/** TABLE: the components that tell of times. */
export const TIME_SCHEMAS = {
  History: object({
    items: list(ref('HistoryItem'), { maxItems: MOST_RECENT }),
    next_cursor: described(orNull(TEXT), 'null when nothing follows'),
  }),
  HistoryItem: object(
    {
      id: TEXT,
      name: TEXT,
      tier: described(orNull(TIER_NAME), 'null for a badge without tiers'),
      previous_tier: described(orNull(TIER_NAME), 'null when it was not unlocked before'),
      reached_at: INSTANT,
      recorded_at: { ...INSTANT, description: 'Unix seconds: when a scan first saw it' },
    },
    {
      session: described(
        object({ session_id: TEXT }, { home: TEXT }),
        'The session that reached it, where that is known',
      ),
    },
  ),
  Activity: object({
    days: described(list(ref('ActivityDay'), { minItems: 1 }), 'Ascending, days without anything included'),
    run: described(
      object({
        current: described(COUNT, 'In a row, up to today, or up to yesterday as long as today has none'),
        longest: COUNT,
        of_last_21: { ...COUNT, maximum: 21 },
      }),
      'Active days of the whole history',
    ),
    records: object({
      busiest_day: orNull(object({ date: DATE, messages: COUNT })),
      longest_session: sessionRecord('messages'),
      most_tools: sessionRecord('tools'),
    }),
  }),
  ActivityDay: object({
    date: DATE,
    active: FLAG,
    sessions: described(COUNT, 'By their start'),
    messages: described(COUNT, 'By their own time, as are tool calls and errors'),
    tool_calls: COUNT,
    errors: COUNT,
    night_sessions: COUNT,
  }),
} as const satisfies Readonly<Record<string, Schema>>;
