/** Aggregates and definitions for specs about badges. */

import { CATALOG, type Definition } from '#src/engine/badges/catalog.js';
import { aggregate } from '#src/engine/folding/aggregate.js';
import type { MetricId } from '#src/engine/folding/metrics.js';
import type { Aggregate, Evidence } from '#src/types.js';
import { utc } from './records.js';

/** All zero but for the given metrics. */
export function totalsOf(
  values: Partial<Record<MetricId, number>> = {},
  evidence: Partial<Record<MetricId, Evidence>> = {},
): Aggregate<MetricId> {
  return { values: { ...aggregate([], utc).values, ...values }, evidence };
}

/** The definition of an achievement that the catalog is known to have. */
export function definitionOf(id: string): Definition {
  const definition = CATALOG.find((candidate) => candidate.id === id);
  if (definition === undefined) throw new Error(`no achievement ${id}`);
  return definition;
}
