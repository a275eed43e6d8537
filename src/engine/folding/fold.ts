/**
 * What sessions add up to. Folds merge: whichever sessions are folded together first, and in whatever order, the whole is
 * the same, since every tie is decided by what is stored of the sessions.
 */

import type { Fold, Holder, SessionRecord } from '../../types.js';
import type { ToLocalTime } from './local-time.js';
import { METRIC_IDS, METRICS, type MetricId } from './metrics.js';
import { compareInScan } from './scan-order.js';

/** Takes in sessions, or folds of them, one after the other. */
export class Folder {
  readonly #totals = new Map<MetricId, number>();
  readonly #best = new Map<MetricId, Holder>();
  readonly #sets = new Map<MetricId, Set<string>>();

  add(record: SessionRecord, localTime: ToLocalTime): void {
    const { model, startedAt } = record;
    const facts = { model, start: startedAt === null ? null : localTime(startedAt) };
    for (const id of METRIC_IDS) {
      const metric = METRICS[id];
      switch (metric.fold) {
        case 'sum':
          this.#addTotal(id, count(record, metric.counter));
          break;
        case 'sessions':
          this.#addTotal(id, Number(metric.when(facts)));
          break;
        case 'distinct':
          this.#addDifferent(id, metric.of(facts));
          break;
        case 'max':
          this.#addBest(id, holderOf(record, count(record, metric.counter)));
          break;
      }
    }
  }

  merge({ totals, best, sets }: Fold<MetricId>): void {
    for (const id of METRIC_IDS) {
      this.#addTotal(id, totals[id] ?? 0);
      for (const value of sets[id] ?? []) this.#addDifferent(id, value);
      const holder = best[id];
      if (holder !== undefined) this.#addBest(id, holder);
    }
  }

  /** All that was taken in so far. */
  fold(): Fold<MetricId> {
    const sets = [...this.#sets].map(([id, values]): [MetricId, readonly string[]] => [id, [...values]]);
    return {
      totals: Object.fromEntries(this.#totals),
      best: Object.fromEntries(this.#best),
      sets: Object.fromEntries(sets),
    };
  }

  #addTotal(id: MetricId, more: number): void {
    if (more > 0) this.#totals.set(id, (this.#totals.get(id) ?? 0) + more);
  }

  #addDifferent(id: MetricId, value: string | null): void {
    if (value === null) return;
    const known = this.#sets.get(id);
    if (known === undefined) this.#sets.set(id, new Set([value]));
    else known.add(value);
  }

  #addBest(id: MetricId, holder: Holder): void {
    const best = this.#best.get(id);
    if (holder.value > 0 && (best === undefined || isBetter(holder, best))) this.#best.set(id, holder);
  }
}

/** The fold of sessions. */
export function foldOf(records: Iterable<SessionRecord>, localTime: ToLocalTime): Fold<MetricId> {
  const folder = new Folder();
  for (const record of records) folder.add(record, localTime);
  return folder.fold();
}

/** The fold of folds. */
export function mergeFolds(folds: Iterable<Fold<MetricId>>): Fold<MetricId> {
  const folder = new Folder();
  for (const fold of folds) folder.merge(fold);
  return folder.fold();
}

function holderOf({ id, storedStart: start, title }: SessionRecord, value: number): Holder {
  return { value, id, start, title };
}

function isBetter(a: Holder, b: Holder): boolean {
  return a.value === b.value ? compareInScan(a, b) < 0 : a.value > b.value;
}

/** Most counters are absent. One that is there must be the record's own: those of a file may have any names. */
function count({ contribution: { counters } }: SessionRecord, counter: string): number {
  const value = counters[counter];
  return value !== undefined && Object.hasOwn(counters, counter) ? value : 0;
}
