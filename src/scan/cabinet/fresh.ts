/** What is new of a home, before it is known which of its sessions count elsewhere. */

import { undated } from '../../engine/badges/dating.js';
import type { Crossing } from '../../engine/folding/crossings.js';
import type { MetricId } from '../../engine/folding/metrics.js';
import type { HomeAlone } from '../../state/cabinet/alone.js';
import { sessionsIn } from '../../state/cabinet/keys.js';
import type { HomeShare } from '../../state/cabinet/share.js';
import type { HomeStore } from '../../state/home-store.js';
import { LostError } from '../../state/lost.js';
import type { Fold } from '../../types.js';
import { analysisVersion, foldedBy } from '../analysis-version.js';
import { dayNameOf, dayOfKey } from '../block.js';
import type { Job, JobOptions, ScanOrder, ScanReport } from '../job.js';

/** What a look at a home has found. */
export type Found = Pick<ScanReport, 'rescanned' | 'reused' | 'messagesScanned' | 'mode' | 'problem'>;

/** As the keys of blocks tell them. */
export type Days = ReadonlySet<string>;

export interface Fresh {
  readonly report: ScanReport;
  readonly look: string | undefined;
  /** By the key of a block, the keys of its sessions. */
  readonly blocks: ReadonlyMap<string, string>;
  readonly alone: HomeAlone;
  readonly fold: Fold<MetricId>;
}

/**
 * The home by itself.
 * @param before as it was, where that is of use
 * @param changed days on which something may be another one since
 * @throws LostError when it cannot be dated
 */
export async function aloneOf(
  report: ScanReport,
  before: HomeAlone | undefined,
  changed: ReadonlySet<string>,
  job: Job,
  { timeZone, now }: Pick<JobOptions, 'timeZone' | 'now'>,
): Promise<HomeAlone> {
  const days = [...changed].map((day) => dayOfKey(`${day}.0`)).filter((day) => day !== undefined);
  const from = before === undefined ? Number.NEGATIVE_INFINITY : Math.min(...days);
  const wanted = undated(report.aggregate, new Map());
  // What was reached before anything that is another one now, was reached then.
  const crossings = wanted.flatMap(({ metric, atLeast }): Crossing[] => {
    const known = before?.crossings.find((one) => one.metric === metric && one.atLeast === atLeast);
    return known !== undefined && timeZone.localTime(known.at).day < from ? [{ ...known, metric }] : [];
  });
  const open = wanted.filter(
    ({ metric, atLeast }) => !crossings.some((one) => one.metric === metric && one.atLeast === atLeast),
  );
  const found = await job.date(open);
  if (found === undefined) throw new LostError();
  crossings.push(...found);
  const { aggregate, view, notice, sessions } = report;
  return { aggregate, view, crossings, notice, sessions, countedAt: Math.floor(now() / 1000) };
}

/** All of its share that does not depend on other homes. @param timeZone its name */
export function madeOf(
  { report, look, blocks, alone }: Fresh,
  timeZone: string,
): Omit<HomeShare, 'fold' | 'holders' | 'recent' | 'recentFrom' | 'firstDays' | 'dropped'> {
  const { identity, driver, notice, sessions, checkedAt, stamp, mark: listMark } = report;
  return {
    analysisVersion: analysisVersion(),
    foldedBy: foldedBy(timeZone),
    stamp,
    look,
    listMark,
    identity,
    driver,
    notice,
    sessions,
    messages: [...blocks.values()].reduce((sum, text) => sum + messagesIn(text), 0),
    checkedAt,
    countedAt: alone.countedAt,
    days: daysOf(blocks),
  };
}

export function seenAndLeft({ listMark: mark, stamp }: HomeShare): ScanOrder['last'] {
  return mark === undefined || stamp === undefined ? undefined : { mark, stamp };
}

export function daysOf(blocks: ReadonlyMap<string, string>): readonly string[] {
  return [...new Set([...blocks.keys()].map(dayNameOf))];
}

function messagesIn(text: string): number {
  let sum = 0;
  for (const { messages } of sessionsIn(text)) sum += messages;
  return sum;
}

export function isSameKeys(
  keys: ReadonlyMap<string, readonly string[]>,
  dropped: HomeShare['dropped'] = new Map(),
): boolean {
  return (
    keys.size === dropped.size &&
    [...keys].every(([day, lost]) => dropped.get(day)?.keys.join() === lost.join())
  );
}

/** Whether a share was counted and folded as it would be here. @param timeZone its name */
export function isOfUse(share: HomeShare, timeZone: string): boolean {
  return share.analysisVersion === analysisVersion() && share.foldedBy === foldedBy(timeZone);
}

/** Whether a share was made of what the checkpoint holds now. */
export async function holdsIn(
  { stamp }: HomeShare,
  store: Pick<HomeStore, 'isSaved' | 'stamp'>,
): Promise<boolean> {
  return stamp === undefined ? !store.isSaved : stamp === (await store.stamp());
}
