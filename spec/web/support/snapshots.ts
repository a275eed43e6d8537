/** Answers of `GET /achievements` for specs and pictures of the page, made by the engine wherever it can make them. */

import { mask } from '#src/engine/badges/mask.js';
import { countStates, evaluateAll } from '#src/engine/badges/snapshot.js';
import { METRIC_IDS, type MetricId } from '#src/engine/folding/metrics.js';
import type { Payload, ScanMode } from '#src/payload.js';
import type { Achievement, Aggregate, Evidence, Unlock, Unlocks } from '#src/types.js';
import { totalsOf } from '../../support/totals.js';

/** Unix seconds: Tuesday, 2 June 2026, 12:00 UTC. */
export const NOW = 1_780_401_600;

const DAY = 86_400;

/** Every metric at this value; records come from one session of this title. */
export function everything(value: number, title = 'The long evening'): Aggregate<MetricId> {
  const proof: Evidence = { session_id: 'session-1', title, value };
  const each = <Value>(of: Value) => Object.fromEntries(METRIC_IDS.map((id) => [id, of]));
  return totalsOf(each(value), each(proof));
}

/** A payload of these totals. */
export function payloadOf(
  totals: Aggregate<MetricId>,
  unlocks: Unlocks = new Map(),
  { mode = 'full', ...rest }: { readonly mode?: ScanMode } & Partial<Omit<Payload, 'scan_meta'>> = {},
): Payload {
  return asPayload(evaluateAll(totals, unlocks).map(mask), mode, rest);
}

/** A payload of these badges. */
export function asPayload(
  achievements: readonly Achievement[],
  mode: ScanMode = 'full',
  rest: Partial<Omit<Payload, 'scan_meta'>> = {},
): Payload {
  const whole = mode === 'full' || mode === 'incremental';
  const sessions = mode === 'failed' ? 0 : 454;
  const scanned = whole ? sessions : mode === 'in_progress' ? 180 : 0;
  return {
    achievements,
    ...countStates(achievements),
    error: null,
    notice: null,
    generated_at: NOW,
    is_stale: false,
    time_zone: 'UTC',
    scan_meta: {
      mode,
      sessions_total: sessions,
      sessions_rescanned: scanned,
      sessions_reused: 0,
      sessions_scanned_so_far: scanned,
      sessions_expected_total: mode === 'pending' ? 0 : sessions,
      duration_ms: 532,
      messages_scanned: 19_286,
      status: {
        state: whole ? 'idle' : mode === 'failed' ? 'failed' : 'running',
        cache: whole ? 'fresh' : mode === 'failed' ? 'failed' : 'scanning',
        started_at: NOW,
        finished_at: whole ? NOW : null,
        last_success_at: whole ? NOW : null,
        last_error: mode === 'failed' ? 'ERR_ACHIEVEMENTS_DATABASE_MISSING' : null,
        last_duration_ms: whole ? 532 : null,
        run_count: 1,
        ttl_seconds: 120,
        snapshot_generated_at: whole ? NOW : null,
        snapshot_stale: !whole,
      },
    },
    ...rest,
  };
}

/** A good year: some badges of every look, unlocked on different days. */
export function goodYear(title?: string): Payload {
  return payloadOf(everything(1_600, title), unlockedOver(everything(1_600)));
}

/** Nothing counted: every badge waits or hides. */
export function nothingYet(): Payload {
  return payloadOf(totalsOf());
}

/** Every badge hides. The catalog has only eight secrets, so the others are put under the same mask. */
export function allSecret(): Payload {
  const badges = evaluateAll(totalsOf(), new Map());
  return asPayload(badges.map((badge) => mask({ ...badge, state: 'secret', discovered: false })));
}

/** Everything at the top. */
export function allOlympian(): Payload {
  const totals = everything(1_234_567);
  return payloadOf(totals, unlockedOver(totals));
}

/** A session title that would be markup, a very long one, and one from right to left. */
export const HOSTILE_TITLES = [
  '<img src=x onerror="globalThis.hacked = true"><script>hacked = true</script><b>bold</b>',
  `${'supercalifragilistic'.repeat(20)} & "quotes" \u0000\u202e`,
  'عنوان الجلسة \u202emixed\u202c with English',
] as const;

/** A first scan of which a part is counted. */
export function firstScan(): Payload {
  return payloadOf(everything(400), new Map(), { mode: 'in_progress' });
}

/** A first scan that has just begun. */
export function firstScanBegun(): Payload {
  return payloadOf(totalsOf(), new Map(), { mode: 'pending' });
}

/** No history to count from. */
export function noHistory(): Payload {
  const error =
    'There is no Hermes history yet: no state.db in the Hermes home. Use Hermes once, or set hermesHome.';
  return payloadOf(totalsOf(), new Map(), { mode: 'failed', error });
}

/** The last good answer of a history that cannot be read any more. */
export function staleWithError(): Payload {
  return { ...goodYear(), is_stale: true, error: 'The history is busy. It is tried again by itself.' };
}

/** The same payload as if these badges had not been unlocked. */
export function without(payload: Payload, ids: readonly string[]): Payload {
  const locked = payload.achievements.map((badge) => (ids.includes(badge.id) ? lock(badge) : badge));
  return { ...payload, achievements: locked, ...countStates(locked) };
}

function lock({ unlocked_at: _time, evidence: _evidence, ...badge }: Achievement): Achievement {
  return { ...badge, unlocked: false, state: 'discovered', tier: null, progress_pct: 90 };
}

/** Unlock times for all that these totals reach: two a day, back from now. */
function unlockedOver(totals: Aggregate<MetricId>): Unlocks {
  const reached = evaluateAll(totals, new Map()).filter(({ unlocked }) => unlocked);
  return new Map<string, Unlock>(
    reached.map(({ id, tier, evidence }, index) => [
      id,
      {
        unlocked_at: NOW - Math.floor(index / 2) * DAY - index * 600,
        first_tier: tier,
        evidence: evidence ?? null,
      },
    ]),
  );
}
