import { type HistoryItem, pageOf } from '../engine/badges/history.js';
import { oneLine, shortened } from '../engine/badges/plain-text.js';
import type { DateOf } from '../engine/folding/local-time.js';
import type { Console } from './console.js';
import type { ExitCode } from './exit.js';
import type { HomeFlags } from './home.js';
import { refreshed, withSession } from './session.js';
import { type Column, table } from './table.js';
import { isEmpty, peeked, sayTrouble } from './trouble.js';

export interface HistoryFlags extends HomeFlags {
  readonly limit: number;
  readonly cached?: boolean;
  readonly json?: boolean;
}

/** As long as those that Hermes makes. */
const LONGEST_ID = 32;

function columns(dateOf: DateOf): readonly Column<HistoryItem>[] {
  return [
    { title: 'REACHED', cell: ({ reached_at }) => dateOf(reached_at) },
    { title: 'BADGE', cell: ({ name }) => ({ text: name, style: 'bold' }) },
    { title: 'TIER', cell: ({ tier }) => ({ text: tier ?? 'Feat', style: tier ?? 'green' }) },
    { title: 'FROM', cell: ({ previous_tier }) => ({ text: previous_tier ?? '', style: 'dim' }) },
    { title: 'SEEN', spare: 2, cell: ({ recorded_at }) => ({ text: dateOf(recorded_at), style: 'dim' }) },
    {
      title: 'SESSION',
      spare: 1,
      cell: ({ session }) => ({ text: session?.session_id ?? '', style: 'dim' }),
    },
  ];
}

/** Unlocks and climbs, the latest first. */
export function history(flags: HistoryFlags, console: Console): Promise<ExitCode> {
  return withSession(flags, console, async (session) => {
    const view = flags.cached ? await peeked(session) : await refreshed(session);
    const { out, err } = console;
    const { items } = pageOf(view.history, flags.limit, undefined);
    if (flags.json) out.say(JSON.stringify(items, null, 2));
    else if (!isEmpty(view)) {
      if (items.length > 0) out.say(table(columns(view.dateOf), items.map(printable), out.paint, out.width));
      err.say(err.paint('dim', `${items.length} of ${view.history.length} unlocks and climbs shown.`));
    }
    return sayTrouble(view, session);
  });
}

/** The id of a session is a text of others. */
function printable({ session, ...item }: HistoryItem): HistoryItem {
  return session === undefined
    ? item
    : { ...item, session: { session_id: shortened(oneLine(session.session_id), LONGEST_ID) } };
}
