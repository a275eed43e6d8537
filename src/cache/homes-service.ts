import { AchievementsError } from '../errors.js';
import type { Payload } from '../payload.js';
import type { TimeZone } from '../scan/zone.js';
import type { HomeAlone } from '../state/cabinet/alone.js';
import type { Coordinator } from './coordinator.js';
import type { Untitled } from './home-names.js';
import { viewOfHome } from './home-view.js';
import { uncountedHome } from './uncounted.js';
import { recentUnlocks, type View } from './view.js';

export interface HomesOptions {
  readonly coordinator: Coordinator;
  readonly zone: TimeZone;
  /** Names of homes whose titles are told nobody. */
  readonly untitled: Untitled;
  /** What is kept of a home by itself. */
  readonly loadAlone: (name: string) => Promise<HomeAlone | undefined>;
}

/** What `GET /scan-status` answers, what a rescan does, and the rest, of one home of several. */
export type OneHome = Pick<
  Coordinator,
  'snapshot' | 'status' | 'rescan' | 'recentUnlocks' | 'sessionBadges' | 'reset' | 'retryAfterSeconds'
>;

/** The homes of a cabinet, each by itself: by its live counts, dated by its own sessions. */
export class HomesService {
  readonly #options: HomesOptions;
  /** Made once for each state of the whole, so that bytes are prepared once. */
  readonly #views = new WeakMap<Payload, Map<string, Promise<View>>>();

  constructor(options: HomesOptions) {
    this.#options = options;
  }

  /** @param asProfile whether a client has named it as a profile: then `default` may be the whole */
  of(name: string, asProfile: boolean): OneHome {
    const { coordinator } = this.#options;
    const view = async () => await this.#view(name, asProfile, await coordinator.snapshot());
    return {
      snapshot: view,
      status: async () => {
        await view();
        return await coordinator.status();
      },
      rescan: async (order) => {
        const result = await coordinator.rescan(order);
        return { ...result, view: await this.#view(name, asProfile, result.view) };
      },
      recentUnlocks: async (limit) => recentUnlocks(await view(), limit),
      sessionBadges: async (id) => {
        const { payload, uncounted } = await view();
        if (uncounted !== undefined) throw uncounted;
        return await coordinator.sessionBadges(id, payload.home);
      },
      reset: () => coordinator.reset(),
      retryAfterSeconds: () => coordinator.retryAfterSeconds(),
    };
  }

  /** One home, as of a view of all. @throws AchievementsError when there is none of that name */
  viewOf(name: string, whole: View): Promise<View> {
    return this.#view(name, false, whole);
  }

  async #view(name: string, asProfile: boolean, whole: View): Promise<View> {
    const { homes } = whole;
    if (homes === undefined) throw whole.uncounted ?? uncountedHome(null);
    const isListed = homes.includes(name);
    if (!isListed && asProfile && name === 'default') return whole;
    if (!isListed) throw unknownHome(homes);
    const views = this.#views.get(whole.payload) ?? new Map<string, Promise<View>>();
    this.#views.set(whole.payload, views);
    const known = views.get(name) ?? this.#make(name, whole);
    views.set(name, known);
    return await known;
  }

  async #make(name: string, { payload }: View): Promise<View> {
    const { loadAlone, zone, untitled } = this.#options;
    return viewOfHome(name, payload, await loadAlone(name), zone.localTime, untitled);
  }
}

function unknownHome(homes: readonly string[]): AchievementsError {
  const names = homes.map((name) => JSON.stringify(name)).join(', ');
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_PROFILE',
    `There is no home of that name in this cabinet; there are ${names}. Leave the parameter out for all of them.`,
  );
}
