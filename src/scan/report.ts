/** What a ledger makes of a report. Pure. */

import { aggregateOf } from '../engine/folding/aggregate.js';
import { firstRecentDay, holdersUntil, recentOf, viewOf } from '../engine/folding/history-view.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import { toAchievementsError } from '../errors.js';
import type { Ledger } from './ledger.js';
import type { ScanReport } from './order.js';
import type { ScanOutcome } from './scan.js';

/** @param now Unix seconds */
export function countsOf(
  ledger: Ledger,
  localTime: ToLocalTime,
  now: number,
): Pick<ScanReport, 'aggregate' | 'view' | 'checkedAt'> {
  const { checkedAt } = ledger;
  const fold = ledger.fold();
  const today = localTime(now).day;
  const recent = recentOf(ledger.days(firstRecentDay(today)));
  const view = viewOf(fold, recent, holdersUntil(today, ledger.blocks()));
  return { aggregate: aggregateOf(fold), view, checkedAt };
}

/** As if all that is known had been found again: without a look at the history. */
export function outcomeUnseen(ledger: Ledger, identity: string): ScanOutcome {
  let sessions = 0;
  for (const { entries } of ledger.blocks()) sessions += entries.length;
  return {
    ...{ identity, driver: undefined, notice: null, mark: undefined, changed: true },
    ...{ mode: 'incremental', sessions, rescanned: 0, reused: sessions, messagesScanned: 0 },
  };
}

/** Why the checkpoint could not be saved, for a report. */
export function problemOf(error: unknown): ScanReport['problem'] {
  const { code, message, cause } = toAchievementsError(
    error,
    'ERR_ACHIEVEMENTS_STATE',
    'The checkpoint could not be saved. The log of the server says more.',
  );
  return { code, message, cause: String(cause) };
}
