import type { MetricId } from '../engine/folding/metrics.js';
import type { Aggregate } from '../types.js';

/** What a running scan tells. */
export interface Watch {
  progress(scanned: number, total: number): void;
  /** What is known so far, now and then. */
  partial(soFar: Aggregate<MetricId>): void;
}

const PROGRESS_EVERY_MS = 100;
const PARTIAL_EVERY_MS = 1_000;

/** To be called after each session: tells of it only so often that nobody has much to do with it. */
export function throttled(
  watch: Watch,
  soFar: () => Aggregate<MetricId>,
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
      watch.partial(soFar());
    }
  };
}
