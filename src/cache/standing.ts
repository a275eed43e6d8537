/** Where one process stands: what it tells of itself, and how it shows what it knows. */

import type { AchievementsError } from '../errors.js';
import type { Status } from '../payload.js';
import type { Clock } from './clock.js';
import type { Keeper } from './keep/keeper.js';
import type { Journal } from './refresh/journal.js';
import type { Refresher } from './refresh/refresher.js';
import { statusOf } from './refresh/status.js';
import { LatestView } from './view/latest-view.js';
import { isFresh, type Snapshot, soFar } from './view/snapshot.js';
import { makeView, type ShownBy, type View } from './view/view.js';

export class Standing {
  readonly #clock: Clock;
  readonly #refresher: Refresher;
  readonly #journal: Pick<Journal, 'error'>;
  readonly #ttlMs: () => number;
  readonly #view = new LatestView();

  constructor(clock: Clock, refresher: Refresher, journal: Pick<Journal, 'error'>, ttlMs: () => number) {
    this.#clock = clock;
    this.#refresher = refresher;
    this.#journal = journal;
    this.#ttlMs = ttlMs;
  }

  isStale(snapshot: Snapshot): boolean {
    return this.#refresher.failing || !isFresh(snapshot, this.#clock.now(), this.#ttlMs());
  }

  status(snapshot: Snapshot | undefined): Status {
    const stale = snapshot === undefined || this.isStale(snapshot);
    const error = this.#journal.error?.message ?? null;
    return statusOf(this.#refresher, snapshot, stale, error, this.#ttlMs());
  }

  view(
    { snapshot, unlocks, notice, shared }: Keeper,
    shownBy: ShownBy,
    uncounted: () => AchievementsError,
  ): View {
    const status = this.status(snapshot);
    const stale = status.snapshot_stale || shared?.problem !== undefined;
    const error = shared?.problem?.message ?? status.last_error ?? notice;
    const shown = snapshot ?? soFar(this.#refresher.run, this.#refresher.last?.finishedAt ?? 0);
    // Of a scan under way the numbers are made anew each time.
    const numbers = snapshot?.numbers ?? JSON.stringify(shown.numbers);
    const parts = [shown.verifiedAt, shown.notice, numbers, stale, error, ...Object.values(status)];
    const made = { snapshot: shown, unlocks, error, stale, status, ...shownBy };
    return this.#view.of(parts, () =>
      snapshot === undefined ? { ...makeView(made), uncounted: uncounted() } : makeView(made),
    );
  }
}
