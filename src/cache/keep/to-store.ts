import type { ToLocalTime } from '../../engine/folding/local-time.js';
import type { SnapshotToStore } from '../../state/snapshot-file.js';
import type { Unlocks } from '../../types.js';
import type { Snapshot } from '../view/snapshot.js';
import { viewWithoutStatus } from '../view/view.js';

/** What the file of a snapshot says of where it comes from. */
export type Origin = Pick<SnapshotToStore, 'analysisVersion' | 'database' | 'databasePath'> & {
  readonly timeZone: string;
};

/** What is saved of a snapshot: what is served of it, and what a restart needs. Pure. @param now Unix milliseconds */
export function snapshotToStore(
  snapshot: Snapshot,
  unlocks: Unlocks,
  now: number,
  origin: Origin,
  localTime: ToLocalTime,
): SnapshotToStore {
  const status = {
    state: 'idle',
    cache: 'fresh',
    last_success_at: Math.floor(now / 1000),
    last_error: null,
    run_count: 1,
  };
  const shown = { error: null, stale: false, timeZone: origin.timeZone };
  const { payload } = viewWithoutStatus({ snapshot, unlocks, ...shown, localTime });
  const { values, evidence } = snapshot.aggregate;
  return {
    ...origin,
    payload: { ...payload, scan_meta: { ...snapshot.numbers, status } },
    view: snapshot.view,
    homes: snapshot.homes,
    unlocks,
    aggregate: Object.entries(values),
    evidence: Object.entries(evidence),
  };
}
