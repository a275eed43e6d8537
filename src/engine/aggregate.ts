import type { Aggregate, Evidence, SessionRecord } from '../types.js';
import type { ToLocalTime } from './local-time.js';
import {
  eachMetric,
  type MaxMetric,
  METRIC_IDS,
  METRICS,
  type Metric,
  type MetricId,
  type SessionFacts,
} from './metrics.js';
import { ownValue } from './own.js';

interface Session extends SessionFacts {
  readonly record: SessionRecord;
}

/**
 * Folds sessions into metrics. The records come in scan order: of several sessions with the same
 * greatest value the first is the evidence.
 */
export function aggregate(records: Iterable<SessionRecord>, localTime: ToLocalTime): Aggregate<MetricId> {
  const sessions = Array.from(records, (record): Session => {
    const { model, startedAt } = record;
    return { record, model, start: startedAt === null ? null : localTime(startedAt) };
  });
  const evidence: Partial<Record<MetricId, Evidence>> = {};
  for (const id of METRIC_IDS) {
    const found = evidenceFor(METRICS[id], sessions);
    if (found !== null) evidence[id] = found;
  }
  const values = eachMetric((metric, id) =>
    metric.fold === 'max' ? (evidence[id]?.value ?? 0) : fold(metric, sessions),
  );
  return { values, evidence };
}

function evidenceFor(metric: Metric, sessions: readonly Session[]): Evidence | null {
  if (metric.fold !== 'max') return null;
  let value = 0;
  let holder: SessionRecord | null = null;
  for (const { record } of sessions) {
    const candidate = count(record, metric.counter);
    if (candidate <= value) continue;
    value = candidate;
    holder = record;
  }
  return holder === null ? null : { session_id: holder.id, title: holder.title, value };
}

function fold(metric: Exclude<Metric, MaxMetric>, sessions: readonly Session[]): number {
  switch (metric.fold) {
    case 'sum':
      return sessions.reduce((total, { record }) => total + count(record, metric.counter), 0);
    case 'sessions':
      return sessions.filter(metric.when).length;
    case 'distinct':
      return new Set(sessions.map(metric.of).filter((value) => value !== null)).size;
  }
}

function count(record: SessionRecord, counter: string): number {
  return ownValue(record.contribution.counters, counter) ?? 0;
}
