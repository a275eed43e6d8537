/** Several homes in one cabinet: what their folds add up to together. Pure. */

import type { Fold, Holder } from '../../types.js';
import { Folder } from './fold.js';
import { METRIC_IDS, type MetricId } from './metrics.js';

/** What a home adds to the whole: the sessions that count elsewhere are not in it. */
export interface Share {
  /** Its name. */
  readonly home: string;
  readonly fold: Fold<MetricId>;
}

/** The fold of all homes. Of each record it says in which of them it lies. */
export function foldOfCabinet(shares: Iterable<Share>): Fold<MetricId> {
  const folder = new Folder();
  for (const { home, fold } of shares) folder.merge({ ...fold, best: heldIn(home, fold.best) });
  return folder.fold();
}

/** The same records, which say in which home they lie. */
export function heldIn(home: string, best: Fold<MetricId>['best']): Fold<MetricId>['best'] {
  const named: Partial<Record<MetricId, Holder>> = {};
  for (const id of METRIC_IDS) {
    const holder = best[id];
    if (holder !== undefined) named[id] = { ...holder, home };
  }
  return named;
}

/**
 * What is certain of homes while they are counted: of those that share no session with another the sum, and never less than
 * what one home alone has. Records and sets are those of all: copies change nothing in them.
 */
export function foldSoFar(apart: readonly Share[], others: readonly Share[]): Fold<MetricId> {
  const { totals: sums, ...known } = foldOfCabinet(apart);
  const all = foldOfCabinet([...apart, ...others]);
  const totals: Partial<Record<MetricId, number>> = { ...sums };
  for (const { fold } of others)
    for (const id of METRIC_IDS) {
      const total = fold.totals[id] ?? 0;
      if (total > (totals[id] ?? 0)) totals[id] = total;
    }
  return { ...known, best: all.best, sets: all.sets, totals };
}
