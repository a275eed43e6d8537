/** Badges as they are shown, of a history of which only some numbers matter. */

import { makeView, type View } from '#src/cache/view/view.js';
import type { MetricId } from '#src/engine/folding/metrics.js';
import type { Achievement, Evidence, HistoryView, Unlocks } from '#src/types.js';
import { NOTHING_SEEN } from '../state/support.js';
import { utc } from './records.js';
import { totalsOf } from './totals.js';

interface History {
  readonly values?: Partial<Record<MetricId, number>>;
  readonly evidence?: Partial<Record<MetricId, Evidence>>;
  readonly unlocks?: Unlocks;
  readonly partial?: boolean;
  readonly view?: Partial<HistoryView<MetricId>>;
}

/** The instant at which views of specs were made, in Unix seconds: 2026-11-25 20:00 UTC. */
export const SEEN_AT = 1_795_636_800;

/** What `GET /achievements` answers for a history. */
export function viewOf({ values, evidence, unlocks = new Map(), partial = false, view }: History = {}): View {
  return makeView({
    snapshot: {
      aggregate: totalsOf(values, evidence),
      view: { ...NOTHING_SEEN, ...view },
      notice: null,
      numbers: {
        mode: partial ? 'in_progress' : 'full',
        sessions_total: 7,
        sessions_rescanned: 7,
        sessions_reused: 0,
        sessions_scanned_so_far: 7,
        sessions_expected_total: 7,
        duration_ms: 12,
        messages_scanned: 345,
      },
      verifiedAt: SEEN_AT * 1000,
    },
    unlocks,
    error: null,
    stale: false,
    status: {
      state: 'idle',
      cache: 'fresh',
      started_at: SEEN_AT - 1,
      finished_at: SEEN_AT,
      last_success_at: SEEN_AT,
      last_error: null,
      last_duration_ms: 61.5,
      run_count: 1,
      ttl_seconds: 120,
      snapshot_generated_at: SEEN_AT,
      snapshot_stale: false,
    },
    localTime: utc,
    timeZone: 'UTC',
  });
}

/** A history with something of everything: tiers of all heights, badges on the way, secrets that came out and others. */
export function livelyView(title = 'Move the blog to Postgres'): View {
  const values: Partial<Record<MetricId, number>> = {
    session_count: 640,
    max_tool_calls_in_session: 640,
    total_tool_calls: 9_000,
    max_terminal_calls_in_session: 200,
    max_file_tool_calls_in_session: 130,
    max_web_browser_calls_in_session: 61,
    total_delegate_calls: 6_000,
    total_errors: 900,
    traceback_events: 450,
    docker_conflict_events: 3,
  };
  const session = (value: number): Evidence => ({ session_id: '20261122_183012_a1b2c3', title, value });
  const unlock = (unlocked_at: number) => ({ unlocked_at, first_tier: null, evidence: null });
  return viewOf({
    values,
    evidence: { max_tool_calls_in_session: session(640) },
    unlocks: new Map([
      ['let_him_cook', unlock(SEEN_AT - 86_400)],
      ['full_send', unlock(SEEN_AT - 3 * 86_400)],
      ['marathon_operator', unlock(SEEN_AT - 2 * 86_400)],
      ['autonomous_avalanche', unlock(SEEN_AT - 2 * 86_400)],
      ['subagent_commander', unlock(SEEN_AT - 9 * 86_400)],
      ['stack_trace_sommelier', unlock(SEEN_AT)],
    ]),
  });
}

/** The badge of that id. */
export function badgeOf({ payload }: View, id: string): Achievement {
  const badge = payload.achievements.find((candidate) => candidate.id === id);
  if (badge === undefined) throw new Error(`no badge ${id}`);
  return badge;
}
