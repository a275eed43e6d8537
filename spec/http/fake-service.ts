import type { AchievementsService, SnapshotView } from '#src/http/service.js';
import { badgeOf, livelyView, SEEN_AT } from '../support/badges.js';

/** Large enough to be compressed. */
export const VIEW: SnapshotView = livelyView();

const COOK = badgeOf(livelyView(), 'let_him_cook');
const { unlocked_at: _, ...ALONE } = COOK;

export const RECENT = [COOK];
/** Of the session `known`. */
export const BADGES = [ALONE];

export const STATUS = {
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
  snapshot_age_seconds: 0,
  driver: 'sqlite3',
  snapshot_stale: false,
  progress: null,
  metrics: {
    scan_count: 1,
    scan_duration_ms: { avg: 61, p95: 61 },
    dedupe_hits: 0,
    stale_served: 0,
    failures: 0,
    sessions_rescanned: 7,
    sessions_reused: 0,
  },
};

export interface FakeService extends AchievementsService {
  /** The calls that came, in order. */
  readonly calls: string[];
}

/** A service that answers at once, and tells what was asked of it. */
export function fakeService(overrides: Partial<AchievementsService> = {}): FakeService {
  const calls: string[] = [];
  const service: AchievementsService = {
    snapshot: async () => VIEW,
    status: async () => STATUS,
    rescan: async () => ({ done: true, view: VIEW }),
    recentUnlocks: async () => RECENT,
    sessionBadges: async (id) => (id === 'known' ? BADGES : []),
    reset: async () => undefined,
    retryAfterSeconds: () => 2.5,
    ...overrides,
  };
  return {
    calls,
    snapshot: () => {
      calls.push('snapshot');
      return service.snapshot();
    },
    status: () => {
      calls.push('status');
      return service.status();
    },
    rescan: (options) => {
      calls.push(`rescan ${options.full ? 'full' : 'incremental'}`);
      return service.rescan(options);
    },
    recentUnlocks: (limit) => {
      calls.push(`recentUnlocks ${limit}`);
      return service.recentUnlocks(limit);
    },
    sessionBadges: (id) => {
      calls.push(`sessionBadges ${id}`);
      return service.sessionBadges(id);
    },
    reset: () => {
      calls.push('reset');
      return service.reset();
    },
    retryAfterSeconds: () => service.retryAfterSeconds(),
  };
}
