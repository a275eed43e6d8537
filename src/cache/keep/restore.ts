/** What a restart makes of the files. Pure. */

import { rankOf, recordedRank, TIER_NAMES } from '../../engine/badges/tiers.js';
import { eachMetric, METRIC_IDS } from '../../engine/folding/metrics.js';
import type { StoredSnapshot } from '../../state/snapshot-file.js';
import { recordedAt } from '../../state/unlock.js';
import { type UnlockState, withUnlocks } from '../../state/unlocks.js';
import type { Unlock, Unlocks } from '../../types.js';
import { NOTHING_SEEN, type Snapshot } from '../view/snapshot.js';
import type { Origin } from './to-store.js';

/**
 * The unlocks, with what only the snapshot shows of them: a lost or damaged `state.json` is no lost badge. What a reset
 * has wiped stays away. The very same state when nothing is missing.
 */
export function restoreUnlocks(state: UnlockState, shown: Unlocks): UnlockState {
  const missing: [string, Unlock][] = [];
  for (const [id, unlock] of shown) {
    if (recordedAt(unlock) < (state.resetAt ?? 0)) continue;
    const known = state.unlocks.get(id);
    if (known === undefined || (unlock.recorded_at !== undefined && saysMore(unlock, known)))
      missing.push([id, unlock]);
    else if (saysMore(unlock, known)) {
      const { unlocked_at, highest_tier = null } = unlock;
      missing.push([id, { ...known, unlocked_at, highest_tier }]);
    }
  }
  return missing.length === 0 ? state : withUnlocks(state, missing);
}

function saysMore(shown: Unlock, known: Unlock): boolean {
  return (
    recordedAt(shown) < recordedAt(known) ||
    rankOf(shown.highest_tier) > recordedRank(known) ||
    (shown.reached_at !== undefined && known.reached_at === undefined) ||
    TIER_NAMES.some((tier) => shown.tiers?.[tier] !== undefined && known.tiers?.[tier] === undefined)
  );
}

/**
 * The snapshot; undefined when it was counted by other rules, or from another history. Folding is done anew from what was
 * counted: one of another time zone, or without a metric that there is by now, is outdated, and all that is known until then.
 * @param verifiedAt Unix milliseconds
 * @param isShared what several machines share is shown, whichever version of them has made it
 */
export function restoreSnapshot(
  stored: StoredSnapshot,
  verifiedAt: number,
  { analysisVersion, databasePath, timeZone }: Omit<Origin, 'database'>,
  isShared = false,
): Snapshot | undefined {
  const isOther = stored.analysisVersion !== analysisVersion;
  if (!isShared && (isOther || stored.databasePath !== databasePath)) return undefined;
  const { aggregate, evidence, view, notice, scanMeta, homes } = stored;
  const isWhole = view !== undefined && METRIC_IDS.every((id) => aggregate.has(id));
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
    view: view ?? NOTHING_SEEN,
    notice,
    numbers: scanMeta,
    verifiedAt,
    ...(homes !== undefined && { homes }),
    ...((!isWhole || isOther || stored.timeZone !== timeZone) && { outdated: true }),
  };
}
