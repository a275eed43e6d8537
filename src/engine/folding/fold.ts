/**
 * What sessions add up to. Folds merge: whichever sessions are folded together first, and in whatever order, the whole is
 * the same, since every tie is decided by what is stored of the sessions.
 */

import type { Contribution, DayNumbers, Fold, Holder, SessionRecord } from '../../types.js';
import { isNight, type LocalTime, type ToLocalTime } from './local-time.js';
import { METRIC_IDS, METRICS, type Metric, type MetricId, type SessionFacts } from './metrics.js';
import { type ModelFacts, modelFacts } from './models.js';
import { compareBytes, compareInScan } from './scan-order.js';

/** Takes in sessions, or folds of them, one after the other. */
export class Folder {
  readonly #totals = new Map<MetricId, number>();
  readonly #best = new Map<MetricId, Holder>();
  readonly #sets = new Map<MetricId, Set<string>>();
  /** Many sessions have few models. */
  readonly #models = new Map<string | null, ModelFacts>();
  readonly #days = new Map<string, DayNumbers>();

  add(record: SessionRecord, localTime: ToLocalTime): void {
    const { startedAt, contribution } = record;
    const { counters } = contribution;
    // Most counters are 0 or absent, so it goes by those that are there.
    for (const name of Object.keys(counters)) {
      const value = counters[name] ?? 0;
      if (value === 0) continue;
      for (const id of SUMS.get(name) ?? NONE) this.#addTotal(id, value);
      for (const id of MAXIMA.get(name) ?? NONE) this.#addBest(id, record, value);
    }
    const facts = { model: this.#model(record), start: startedAt === null ? null : localTime(startedAt) };
    for (const [id, when] of KINDS) if (when(facts)) this.#addTotal(id, 1);
    for (const [id, of] of DIFFERENT) this.#addDifferent(id, of(facts));
    this.#addDays(facts.start, contribution, localTime);
  }

  merge({ totals, best, sets, days }: Fold<MetricId>): void {
    for (const id of METRIC_IDS) {
      this.#addTotal(id, totals[id] ?? 0);
      for (const value of sets[id] ?? []) this.#addDifferent(id, value);
      const holder = best[id];
      if (holder !== undefined && isBetter(holder, this.#best.get(id))) this.#best.set(id, holder);
    }
    for (const [day, numbers] of Object.entries(days)) this.#addDay(day, numbers);
  }

  /** All that was taken in so far. */
  fold(): Fold<MetricId> {
    const sets = [...this.#sets].map(([id, values]): [MetricId, readonly string[]] => [id, [...values]]);
    return {
      totals: Object.fromEntries(this.#totals),
      best: Object.fromEntries(this.#best),
      sets: Object.fromEntries(sets),
      days: Object.fromEntries(this.#days),
    };
  }

  /** A metric of all that was taken in so far. */
  value(id: MetricId): number {
    return this.#best.get(id)?.value ?? this.#sets.get(id)?.size ?? this.#totals.get(id) ?? 0;
  }

  #model(record: SessionRecord): ModelFacts {
    const name = record.long?.model ?? record.model;
    const known = this.#models.get(name);
    if (known !== undefined) return known;
    const facts = modelFacts(record);
    this.#models.set(name, facts);
    return facts;
  }

  #addDays(start: LocalTime | null, { activity = [] }: Contribution, localTime: ToLocalTime): void {
    if (start !== null) this.#addDay(String(start.day), [1, Number(isNight(start)), 0, 0, 0]);
    let quarter = 0;
    for (let i = 0; i < activity.length; i += 4) {
      const [step = 0, messages = 0, toolCalls = 0, errors = 0] = activity.slice(i, i + 4);
      quarter += step;
      const { day } = localTime(quarter * QUARTER_SECONDS);
      this.#addDay(String(day), [0, 0, messages, toolCalls, errors]);
    }
  }

  #addDay(day: string, [sessions, nights, messages, toolCalls, errors]: DayNumbers): void {
    const [s, n, m, t, e] = this.#days.get(day) ?? NO_DAY;
    this.#days.set(day, [s + sessions, n + nights, m + messages, t + toolCalls, e + errors]);
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

  #addBest(id: MetricId, { id: session, storedStart: start, title }: SessionRecord, value: number): void {
    const best = this.#best.get(id);
    if (value === 0 || value < (best?.value ?? 0)) return;
    const holder = { value, id: session, start, title };
    if (isBetter(holder, best)) this.#best.set(id, holder);
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

/** Whether a record goes from `b` to `a`. */
export function isBetter(a: Holder, b: Holder | undefined): boolean {
  if (b === undefined || a.value !== b.value) return b === undefined || a.value > b.value;
  return (compareInScan(a, b) || compareBytes(a.home ?? '', b.home ?? '')) < 0;
}

/** By these the times of messages are kept: no zone of the platform is ahead of UTC by a part of one, but texts in the form of POSIX may be. */
const QUARTER_SECONDS = 900;
const NO_DAY: DayNumbers = [0, 0, 0, 0, 0];

const NONE: readonly MetricId[] = [];
const SUMS = byCounter('sum');
const MAXIMA = byCounter('max');
const KINDS = METRIC_IDS.flatMap((id): [MetricId, (facts: SessionFacts) => boolean][] => {
  const metric: Metric = METRICS[id];
  return metric.fold === 'sessions' ? [[id, metric.when]] : [];
});
const DIFFERENT = METRIC_IDS.flatMap((id): [MetricId, (facts: SessionFacts) => string | null][] => {
  const metric: Metric = METRICS[id];
  return metric.fold === 'distinct' ? [[id, metric.of]] : [];
});

/** The metrics that fold a counter in this way, by its name. */
function byCounter(fold: 'sum' | 'max'): ReadonlyMap<string, readonly MetricId[]> {
  const found = new Map<string, MetricId[]>();
  for (const id of METRIC_IDS) {
    const metric: Metric = METRICS[id];
    if (metric.fold !== fold) continue;
    const others = found.get(metric.counter);
    if (others === undefined) found.set(metric.counter, [id]);
    else others.push(id);
  }
  return found;
}
