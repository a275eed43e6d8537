/** What a restart makes of the files. Pure. */
import { eachMetric, METRIC_IDS } from '../engine/metrics.js';
import { rankOf, recordedRank } from '../engine/tiers.js';
import type { StoredSnapshot } from '../state/snapshot-file.js';
import { type UnlockState, withUnlocks } from '../state/unlocks.js';
import type { Unlock, Unlocks } from '../types.js';
import type { Snapshot } from './snapshot.js';

/**
 * The unlocks, with those, and those tiers, that only the snapshot shows: a lost `state.json` is no lost badge, and
 * who wrote it may not know of highest tiers. What a reset has wiped stays away. The very same state when nothing is
 * missing.
 */
export function restoreUnlocks(state: UnlockState, shown: Unlocks): UnlockState {
  const missing = [...shown].filter(
    ([id, unlock]) => unlock.unlocked_at >= (state.resetAt ?? 0) && saysMore(unlock, state.unlocks.get(id)),
  );
  return missing.length === 0 ? state : withUnlocks(state, missing);
}

/** Whether an unlock says more than what is known. */
function saysMore(unlock: Unlock, known: Unlock | undefined): boolean {
  return known === undefined || rankOf(unlock.highest_tier) > recordedRank(known);
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
