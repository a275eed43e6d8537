/** What a restart makes of the files. Pure. */
import { eachMetric, METRIC_IDS } from '../engine/metrics.js';
import type { StoredSnapshot } from '../state/snapshot-file.js';
import { type UnlockState, withUnlocks } from '../state/unlocks.js';
import type { Unlocks } from '../types.js';
import type { Snapshot } from './snapshot.js';

/**
 * The unlocks, with those that only the snapshot shows: a lost `state.json` is no lost badge. What a reset has wiped
 * stays away. The very same state when nothing is missing.
 */
export function restoreUnlocks(state: UnlockState, shown: Unlocks): UnlockState {
  const missing = [...shown].filter(
    ([id, unlock]) => !state.unlocks.has(id) && unlock.unlocked_at >= (state.resetAt ?? 0),
  );
  return missing.length === 0 ? state : withUnlocks(state, missing);
}

/** The snapshot; undefined when it lacks a metric of ours. @param verifiedAt Unix milliseconds */
export function restoreSnapshot(stored: StoredSnapshot, verifiedAt: number): Snapshot | undefined {
  const { aggregate, evidence, generatedAt, scanMeta } = stored;
  if (METRIC_IDS.some((id) => !aggregate.has(id))) return undefined;
  return {
    aggregate: {
      values: eachMetric((_, id) => aggregate.get(id) ?? 0),
      evidence: Object.fromEntries(
        METRIC_IDS.flatMap((id) => {
          const found = evidence.get(id);
          return found === undefined ? [] : [[id, found]];
        }),
      ),
    },
    generatedAt,
    numbers: scanMeta,
    verifiedAt,
  };
}
