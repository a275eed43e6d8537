import type { View } from '#src/cache/view/view.js';
import type { Payload } from '#src/payload.js';
import { viewOf } from '../../support/badges.js';
import { NOW } from './snapshots.js';

type Activity = ReturnType<View['activity']>;

const DAY = 86_400;

/** The days up to that of `NOW`: each seventh was off, and the others take turns in four amounts. */
export function fullYear(days: number): Activity {
  const amounts = [10, 40, 160, 640];
  return {
    ...viewOf().activity(days),
    days: Array.from({ length: days }, (_, index) => {
      const ago = days - 1 - index;
      const messages = ago % 7 === 6 ? 0 : (amounts[ago % 4] ?? 0);
      return {
        date: new Date((NOW - ago * DAY) * 1000).toISOString().slice(0, 10),
        active: messages > 0,
        sessions: Math.min(messages, 2),
        messages,
        tool_calls: messages * 3,
        errors: 0,
        night_sessions: 0,
      };
    }),
    run: { current: 6, longest: 17, of_last_21: 18 },
    records: {
      busiest_day: { date: '2026-05-01', messages: 640 },
      longest_session: { date: '2026-04-02', session_id: 'longest', messages: 1_204 },
      most_tools: { date: null, session_id: 'handiest', tools: 31 },
    },
  };
}

/** What was unlocked in a payload, as `GET /history` tells it; every other one is a climb from Copper. */
export function historyIn({ achievements }: Payload): View['history'] {
  return achievements
    .filter(({ state }) => state === 'unlocked')
    .map(({ id, name, tier, unlocked_at }, index) => ({
      id,
      name,
      tier,
      previous_tier: index % 2 === 1 && tier !== null && tier !== 'Copper' ? 'Copper' : null,
      reached_at: unlocked_at ?? NOW,
      recorded_at: unlocked_at ?? NOW,
      session: { session_id: `session-${index}` },
    }));
}

/** The same payload while these badges were still one tier lower: Gold ones at Silver. */
export function beforeClimb(payload: Payload, ids: readonly string[]): Payload {
  const achievements = payload.achievements.map((badge) =>
    ids.includes(badge.id) ? { ...badge, tier: 'Silver' as const, next_tier: 'Gold' as const } : badge,
  );
  return { ...payload, achievements };
}
