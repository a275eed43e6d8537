/** How a cabinet is read that several machines share. */

import type { SharedState } from '../state/shared-state.js';
import { type Clock, settlesWithin } from './clock.js';
import type { Keeper } from './keep/keeper.js';
import type { Refresher } from './refresh/refresher.js';
import { LatestView } from './view/latest-view.js';
import { publishedView } from './view/published.js';
import type { ShownBy, View } from './view/view.js';

/** How long a read waits for what others may have published. */
const LONGEST_LOOK_MS = 2_000;

export class Sharing {
  readonly #clock: Clock;
  readonly #refresher: Pick<Refresher, 'lastScanAt' | 'failing' | 'retryNow'>;
  readonly #view = new LatestView();
  #wasAway = false;

  constructor(clock: Clock, refresher: Pick<Refresher, 'lastScanAt' | 'failing' | 'retryNow'>) {
    this.#clock = clock;
    this.#refresher = refresher;
  }

  /** Takes over what others have published since. Who was away a moment ago is not waited for. Never rejects. */
  async follow(keeper: Pick<Keeper, 'follow'>, shared: SharedState): Promise<void> {
    const isAway = shared.problem !== undefined;
    const asking = isAway ? shared.look() : keeper.follow();
    if (!isAway) await settlesWithin(this.#clock, asking, LONGEST_LOOK_MS);
    asking.catch(() => {});
    if (this.#wasAway && shared.problem === undefined) this.#refresher.retryNow();
    this.#wasAway = shared.problem !== undefined;
  }

  /**
   * Whether homes of one's own were not looked at for too long, whoever has looked at others, or in vain; or the store has to
   * be asked again. Why nothing may be counted here is told where scans tell of themselves.
   */
  isOwnDue(shared: SharedState, ttlMs: number): boolean {
    const { lastScanAt, failing } = this.#refresher;
    const age = lastScanAt === undefined ? Number.POSITIVE_INFINITY : this.#clock.now() - lastScanAt;
    const isWanted = shared.mayScan || shared.refusal !== undefined;
    return (isWanted && (failing || age < 0 || age > ttlMs)) || shared.problem !== undefined;
  }

  /** As all machines show it: undefined where there are none, or nobody can tell. */
  view({ snapshot, unlocks, shared }: Keeper, ttlMs: number, shownBy: ShownBy): View | undefined {
    const published = shared?.problem === undefined ? shared?.published : undefined;
    if (published === undefined || snapshot === undefined) return undefined;
    const isStale = this.#clock.now() - snapshot.verifiedAt > ttlMs;
    return this.#view.of([published, isStale], () => {
      const asOf = { ...snapshot, verifiedAt: published.publishedAt };
      const view = publishedView(asOf, unlocks, isStale, ttlMs, shownBy);
      return { ...view, made: isStale ? published.stale : published.fresh };
    });
  }
}
