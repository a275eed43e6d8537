/** Scans outside of a job. */

import { compileCounters, createAnalyzer } from '#src/engine/counting/analyze.js';
import { compareInScan } from '#src/engine/folding/scan-order.js';
import { Ledger } from '#src/scan/ledger.js';
import { type ScanHooks, type ScanOutcome, type ScanPlan, scan } from '#src/scan/scan.js';
import type { SessionRecord, SessionSource } from '#src/types.js';
import { MemoryStore } from './memory-store.js';
import { utc } from './records.js';

const RULES = compileCounters();
const NOW = 1_800_000_000;

/** What came of a scan, and what is known after it. */
export interface Scanned extends ScanOutcome {
  readonly ledger: Ledger;
  readonly store: MemoryStore;
  /** All that is known, in scan order. */
  readonly records: readonly SessionRecord[];
}

/** A scan that is wanted whatever the list says. It goes on from what another one has left. */
export async function scanned(
  source: SessionSource,
  known?: Pick<Scanned, 'ledger' | 'store' | 'mark'>,
  hooks: Partial<ScanHooks> = {},
  part: Partial<ScanPlan> = {},
): Promise<Scanned> {
  const store = known?.store ?? new MemoryStore();
  const ledger = known?.ledger ?? new Ledger(store, utc);
  const plan = {
    seen: async () => undefined,
    prepare: async () => {},
    known: async () => ({ ledger, recheck: new Set<string>(), seen: known?.mark }),
    analyzer: async () => createAnalyzer(RULES),
    ...part,
  };
  const silent = { progress() {}, stopped: () => false, reading() {} };
  const outcome = await scan(source, plan, { ...silent, ...hooks }, NOW);
  if (outcome === undefined) throw new Error('the list was not to be recognized');
  const records = store.blocks.flatMap((block) => block.records);
  records.sort((a, b) =>
    compareInScan({ start: a.storedStart, id: a.id }, { start: b.storedStart, id: b.id }),
  );
  return { ...outcome, ledger, store, records };
}
