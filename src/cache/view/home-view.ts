/** One home of several, as it is shown. Pure. */

import { reachedBy } from '../../engine/badges/dating.js';
import { settle } from '../../engine/badges/snapshot.js';
import type { Crossing } from '../../engine/folding/crossings.js';
import type { ToLocalTime } from '../../engine/folding/local-time.js';
import { eachMetric, isMetricId, METRIC_IDS } from '../../engine/folding/metrics.js';
import type { Payload } from '../../payload.js';
import type { HomeAlone } from '../../state/cabinet/alone.js';
import type { Unlocks } from '../../types.js';
import type { Untitled } from './home-names.js';
import { isFinished, type Snapshot, soFar } from './snapshot.js';
import { uncountedHome } from './uncounted.js';
import { makeView, type View } from './view.js';

/**
 * By its live counts; nothing is unlocked in it but what these reach, dated by its own sessions.
 * @param whole of all homes
 * @param alone undefined: nothing is known of it
 */
export function viewOfHome(
  name: string,
  whole: Payload,
  alone: HomeAlone | undefined,
  localTime: ToLocalTime,
  untitled: Untitled,
): View {
  const { homes = [], scan_meta, is_stale, error } = whole;
  const home = homes.find((one) => one.name === name);
  const { status, ...numbers } = scan_meta;
  const generatedAt = home === undefined ? whole.generated_at : (home.generated_at ?? 0);
  const snapshot = snapshotOfHome(name, alone, numbers, generatedAt * 1000);
  const view = makeView({
    snapshot,
    unlocks: alone === undefined ? new Map() : unlocksOf(name, snapshot, alone),
    error: home?.error ?? error,
    stale: home?.is_stale ?? is_stale,
    status,
    localTime,
    timeZone: whole.time_zone,
    untitled,
    isOnly: homes.length === 0,
  });
  return {
    ...view,
    payload: { ...view.payload, ...(homes.length > 0 && { homes }), home: name },
    ...(alone === undefined && { uncounted: uncountedHome(home?.error ?? error) }),
  };
}

function snapshotOfHome(
  name: string,
  alone: HomeAlone | undefined,
  numbers: Snapshot['numbers'],
  verifiedAt: number,
): Snapshot {
  if (alone === undefined) {
    const nothing = soFar(undefined, verifiedAt);
    return isFinished(numbers) ? nothing : { ...nothing, numbers: { ...numbers, mode: waiting(numbers) } };
  }
  const { aggregate, view, notice, sessions } = alone;
  const evidence = METRIC_IDS.flatMap((id) => {
    const proof = aggregate.evidence[id];
    return proof === undefined ? [] : [[id, { ...proof, home: name }] as const];
  });
  return {
    aggregate: {
      values: eachMetric((_, id) => aggregate.values[id] ?? 0),
      evidence: Object.fromEntries(evidence),
    },
    view: {
      ...view,
      longest: view.longest && { ...view.longest, home: name },
      mostTools: view.mostTools && { ...view.mostTools, home: name },
    },
    notice,
    numbers: {
      ...numbers,
      sessions_total: sessions,
      sessions_rescanned: 0,
      sessions_reused: sessions,
      sessions_scanned_so_far: sessions,
      sessions_expected_total: sessions,
      messages_scanned: 0,
    },
    verifiedAt,
  };
}

/** Of what is counted so far nobody knows yet which home it is of. */
function waiting({ mode }: Snapshot['numbers']): Snapshot['numbers']['mode'] {
  return mode === 'in_progress' ? 'pending' : mode;
}

function unlocksOf(home: string, { aggregate }: Snapshot, { crossings, countedAt: now }: HomeAlone): Unlocks {
  const found = crossings.flatMap((crossing): Crossing[] =>
    isMetricId(crossing.metric) ? [{ ...crossing, metric: crossing.metric, home }] : [],
  );
  return settle(aggregate, new Map(), { now, first: true, reachedBy: reachedBy(found) }).unlocks;
}
