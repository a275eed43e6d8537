import type { Aggregate, Evidence, SessionRecord } from '../../types.js';
import type { ToLocalTime } from './local-time.js';
import { eachMetric, METRIC_IDS, METRICS, type Metric, type MetricId } from './metrics.js';

interface Fold {
  readonly id: MetricId;
  readonly metric: Metric;
  /** Of what is summed or counted. */
  total: number;
}

interface Best {
  readonly place: number;
  readonly evidence: Evidence;
}

/** Folds sessions into metrics, one after the other: nothing is kept of a session but what it added. */
export class Aggregator {
  readonly #localTime: ToLocalTime;
  readonly #folds = METRIC_IDS.map((id): Fold => ({ id, metric: METRICS[id], total: 0 }));
  readonly #different = new Map<MetricId, Set<string>>();
  readonly #best = new Map<MetricId, Best>();

  constructor(localTime: ToLocalTime) {
    this.#localTime = localTime;
  }

  /** @param place in scan order: of several sessions with the same greatest value the first is the evidence */
  add(record: SessionRecord, place: number): void {
    const { model, long, startedAt } = record;
    const facts = { model, long, start: startedAt === null ? null : this.#localTime(startedAt) };
    for (const fold of this.#folds) {
      const { metric } = fold;
      switch (metric.fold) {
        case 'sum':
          fold.total += count(record, metric.counter);
          break;
        case 'sessions':
          if (metric.when(facts)) fold.total++;
          break;
        case 'distinct':
          this.#addDifferent(fold.id, metric.of(facts));
          break;
        case 'max':
          this.#addBest(fold.id, record, count(record, metric.counter), place);
          break;
      }
    }
  }

  /** All metrics of the sessions so far. */
  result(): Aggregate<MetricId> {
    const evidence: Partial<Record<MetricId, Evidence>> = {};
    for (const { id } of this.#folds) {
      const best = this.#best.get(id);
      if (best !== undefined) evidence[id] = best.evidence;
    }
    const totals = new Map(this.#folds.map(({ id, total }) => [id, total]));
    const values = eachMetric(
      (_, id) => evidence[id]?.value ?? this.#different.get(id)?.size ?? totals.get(id) ?? 0,
    );
    return { values, evidence };
  }

  #addDifferent(id: MetricId, value: string | null): void {
    if (value === null) return;
    const known = this.#different.get(id);
    if (known === undefined) this.#different.set(id, new Set([value]));
    else known.add(value);
  }

  #addBest(id: MetricId, record: SessionRecord, value: number, place: number): void {
    if (value === 0) return;
    const best = this.#best.get(id);
    const { value: most = 0 } = best?.evidence ?? {};
    const isBetter = value > most || (best !== undefined && value === most && place < best.place);
    if (!isBetter) return;
    this.#best.set(id, { place, evidence: { session_id: record.id, title: record.title, value } });
  }
}

/** The metrics of sessions that come in scan order. */
export function aggregate(records: Iterable<SessionRecord>, localTime: ToLocalTime): Aggregate<MetricId> {
  const aggregator = new Aggregator(localTime);
  let place = 0;
  for (const record of records) aggregator.add(record, place++);
  return aggregator.result();
}

/** Most counters are absent. One that is there must be the record's own: those of a file may have any names. */
function count({ contribution: { counters } }: SessionRecord, counter: string): number {
  const value = counters[counter];
  return value !== undefined && Object.hasOwn(counters, counter) ? value : 0;
}
