/** On which local day each of what is told apart, such as a model, turned up first. Pure. */

import type { Fold } from '../../types.js';
import { METRIC_IDS, METRICS, type MetricId } from './metrics.js';

/** By metric and value; the number of the day since 1970. */
export type FirstDays<Metric extends string = string> = Readonly<
  Partial<Record<Metric, Readonly<Record<string, number>>>>
>;

const DISTINCT = METRIC_IDS.filter((id) => METRICS[id].fold === 'distinct');

/** @param parts what the sessions of a day add up to, or some of them; those without a time are of none */
export function firstDaysOf(
  parts: Iterable<{ readonly day: number | undefined; readonly fold: Pick<Fold<MetricId>, 'sets'> }>,
): FirstDays<MetricId> {
  const found = new Map(DISTINCT.map((id) => [id, new Map<string, number>()]));
  for (const { day, fold } of parts)
    if (day !== undefined)
      for (const [id, days] of found) for (const value of fold.sets[id] ?? []) keepFirst(days, value, day);
  return Object.fromEntries([...found].map(([id, days]) => [id, Object.fromEntries(days)]));
}

/** Of one metric those of several homes together, the first ones first. */
export function firstDaysIn(all: readonly FirstDays[], metric: MetricId): [value: string, day: number][] {
  const found = new Map<string, number>();
  for (const { [metric]: days = {} } of all)
    for (const [value, day] of Object.entries(days)) keepFirst(found, value, day);
  return [...found].sort(([, a], [, b]) => a - b);
}

function keepFirst(days: Map<string, number>, value: string, day: number): void {
  const known = days.get(value);
  if (known === undefined || day < known) days.set(value, day);
}
