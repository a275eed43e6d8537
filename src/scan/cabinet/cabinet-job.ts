/** What scans the homes of a cabinet, time after time: one scan at a time over all of them. */

import type { Crossing, Threshold } from '../../engine/folding/crossings.js';
import { firstRecentDay } from '../../engine/folding/history-view.js';
import { AchievementsError } from '../../errors.js';
import type { Members } from '../../state/cabinet/home-files.js';
import { LostError } from '../../state/lost.js';
import { refuseWhenStopped } from '../analyze-sessions.js';
import type { ScanOrder, ScanReport, TimeZone } from '../job.js';
import type { Watch } from '../progress.js';
import { ReadyRules } from '../ready-rules.js';
import type { ScanHooks } from '../scan.js';
import { allThrough } from './all-through.js';
import type { CabinetPlace } from './cabinet-place.js';
import { endsAll, errorOf, failureOf, onceMoreWhenLost, problemIn } from './cabinet-problems.js';
import { reportOf, seenAndLeft } from './cabinet-report.js';
import { crossingsOf } from './dates.js';
import { type Found, HomePart } from './home-part.js';
import { type HomeToScan, toHome } from './home-to-scan.js';
import { isSameList, membersOf } from './members.js';
import { OpenHistories } from './open-histories.js';
import { recheckOf } from './recheck-homes.js';
import { remakeShares, settleAll } from './settling.js';
import { SoFar } from './so-far.js';
import { Sums } from './sums.js';

/** At once: a machine at rest shall stay nearly so, whatever the number of homes. */
const MOST_AT_ONCE = 2;
/** Homes whose lists are kept in memory for the next scan, at most. */
const MOST_AT_HAND = 8;

export interface CabinetOptions {
  readonly place: CabinetPlace;
  readonly timeZone: TimeZone;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export class CabinetJob {
  readonly #options: CabinetOptions;
  readonly #known = new Map<string, HomePart>();
  /** By which these are folded: that of the options may change while they are. */
  #zone: TimeZone;
  /** A home has turned out to be another one than was thought: all begins anew. */
  #isRenewed = false;
  #homes: readonly HomeToScan[] = [];
  /** In the order of the cabinet. */
  #parts: readonly HomePart[] = [];
  readonly #rules = new ReadyRules();
  readonly #sums = new Sums();

  constructor(options: CabinetOptions) {
    this.#options = options;
    this.#zone = asOfNow(options.timeZone);
  }

  /** From here on it is about these, in this order. What is known of others stays, for when they come back. */
  setHomes(homes: readonly HomeToScan[]): void {
    this.#homes = homes;
  }

  /**
   * One whole scan, to be called by who has the turn. Resolves with undefined when all is as the last scan left it.
   * @throws AchievementsError when no home can be read, or the scan was stopped
   */
  scan(order: ScanOrder, hooks: Omit<ScanHooks, 'progress'>, watch: Watch): Promise<ScanReport | undefined> {
    return onceMoreWhenLost(() => this.#pass(order, hooks, watch));
  }

  async #pass(
    order: ScanOrder,
    hooks: Omit<ScanHooks, 'progress'>,
    watch: Watch,
  ): Promise<ScanReport | undefined> {
    const { members: membersFile, shared } = this.#options.place;
    this.#turnTo(asOfNow(this.#options.timeZone));
    await this.#gather((part, mark) => part.load(mark));
    let members = await membersFile.load();
    try {
      const looks = await this.#lookAtAll(order, hooks, watch);
      await this.#tellSeen();
      const errors = this.#parts.flatMap(({ error }) => error ?? []);
      if (errors.length > 0 && errors.length === this.#parts.length) throw errors[0];
      const isNothing =
        [...looks.values()].every((look) => look === undefined) && isSameList(members, this.#parts);
      const { mark, stamp } = seenAndLeft(this.#parts);
      const { last } = order;
      if (isNothing && last !== undefined && last.mark === mark && last.stamp === stamp) return undefined;
      let problem: ScanReport['problem'];
      if (shared !== undefined) {
        problem = await problemIn(async () => {
          await shared.settle();
          await this.#gather((part, now) => part.follow(now));
          await remakeShares(this.#parts, shared);
          members = await membersFile.load();
        });
      }
      problem = (await settleAll(this.#parts, members, MOST_AT_ONCE)) ?? problem;
      const now = membersOf(this.#parts);
      if (problem === undefined && !isSameList(members, this.#parts)) await membersFile.save(now);
      const report = {
        ...this.#report(looks, members),
        ...(shared !== undefined && { fence: shared.fence }),
      };
      return problem === undefined || report.problem !== undefined
        ? report
        : { ...report, stamp: undefined, problem };
    } finally {
      hooks.reading(undefined);
      const parts = this.#parts;
      const isTight = parts.length > MOST_AT_HAND;
      for (const part of parts) await part.rest(isTight && part.changedDays.size === 0);
    }
  }

  /** What is in memory was folded in another zone: it is taken up anew. */
  #turnTo(zone: TimeZone): void {
    if (zone.name !== this.#zone.name) this.#known.clear();
    this.#zone = zone;
  }

  /** All homes of the cabinet as they are now, with what is kept of them at hand. */
  async #gather(load: (part: HomePart, mark: string | undefined) => Promise<void>): Promise<void> {
    const { shared } = this.#options.place;
    if (shared === undefined) this.#parts = this.#homes.map((home) => this.#part(home));
    else {
      const listed = await shared.look();
      this.#parts = listed.map((home) => {
        const part = this.#part(toHome(home, this.#homes));
        if (typeof home !== 'string') part.error = errorOf(home);
        return part;
      });
    }
    await allThrough(this.#parts, MOST_AT_ONCE, (part) => load(part, shared?.shareMark(part.name)));
  }

  #part(home: HomeToScan): HomePart {
    const { place, now } = this.#options;
    const known = this.#known.get(home.name);
    const isOther = known !== undefined && known.isElsewhere !== (home.isElsewhere === true);
    const part =
      known === undefined || isOther
        ? new HomePart({
            home,
            files: place.filesOf(home.name),
            timeZone: this.#zone,
            now,
            rules: this.#rules,
          })
        : known;
    part.notice = home.notice;
    this.#known.set(home.name, part);
    return part;
  }

  async #tellSeen(): Promise<void> {
    const seen = this.#own.map(({ name, error }) => ({ name, error: error?.message ?? null }));
    await this.#options.place.shared?.seen(seen);
  }

  get #own(): readonly HomePart[] {
    return this.#parts.filter(({ isElsewhere }) => !isElsewhere);
  }

  /**
   * By which sessions thresholds were reached, as of the last scan here; to be called by who has the turn. Undefined when it
   * cannot be told: another scan is due, which reads anew what was damaged.
   */
  async date(wanted: readonly Threshold[]): Promise<readonly Crossing[] | undefined> {
    try {
      return await crossingsOf(this.#parts, wanted, this.#zone.localTime);
    } catch (error) {
      if (error instanceof LostError) return undefined;
      throw error;
    }
  }

  #report(looks: ReadonlyMap<HomePart, Found | undefined>, members: Members | undefined): ScanReport {
    const parts = this.#parts;
    return reportOf(parts, looks, this.#sums, {
      changed: parts.some(({ changedDays }) => changedDays.size > 0) || !isSameList(members, parts),
      joined: parts.some(({ name, share }) => share !== undefined && !members?.has(name)),
      recentFrom: this.#recentFrom(),
    });
  }

  #recentFrom(): number {
    return firstRecentDay(this.#zone.localTime(this.#options.now() / 1000).day);
  }

  /** What went wrong with a home is told of it, and stops no other. */
  async #lookAtAll(
    order: ScanOrder,
    hooks: Omit<ScanHooks, 'progress'>,
    watch: Watch,
  ): Promise<ReadonlyMap<HomePart, Found | undefined>> {
    const open = new OpenHistories(hooks);
    const progress = new SoFar(watch, this.#parts);
    const rechecks = recheckOf(this.#own, order.recheck);
    const look = async (part: HomePart): Promise<readonly [HomePart, Found | undefined]> => {
      refuseWhenStopped(hooks);
      part.error = undefined;
      try {
        const wanted = { full: order.full, recheck: rechecks.get(part) };
        const refresh = () => part.refresh(wanted, open.of(part), progress.of(part));
        return [part, await this.#admitted(part, await onceMoreWhenLost(refresh))];
      } catch (error) {
        refuseWhenStopped(hooks);
        if (endsAll(error)) throw error;
        part.error = failureOf(error);
        await part.foldAnew();
        return [part, undefined];
      }
    };
    this.#isRenewed = false;
    const looks = new Map(await allThrough(this.#own, MOST_AT_ONCE, look));
    if (this.#isRenewed) throw new LostError();
    return looks;
  }

  /** What was found, unless the store has refused it: then what is here is given up. */
  async #admitted(part: HomePart, found: Found | undefined): Promise<Found | undefined> {
    const { code, message = '' } = found?.problem ?? {};
    if (code !== 'ERR_ACHIEVEMENTS_LEASE' && code !== 'ERR_ACHIEVEMENTS_PROFILE') return found;
    this.#known.delete(part.name);
    if (code === 'ERR_ACHIEVEMENTS_LEASE') throw new AchievementsError(code, message);
    await this.#options.place.shared?.renew(part.name);
    this.#isRenewed = true;
    return undefined;
  }
}

function asOfNow({ name, localTime }: TimeZone): TimeZone {
  return { name, localTime };
}
