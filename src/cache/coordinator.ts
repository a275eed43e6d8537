import { AchievementsError } from '../errors.js';
import type { TimeZone } from '../scan/zone.js';
import type { HomeAlone } from '../state/cabinet/alone.js';
import type { SharedState } from '../state/shared-state.js';
import { wireMetrics } from '../telemetry.js';
import type { Achievement, Logger } from '../types.js';
import { keepingAlive, settlesWithin } from './clock.js';
import type { Keeper } from './keep/keeper.js';
import { createJournal, describe, type Journal } from './refresh/journal.js';
import { Refresher, type RefresherOptions } from './refresh/refresher.js';
import { startTimers } from './refresh/timers.js';
import { Sharing } from './sharing.js';
import { Standing } from './standing.js';
import { homesInStatus, isOfOne } from './view/homes.js';
import { badgesOfSession } from './view/session-badges.js';
import { uncounted } from './view/uncounted.js';
import { recentUnlocks, type ShownBy, shownBy, type View } from './view/view.js';

export interface CoordinatorOptions extends Omit<RefresherOptions, 'journal'>, Pick<ShownBy, 'untitled'> {
  /** By which days are told; of a store it may be heard later. */
  readonly zone: TimeZone;
  /** What is kept of a home by itself. */
  readonly loadAlone: (name: string) => Promise<HomeAlone | undefined>;
  readonly logger: Logger;
  /** What would read the history, before it was read; null when nothing can, and for a source of the host's own. */
  readonly driver: () => Promise<string | null>;
  readonly bootstrapWaitMs: number;
  readonly rescanWaitMs: number;
  readonly refreshEveryMs: number | undefined;
  readonly recheckEveryMs: number | undefined;
}

/**
 * The cache: serves the last snapshot and decides when to refresh it. What is kept is the snapshot (by the keeper), the
 * run, the failures and the earliest next try (by the refresher); fresh, stale, scanning and failed are derived.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #refresher: Refresher;
  readonly #journal: Journal;
  readonly #sharing: Sharing;
  #loading: Promise<Keeper> | undefined;
  #keeper: Keeper | undefined;
  readonly #standing: Standing;
  #closed = false;
  readonly #stopTimers: () => void;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
    this.#journal = createJournal(options.logger);
    this.#refresher = new Refresher({ ...options, keeper: () => this.#ready(), journal: this.#journal });
    this.#standing = new Standing(options.clock, this.#refresher, this.#journal, () => this.#ttlMs);
    this.#sharing = new Sharing(options.clock, this.#refresher);
    this.#stopTimers = startTimers(options, {
      refresh: () =>
        this.#ready().then(
          () => void this.#refresher.joinOrStart(),
          (error: unknown) => {
            if (!this.#closed) options.logger.error(`A refresh could not begin.\n${describe(error)}`);
          },
        ),
      // Before there is a snapshot there is nothing to check.
      recheck: (wanted) => this.#keeper?.snapshot && this.#refresher.recheck(wanted),
    });
  }

  /** What else is needed to show one home of several. */
  get shows(): Pick<CoordinatorOptions, 'zone' | 'loadAlone'> {
    return this.#options;
  }

  /** What `GET /achievements` answers: at once, or as a promise while there is nothing to show yet. */
  snapshot(): View | Promise<View> {
    const keeper = this.#closed ? undefined : this.#keeper;
    return keeper?.snapshot === undefined || keeper.shared ? this.#first() : this.#kept(keeper);
  }

  /** What is kept, fresh or not; undefined when nothing is. Starts nothing. */
  async peek(): Promise<View | undefined> {
    const keeper = await this.#ready();
    return keeper.snapshot && this.#currentView(keeper);
  }

  async #first(): Promise<View> {
    const keeper = await this.#ready();
    return await (keeper.shared ? this.#fromStore(keeper, keeper.shared) : this.#firstOf(keeper));
  }

  async #firstOf(keeper: Keeper): Promise<View> {
    if (keeper.snapshot !== undefined) return this.#kept(keeper);
    await this.#waitForFirst();
    this.#refuseWhenClosed();
    return this.#currentView(keeper);
  }

  /** What all machines serve, of which one row tells; while it cannot be asked, what was known. */
  async #fromStore(keeper: Keeper, shared: SharedState): Promise<View> {
    await this.#sharing.follow(keeper, shared);
    this.#refuseWhenClosed();
    if (keeper.snapshot === undefined) return await this.#firstOf(keeper);
    if (this.#sharing.isOwnDue(shared, this.#ttlMs)) this.#refresher.joinOrStart();
    return this.#currentView(keeper);
  }

  get #ttlMs(): number {
    return this.#keeper?.shared?.ttlMs ?? this.#options.ttlMs;
  }

  #kept(keeper: Keeper): View {
    if (keeper.snapshot !== undefined && this.#standing.isStale(keeper.snapshot)) {
      this.#options.telemetry.servedStale();
      this.#refresher.joinOrStart();
    }
    return this.#currentView(keeper);
  }

  /**
   * Refreshes now, whatever the time since the last failure, from the history as it is at this moment. When that takes too
   * long, what is known meanwhile.
   * @throws AchievementsError when that failed
   */
  async rescan({
    full,
  }: {
    readonly full: boolean;
  }): Promise<{ done: true; view: View } | { done: false; view: View; joined: boolean }> {
    const keeper = await this.#ready();
    const joined = this.#refresher.run !== undefined;
    if (joined) this.#options.telemetry.joined();
    const finished = this.#refresher.sawNow(full);
    // Whoever waits hears of an error; when nobody waits any more it is in the status.
    finished.catch(() => {});
    if (!(await settlesWithin(this.#options.clock, finished, this.#options.rescanWaitMs)))
      return { done: false, view: this.#currentView(keeper), joined };
    await finished;
    return { done: true, view: this.#currentView(keeper) };
  }

  /** @param limit how many, at most */
  async recentUnlocks(limit: number): Promise<readonly Achievement[]> {
    return recentUnlocks(await this.snapshot(), limit);
  }

  /**
   * What a session alone would unlock; nothing for a session that the snapshot does not know.
   * @throws AchievementsError as long as no scan has been finished: that of the history, or ERR_ACHIEVEMENTS_SCANNING
   */
  async sessionBadges(sessionId: string, home?: string): Promise<readonly Achievement[]> {
    await this.snapshot();
    const { snapshot } = await this.#ready();
    if (snapshot === undefined) throw this.#uncounted();
    const { scanner, untitled = new Set() } = this.#options;
    const record = await this.#refresher.orAnew(scanner.find(sessionId, home));
    return record === undefined
      ? []
      : badgesOfSession(record, this.#options.zone.localTime, untitled, isOfOne(snapshot));
  }

  #uncounted(): AchievementsError {
    return uncounted(this.#refresher.run !== undefined, this.#journal.error);
  }

  /** Unlocks, snapshot and checkpoint start anew. A scan under way is called off. */
  async reset(): Promise<void> {
    const keeper = await this.#ready();
    await this.#refresher.startOver(() => keeper.reset(this.#options.clock.now()));
    this.#journal.reset();
  }

  /** What `GET /scan-status` answers. Starts nothing. */
  async status(): Promise<Readonly<Record<string, unknown>>> {
    const { snapshot } = await this.#ready();
    const { clock, telemetry } = this.#options;
    const status = this.#standing.status(snapshot);
    return {
      ...status,
      snapshot_age_seconds:
        snapshot === undefined ? null : Math.max(0, Math.round((clock.now() - snapshot.verifiedAt) / 1000)),
      progress: this.#refresher.run?.progress ?? null,
      driver: this.#refresher.driver ?? (await this.#options.driver()),
      metrics: wireMetrics(telemetry.metrics()),
      ...homesInStatus(snapshot, status.snapshot_stale),
    };
  }

  /** When asking again may help. */
  retryAfterSeconds(): number {
    const { run, dueIn } = this.#refresher;
    return run === undefined ? Math.max(1, Math.ceil(dueIn / 1000)) : 2;
  }

  /** Stops what runs; files are left whole. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimers();
    await keepingAlive(async () => {
      await this.#refresher.stop();
      await this.#options.scanner.close();
      const keeper = await this.#loading?.catch(() => undefined);
      await keeper?.close();
    });
  }

  /** Loads what is on disk, once, when something is asked for the first time. */
  async #ready(): Promise<Keeper> {
    this.#refuseWhenClosed();
    this.#loading ??= this.#load();
    try {
      const keeper = await this.#loading;
      this.#refuseWhenClosed();
      return keeper;
    } catch (error) {
      if (!this.#closed) this.#loading = undefined;
      throw error;
    }
  }

  async #load(): Promise<Keeper> {
    const keeper = await this.#options.keeper();
    await keeper.load();
    this.#journal.notice(keeper.notice);
    this.#keeper = keeper;
    return keeper;
  }

  /** The wait counts from the beginning of the scan: who comes later than that sees at once what is known so far. */
  async #waitForFirst(): Promise<void> {
    const { clock, bootstrapWaitMs, telemetry } = this.#options;
    if (this.#refresher.run !== undefined) telemetry.joined();
    for (;;) {
      const run = this.#refresher.joinOrStart();
      if (run === undefined) return;
      const waited = Math.max(0, clock.now() - run.startedAt);
      const ended = await settlesWithin(clock, run.done, Math.max(0, bootstrapWaitMs - waited));
      if (!ended || !run.calledOff) return;
    }
  }

  #currentView(keeper: Keeper): View {
    const by = shownBy(this.#options);
    return (
      this.#sharing.view(keeper, this.#ttlMs, by) ?? this.#standing.view(keeper, by, () => this.#uncounted())
    );
  }

  #refuseWhenClosed(): void {
    if (this.#closed)
      throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Achievements are shutting down.');
  }
}
