import { createHash } from 'node:crypto';
import { TOOL_COUNTERS } from '../engine/counting/counters.js';
import { TEXT_RULES } from '../engine/counting/text-rules.js';
import { METRIC_IDS, METRICS, type Metric } from '../engine/folding/metrics.js';
import { FILE_PATHS } from '../engine/matching/file-paths.js';

/** Raise it when the same table counts differently: what old checkpoints hold is then counted anew. */
const ENGINE = 2;

/** Names the way of counting. A checkpoint of another one is of no use. */
export function analysisVersion(): string {
  return createHash('sha256')
    .update(JSON.stringify([ENGINE, TOOL_COUNTERS, TEXT_RULES, FILE_PATHS]))
    .digest('hex')
    .slice(0, 16);
}

/** Raise it when the same table folds differently. */
const FOLDING = 2;

/** Names the way of folding. What was folded in another one is folded anew from the contributions. */
export function foldingVersion(): string {
  const metrics = METRIC_IDS.map((id) => {
    const metric: Metric = METRICS[id];
    return [id, metric.fold, 'counter' in metric ? metric.counter : null];
  });
  return createHash('sha256')
    .update(JSON.stringify([FOLDING, metrics]))
    .digest('hex')
    .slice(0, 16);
}

/** By what contributions are folded: the rules, and the clocks. @param timeZone its name */
export function foldedBy(timeZone: string): string {
  return `${foldingVersion()} ${timeZone}`;
}

/**
 * All of this in order: of two versions of this package that share a store the one with the higher number scans, and the other
 * one serves. Raise it whenever one of the tables changes, be it of counters, metrics or badges: a spec fails until then.
 */
export const ANALYSIS = 1;
