import type { View } from '../cache/view/view.js';
import type { HistoryItem } from '../engine/badges/history.js';
import { grouped } from '../engine/badges/plain-text.js';
import { summarize } from '../engine/badges/summary.js';
import type { DateOf } from '../engine/folding/local-time.js';
import type { Payload } from '../payload.js';
import type { Console, Screen } from './console.js';
import type { ExitCode } from './exit.js';
import type { HomeFlags } from './home.js';
import { newsSince } from './news.js';
import { refreshed, withSession } from './session.js';
import { summaryTable } from './summary-table.js';
import { isEmpty, sayTrouble } from './trouble.js';

const MOST_LAST = 3;

export interface ScanFlags extends HomeFlags {
  readonly full?: boolean;
  readonly json?: boolean;
}

/** Counts what is new, or everything, and says what came of it. */
export function scan(flags: ScanFlags, console: Console): Promise<ExitCode> {
  return withSession(flags, console, async (session) => {
    const before = await session.service.peek();
    const view = await refreshed(session, flags.full);
    if (flags.json) console.out.say(JSON.stringify({ ...view.payload, aggregate: view.aggregate }, null, 2));
    else if (!isEmpty(view)) show(before, view, console.out);
    return sayTrouble(view, session);
  });
}

function show(before: View | undefined, after: View, out: Screen): void {
  const { payload, aggregate, history, latest, dateOf } = after;
  out.say(payload.is_stale ? 'Nothing could be counted. What was known before:' : scanLine(payload));
  for (const item of newsSince(before, after)) out.say(newsLine(item, dateOf, out));
  out.say(`${countLine(payload)}\n`);
  out.say(summaryTable(summarize(payload.achievements, aggregate, latest[0]), out.paint, out.width));
  // Of a first scan all is new: what came last stands for it.
  if (before !== undefined || history.length === 0) return;
  out.say(`\n${out.paint('dim', 'REACHED LAST')}`);
  for (const item of history.slice(0, MOST_LAST)) out.say(newsLine(item, dateOf, out));
}

function scanLine({ scan_meta: { sessions_rescanned, sessions_total, duration_ms } }: Payload): string {
  const all = grouped(sessions_total);
  if (sessions_rescanned === 0) return `Nothing new in ${all} sessions.`;
  const time = `in ${(duration_ms / 1000).toFixed(1)} s`;
  if (sessions_rescanned === sessions_total) return `Counted all ${all} sessions ${time}.`;
  return `Counted ${grouped(sessions_rescanned)} of ${all} sessions ${time}; the others have not changed.`;
}

function newsLine(
  { name, tier, previous_tier, reached_at }: HistoryItem,
  dateOf: DateOf,
  { paint }: Screen,
): string {
  const step = [previous_tier, tier].flatMap((each) => (each === null ? [] : paint(each, each))).join(' → ');
  const what = paint('green', previous_tier === null ? 'Unlocked:' : 'Climbed:');
  return `${what} ${name}${step === '' ? '' : ` (${step})`}, ${dateOf(reached_at)}`;
}

/** The headline: how many of each state. */
function countLine({ unlocked_count, discovered_count, secret_count, total_count }: Payload): string {
  const counts = [`${unlocked_count} of ${total_count} unlocked`, `${discovered_count} on the way`];
  if (secret_count > 0) counts.push(`${secret_count} still secret`);
  return counts.join(' · ');
}
