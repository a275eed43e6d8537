/** What scans the homes of a cabinet, time after time: one scan at a time over all of them. */

import pLimit from 'p-limit';
import type { Crossing, Threshold } from '../../engine/folding/crossings.js';
import { firstRecentDay } from '../../engine/folding/history-view.js';
import { type AchievementsError, toAchievementsError } from '../../errors.js';
import { createHomeFiles, createMembersFile, type Members } from '../../state/cabinet/home-files.js';
import type { Lock } from '../../state/lock.js';
import { LostError } from '../../state/lost.js';
import type { SessionReader } from '../../types.js';
import { refuseWhenStopped } from '../analyze-sessions.js';
import type { ScanOrder, ScanReport, TimeZone } from '../job.js';
import type { Watch } from '../progress.js';
import { ReadyRules } from '../ready-rules.js';
import type { ScanHooks } from '../scan.js';
import { reportOf, seenAndLeft } from './cabinet-report.js';
import { findCopies } from './copies.js';
import { crossingsOf } from './dates.js';
import { type Found, HomePart } from './home-part.js';
import type { HomeToScan } from './home-to-scan.js';
import { recheckOf } from './recheck-homes.js';
import { SoFar } from './so-far.js';
import { Sums } from './sums.js';

/** At once: a machine at rest shall stay nearly so, whatever the number of homes. */
const MOST_AT_ONCE = 2;
/** Homes whose lists are kept in memory for the next scan, at most. */
const MOST_AT_HAND = 8;

export interface CabinetOptions {
  readonly stateDir: string;
  readonly turn: Lock;
  readonly timeZone: TimeZone;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export class CabinetJob {
  readonly #options: CabinetOptions;
  readonly #known = new Map<string, HomePart>();
  #parts: readonly HomePart[] = [];
  readonly #rules = new ReadyRules();
  readonly #sums = new Sums();

  constructor(options: CabinetOptions) {
    this.#options = options;
  }

  /** From here on it is about these, in this order. What is known of others stays, for when they come back. */
  setHomes(homes: readonly HomeToScan[]): void {
    const { stateDir, turn, timeZone, now } = this.#options;
    this.#parts = homes.map((home) => {
      const files = createHomeFiles(stateDir, home.name, turn);
      const part =
        this.#known.get(home.name) ?? new HomePart({ home, files, timeZone, now, rules: this.#rules });
      part.notice = home.notice;
      this.#known.set(home.name, part);
      return part;
    });
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
    const parts = this.#parts;
    const membersFile = createMembersFile(this.#options.stateDir);
    const members = await membersFile.load();
    try {
      const looks = await this.#lookAtAll(order, hooks, watch);
      const errors = parts.flatMap(({ error }) => error ?? []);
      if (errors.length > 0 && errors.length === parts.length) throw errors[0];
      const isSameList = members !== undefined && isSame(members, parts);
      const isNothing = [...looks.values()].every((look) => look === undefined) && isSameList;
      const { mark, stamp } = seenAndLeft(parts);
      const { last } = order;
      if (isNothing && last !== undefined && last.mark === mark && last.stamp === stamp) return undefined;
      const problem = await this.#settle(members);
      const now = membersOf(parts);
      if (problem === undefined && !isSame(members, parts)) await membersFile.save(now);
      const report = this.#report(looks, members);
      return problem === undefined || report.problem !== undefined
        ? report
        : { ...report, stamp: undefined, problem };
    } finally {
      hooks.reading(undefined);
      const isTight = parts.length > MOST_AT_HAND;
      for (const part of parts) await part.rest(isTight && part.changedDays.size === 0);
    }
  }

  /**
   * By which sessions thresholds were reached, as of the last scan here; to be called by who has the turn. Undefined when it
   * cannot be told: another scan is due, which reads anew what was damaged.
   */
  async date(wanted: readonly Threshold[]): Promise<readonly Crossing[] | undefined> {
    try {
      return await crossingsOf(this.#parts, wanted, this.#options.timeZone.localTime);
    } catch (error) {
      if (error instanceof LostError) return undefined;
      throw error;
    }
  }

  #report(looks: ReadonlyMap<HomePart, Found | undefined>, members: Members | undefined): ScanReport {
    const parts = this.#parts;
    return reportOf(parts, looks, this.#sums, {
      changed: parts.some(({ changedDays }) => changedDays.size > 0) || !isSame(members, parts),
      joined: parts.some(({ name, share }) => share !== undefined && !members?.has(name)),
      recentFrom: this.#recentFrom(),
    });
  }

  #recentFrom(): number {
    const { timeZone, now } = this.#options;
    return firstRecentDay(timeZone.localTime(now() / 1000).day);
  }

  /** What went wrong with a home is told of it, and stops no other. */
  async #lookAtAll(
    order: ScanOrder,
    hooks: Omit<ScanHooks, 'progress'>,
    watch: Watch,
  ): Promise<ReadonlyMap<HomePart, Found | undefined>> {
    const limit = pLimit(MOST_AT_ONCE);
    const open = new Open(hooks);
    const progress = new SoFar(watch, this.#parts);
    await Promise.all(this.#parts.map((part) => limit(() => part.load())));
    const rechecks = recheckOf(this.#parts, order.recheck);
    const looks = await Promise.all(
      this.#parts.map((part) =>
        limit(async (): Promise<[HomePart, Found | undefined]> => {
          refuseWhenStopped(hooks);
          part.error = undefined;
          try {
            const recheck = rechecks.get(part);
            const wanted = { full: order.full, recheck };
            const look = () => part.refresh(wanted, open.of(part), progress.of(part));
            return [part, await onceMoreWhenLost(look)];
          } catch (error) {
            refuseWhenStopped(hooks);
            part.error = failureOf(error);
            await part.foldAnew();
            return [part, undefined];
          }
        }),
      ),
    );
    return new Map(looks);
  }

  /** Resolves with what could not be saved. */
  async #settle(members: Members | undefined): Promise<ScanReport['problem']> {
    const { looked, losers } = await findCopies(this.#parts, members);
    const limit = pLimit(MOST_AT_ONCE);
    let problem: ScanReport['problem'];
    await Promise.all(
      this.#parts.map((part) =>
        limit(async () => {
          try {
            await part.settle(looked, losers.get(part) ?? new Map());
          } catch (error) {
            if (!part.isUnsaved) throw error;
            const { code, message, cause } = failureOf(error);
            problem = { code, message, cause: String(cause) };
          }
        }),
      ),
    );
    return problem;
  }
}

type Reading = Pick<SessionReader, 'interrupt'>;

/** The histories that are open, to be interrupted together. */
class Open {
  readonly #readers = new Map<HomePart, Reading>();
  readonly #hooks: Omit<ScanHooks, 'progress'>;

  constructor(hooks: Omit<ScanHooks, 'progress'>) {
    this.#hooks = hooks;
    hooks.reading({
      interrupt: () => {
        for (const reader of this.#readers.values()) reader.interrupt();
      },
    });
  }

  of(part: HomePart): Omit<ScanHooks, 'progress'> {
    const { stopped, pause } = this.#hooks;
    return {
      stopped,
      ...(pause !== undefined && { pause }),
      reading: (reader) => {
        if (reader === undefined) this.#readers.delete(part);
        else this.#readers.set(part, reader);
      },
    };
  }
}

function membersOf(parts: readonly HomePart[]): Members {
  return new Map(parts.flatMap(({ name, version }) => (version === undefined ? [] : [[name, version]])));
}

function isSame(members: Members | undefined, parts: readonly HomePart[]): boolean {
  return members !== undefined && JSON.stringify([...members]) === JSON.stringify([...membersOf(parts)]);
}

function failureOf(error: unknown): AchievementsError {
  return toAchievementsError(
    error,
    'ERR_ACHIEVEMENTS_SCAN',
    'The scan of this home failed. The log of the server says more.',
  );
}

/** What turned out to be lost is given up by then, and is read anew. */
async function onceMoreWhenLost<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof LostError)) throw error;
    return await task();
  }
}
