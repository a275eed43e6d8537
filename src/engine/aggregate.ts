import type { Aggregate, Evidence, SessionRecord } from '../types.js';
import type { ToLocalTime } from './local-time.js';
import { eachMetric, METRIC_IDS, METRICS, type MetricId, type SessionFacts } from './metrics.js';
import { ownValue } from './own.js';

interface Best {
  readonly place: number;
  readonly evidence: Evidence;
}

/** Folds sessions into metrics, one after the other: nothing is kept of a session but what it added. */
export class Aggregator {
  readonly #localTime: ToLocalTime;
  readonly #totals = new Map<MetricId, number>();
  readonly #different = new Map<MetricId, Set<string>>();
  readonly #best = new Map<MetricId, Best>();

  constructor(localTime: ToLocalTime) {
    this.#localTime = localTime;
  }

  /** @param place in scan order: of several sessions with the same greatest value the first is the evidence */
  add(record: SessionRecord, place: number): void {
    const { model, startedAt } = record;
    const facts = { model, start: startedAt === null ? null : this.#localTime(startedAt) };
    for (const id of METRIC_IDS) this.#fold(id, record, facts, place);
  }

  /** All metrics of the sessions so far. */
  result(): Aggregate<MetricId> {
    const evidence: Partial<Record<MetricId, Evidence>> = {};
    for (const id of METRIC_IDS) {
      const best = this.#best.get(id);
      if (best !== undefined) evidence[id] = best.evidence;
    }
    const values = eachMetric(
      (_, id) => evidence[id]?.value ?? this.#different.get(id)?.size ?? this.#totals.get(id) ?? 0,
    );
    return { values, evidence };
  }

  #fold(id: MetricId, record: SessionRecord, facts: SessionFacts, place: number): void {
    const metric = METRICS[id];
    switch (metric.fold) {
      case 'sum':
        this.#addTo(id, count(record, metric.counter));
        break;
      case 'sessions':
        if (metric.when(facts)) this.#addTo(id, 1);
        break;
      case 'distinct': {
        const value = metric.of(facts);
        const known = this.#different.get(id);
        if (value === null) break;
        if (known === undefined) this.#different.set(id, new Set([value]));
        else known.add(value);
        break;
      }
      case 'max': {
        const value = count(record, metric.counter);
        const best = this.#best.get(id);
        const { value: most = 0 } = best?.evidence ?? {};
        const isBetter = value > most || (best !== undefined && value === most && place < best.place);
        if (!isBetter) break;
        this.#best.set(id, { place, evidence: { session_id: record.id, title: record.title, value } });
        break;
      }
    }
  }

  #addTo(id: MetricId, count: number): void {
    if (count !== 0) this.#totals.set(id, (this.#totals.get(id) ?? 0) + count);
  }
}

/** The metrics of sessions that come in scan order. */
export function aggregate(records: Iterable<SessionRecord>, localTime: ToLocalTime): Aggregate<MetricId> {
  const aggregator = new Aggregator(localTime);
  let place = 0;
  for (const record of records) aggregator.add(record, place++);
  return aggregator.result();
}

function count(record: SessionRecord, counter: string): number {
  return ownValue(record.contribution.counters, counter) ?? 0;
}
