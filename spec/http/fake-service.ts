import type { AchievementsService, SnapshotView } from '#src/http/service.js';

/** A payload that is large enough to be compressed. */
export const VIEW: SnapshotView = {
  payload: {
    achievements: Array.from({ length: 60 }, (_, index) => ({
      id: `badge_${index}`,
      unlocked: index % 2 === 0,
    })),
    total_count: 60,
    error: null,
  },
  aggregate: { session_count: 7 },
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
    status: () => ({ state: 'idle', cache: 'fresh' }),
    rescan: async () => ({ done: true, view: VIEW }),
    recentUnlocks: async () => [{ id: 'first_words', unlocked_at: 1 }],
    sessionBadges: async (id) => (id === 'known' ? [{ id: 'first_words' }] : []),
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
    recentUnlocks: () => {
      calls.push('recentUnlocks');
      return service.recentUnlocks();
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
