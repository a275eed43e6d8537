import type { View } from '../cache/view.js';
import { grouped } from '../engine/badges/plain-text.js';
import { summarize } from '../engine/badges/summary.js';
import type { Payload } from '../payload.js';
import type { Achievement } from '../types.js';
import type { Console, Screen } from './console.js';
import type { ExitCode } from './exit.js';
import type { HomeFlags } from './home.js';
import { newsSince } from './news.js';
import { refreshed, withSession } from './session.js';
import { summaryTable } from './summary-table.js';
import { isEmpty, sayTrouble } from './trouble.js';

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

function show(before: View | undefined, { payload, aggregate, latest }: View, out: Screen): void {
  out.say(payload.is_stale ? 'Nothing could be counted. What was known before:' : scanLine(payload));
  // Of a first scan all is new.
  const news = before === undefined ? [] : newsSince(before.payload.achievements, payload.achievements);
  for (const badge of news) out.say(newsLine(badge, out));
  out.say(`${countLine(payload)}\n`);
  out.say(summaryTable(summarize(payload.achievements, aggregate, latest[0]), out.paint, out.width));
}

function scanLine({ scan_meta: { sessions_rescanned, sessions_total, duration_ms } }: Payload): string {
  const all = grouped(sessions_total);
  if (sessions_rescanned === 0) return `Nothing new in ${all} sessions.`;
  const time = `in ${(duration_ms / 1000).toFixed(1)} s`;
  if (sessions_rescanned === sessions_total) return `Counted all ${all} sessions ${time}.`;
  return `Counted ${grouped(sessions_rescanned)} of ${all} sessions ${time}; the others have not changed.`;
}

function newsLine({ name, tier }: Achievement, { paint }: Screen): string {
  return `${paint('green', 'Unlocked:')} ${name}${tier === null ? '' : ` (${paint(tier, tier)})`}`;
}

/** The headline: how many of each state. */
export function countLine({ unlocked_count, discovered_count, secret_count, total_count }: Payload): string {
  const counts = [`${unlocked_count} of ${total_count} unlocked`, `${discovered_count} on the way`];
  if (secret_count > 0) counts.push(`${secret_count} still secret`);
  return counts.join(' · ');
}
