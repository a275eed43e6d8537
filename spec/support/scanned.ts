/** Scans outside of a job. */

import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { type Known, type ScanHooks, type ScanOutcome, type ScanPlan, scan } from '#src/scan/scan.js';
import type { SessionRecord, SessionSource } from '#src/types.js';

const RULES = compileCounters();

/** What came of a scan, and the records that it told of, in scan order. */
export interface Scanned extends ScanOutcome {
  readonly records: readonly SessionRecord[];
}

/** A scan that is wanted whatever the list says. */
export async function scanned(
  source: SessionSource,
  known?: Known,
  hooks: Partial<ScanHooks> = {},
  part: Partial<ScanPlan> = {},
): Promise<Scanned> {
  const found = new Map<number, SessionRecord>();
  const plan = {
    mark: undefined,
    known: async () => known,
    analyzer: async () => createAnalyzer(RULES),
    ...part,
  };
  const outcome = await scan(source, plan, {
    listed() {},
    record(record, place) {
      if (found.has(place)) throw new Error(`two records for place ${place}`);
      found.set(place, record);
    },
    progress() {},
    stopped: () => false,
    reading() {},
    ...hooks,
  });
  if (outcome === undefined) throw new Error('the list was not to be recognized');
  const places = [...found.keys()].sort((a, b) => a - b);
  return { ...outcome, records: places.flatMap((place) => found.get(place) ?? []) };
}
