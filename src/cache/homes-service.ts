import { AchievementsError } from '../errors.js';
import type { Payload } from '../payload.js';
import type { TimeZone } from '../scan/zone.js';
import type { HomeAlone } from '../state/cabinet/alone.js';
import type { Coordinator } from './coordinator.js';
import type { Untitled } from './view/home-names.js';
import { viewOfHome } from './view/home-view.js';
import { recentUnlocks, type View } from './view/view.js';

export interface HomesOptions {
  readonly coordinator: Coordinator;
  readonly zone: TimeZone;
  /** Names of homes whose titles are told nobody. */
  readonly untitled: Untitled;
  /** The names of those that there are now: asked as long as no scan tells of any. */
  readonly names: () => Promise<readonly string[]>;
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
        await this.#isOne(name, asProfile, await coordinator.peek());
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
    if (!(await this.#isOne(name, asProfile, whole))) return whole;
    const views = this.#views.get(whole.payload) ?? new Map<string, Promise<View>>();
    this.#views.set(whole.payload, views);
    const known = views.get(name) ?? this.#make(name, whole);
    views.set(name, known);
    return await known;
  }

  /** Whether it is one of them; else it is the whole that is meant. @throws AchievementsError when there is none of that name */
  async #isOne(name: string, asProfile: boolean, whole: View | undefined): Promise<boolean> {
    const homes = whole?.homes ?? (await this.#options.names());
    if (homes.includes(name)) return true;
    if (asProfile && name === 'default') return false;
    throw unknownHome(homes);
  }

  async #make(name: string, { payload, homes, uncounted }: View): Promise<View> {
    const { loadAlone, zone, untitled } = this.#options;
    // What is kept may have been counted by other rules.
    const alone = homes === undefined ? undefined : await loadAlone(name);
    const view = viewOfHome(name, payload, alone, zone.localTime, untitled);
    return uncounted === undefined ? view : { ...view, uncounted };
  }
}

function unknownHome(homes: readonly string[]): AchievementsError {
  const names = homes.map((name) => JSON.stringify(name)).join(', ');
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_PROFILE',
    `There is no home of that name in this cabinet; there are ${names}. Leave the parameter out for all of them.`,
  );
}
