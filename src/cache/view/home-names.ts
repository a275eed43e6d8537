/** What is told of the home of a session, and what of a home is told nobody. Pure. */

import type { HistoryItem, Latest } from '../../engine/badges/history.js';
import type { Activity } from '../../engine/folding/activity.js';
import { METRIC_IDS } from '../../engine/folding/metrics.js';
import type { ScanReport } from '../../scan/job.js';
import { NO_TITLE } from '../../state/unlock.js';
import type { UnlockState } from '../../state/unlocks.js';
import type { Achievement } from '../../types.js';

/** Names of homes whose titles are told nobody. */
export type Untitled = ReadonlySet<string>;

/** The badge, without the title of a session in one of these homes. */
export function withoutTitle(badge: Achievement, untitled: Untitled): Achievement {
  const { evidence } = badge;
  return evidence ? { ...badge, evidence: untold(evidence, untitled) } : badge;
}

/** What a scan has found, without them: what is kept of it may outlive the home in the list. */
export function withoutTitles<Found extends Pick<ScanReport, 'aggregate' | 'view'>>(
  found: Found,
  untitled: Untitled,
): Found {
  if (untitled.size === 0) return found;
  const { aggregate, view } = found;
  const evidence = METRIC_IDS.flatMap((metric) => {
    const proof = aggregate.evidence[metric];
    return proof === undefined ? [] : [[metric, untold(proof, untitled)] as const];
  });
  const [longest, mostTools] = [view.longest, view.mostTools].map((one) => one && untold(one, untitled));
  return {
    ...found,
    aggregate: { ...aggregate, evidence: Object.fromEntries(evidence) },
    view: { ...view, longest: longest ?? null, mostTools: mostTools ?? null },
  };
}

/** What was unlocked, without them: they may be told no more, whenever that was said. The very state when there are none. */
export function unlocksWithoutTitles(state: UnlockState, untitled: Untitled): UnlockState {
  const unlocks = new Map(state.unlocks);
  let isOther = false;
  for (const [id, unlock] of state.unlocks) {
    const { evidence } = unlock;
    if (evidence === null || evidence.title === NO_TITLE || !isUntitled(evidence, untitled)) continue;
    unlocks.set(id, { ...unlock, evidence: { ...evidence, title: NO_TITLE } });
    isOther = true;
  }
  return isOther ? { ...state, unlocks } : state;
}

function untold<T extends { readonly title: string; readonly home?: string }>(
  told: T,
  untitled: Untitled,
): T {
  return isUntitled(told, untitled) ? { ...told, title: NO_TITLE } : told;
}

/** What was kept when nobody said which home it was of may be of any. */
function isUntitled({ home }: { readonly home?: string | undefined }, untitled: Untitled): boolean {
  return untitled.size > 0 && (home === undefined || untitled.has(home));
}

/** The badge, where there is one home: nobody needs to be told which. */
export function badgeWithoutHome(badge: Achievement): Achievement {
  const { home: _, evidence, tiers, ...rest } = badge;
  return {
    ...rest,
    ...(tiers && { tiers: tiers.map(nameless) }),
    ...(evidence !== undefined && { evidence: evidence && nameless(evidence) }),
  };
}

export function itemWithoutHome(item: HistoryItem): HistoryItem {
  return item.session === undefined ? item : { ...item, session: nameless(item.session) };
}

export function latestWithoutHome({ item, at }: Latest): Latest {
  return { item: itemWithoutHome(item), at };
}

export function activityWithoutHome(activity: Activity): Activity {
  const { longest_session, most_tools } = activity.records;
  const records = {
    ...activity.records,
    longest_session: longest_session && nameless(longest_session),
    most_tools: most_tools && nameless(most_tools),
  };
  return { ...activity, records };
}

function nameless<T extends { readonly home?: string }>({ home: _, ...rest }: T): Omit<T, 'home'> {
  return rest;
}
