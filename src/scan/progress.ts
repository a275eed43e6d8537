import { aggregateOf } from '../engine/folding/aggregate.js';
import type { MetricId } from '../engine/folding/metrics.js';
import type { Aggregate, Fold } from '../types.js';

/** What a running scan tells. */
export interface Watch {
  progress(scanned: number, total: number): void;
  /** What is known so far, now and then. */
  partial(soFar: Aggregate<MetricId>): void;
}

/** For who adds it to something else. */
export interface FoldWatch extends Pick<Watch, 'progress'> {
  /** The metrics, and the fold that they were made of. */
  partial(soFar: Aggregate<MetricId>, fold: Fold<MetricId>): void;
}

const PROGRESS_EVERY_MS = 100;
const PARTIAL_EVERY_MS = 1_000;

/** To be called after each session: tells of it only so often that nobody has much to do with it. */
export function throttled(
  watch: FoldWatch,
  soFar: () => Fold<MetricId>,
): (scanned: number, total: number) => void {
  let nextProgress = 0;
  let nextPartial = performance.now() + PARTIAL_EVERY_MS;
  return (scanned, total) => {
    const now = performance.now();
    if (now >= nextProgress || scanned === total) {
      nextProgress = now + PROGRESS_EVERY_MS;
      watch.progress(scanned, total);
    }
    if (now >= nextPartial && scanned < total) {
      nextPartial = now + PARTIAL_EVERY_MS;
      const fold = soFar();
      watch.partial(aggregateOf(fold), fold);
    }
  };
}
