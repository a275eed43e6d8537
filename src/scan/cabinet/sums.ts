/** What the homes of a cabinet add up to, without adding up anew what has not changed. Pure. */

import { foldOfCabinet, type Share } from '../../engine/folding/cabinet.js';
import { mergeFolds } from '../../engine/folding/fold.js';
import type { MetricId } from '../../engine/folding/metrics.js';
import type { HomeShare } from '../../state/cabinet/share.js';
import type { Fold, HistoryView } from '../../types.js';

/** Of two hundred homes, a change in one then takes as long as some thirty of them. */
const HOMES_OF_A_GROUP = 16;

/** A home, as far as it is added up. */
export interface Summand extends Share {
  /** By day: what its sessions add to the metrics that are summed or counted. */
  readonly recent: HomeShare['recent'];
}

export interface Sum {
  readonly fold: Fold<MetricId>;
  readonly recent: HistoryView<MetricId>['recent'];
}

interface Group {
  readonly of: readonly Summand[];
  readonly sum: Sum;
}

/** Homes that stand together in the list are added up together, and remembered. */
export class Sums {
  #groups: readonly Group[] = [];

  /** @param homes in the order of the list; whose fold is the same object has not changed */
  of(homes: readonly Summand[]): Sum {
    const groups: Group[] = [];
    for (let from = 0; from < homes.length; from += HOMES_OF_A_GROUP) {
      const of = homes.slice(from, from + HOMES_OF_A_GROUP);
      const known = this.#groups[groups.length];
      groups.push(known !== undefined && isSame(known.of, of) ? known : { of, sum: sumOf(of) });
    }
    this.#groups = groups;
    return {
      fold: mergeFolds(groups.map(({ sum }) => sum.fold)),
      recent: daysOfAll(groups.map(({ sum }) => sum.recent)),
    };
  }
}

function isSame(before: readonly Summand[], now: readonly Summand[]): boolean {
  return (
    before.length === now.length &&
    now.every(({ home, fold }, place) => before[place]?.home === home && before[place]?.fold === fold)
  );
}

function sumOf(homes: readonly Summand[]): Sum {
  return { fold: foldOfCabinet(homes), recent: daysOfAll(homes.map(({ recent }) => recent)) };
}

function daysOfAll(parts: readonly Sum['recent'][]): Sum['recent'] {
  const days: Record<string, Record<string, number>> = {};
  for (const part of parts)
    for (const [day, totals] of Object.entries(part)) {
      days[day] ??= {};
      const sums = days[day];
      for (const [metric, total] of Object.entries(totals)) sums[metric] = (sums[metric] ?? 0) + total;
    }
  return days;
}
