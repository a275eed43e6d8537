import { type Selection, select } from '../engine/badges/selection.js';
import { badgeTable } from './badge-table.js';
import type { Console } from './console.js';
import type { ExitCode } from './exit.js';
import type { HomeFlags } from './home.js';
import { refreshed, withSession } from './session.js';
import { isEmpty, peeked, sayTrouble } from './trouble.js';

export interface ListFlags extends HomeFlags {
  readonly state?: NonNullable<Selection['state']>;
  readonly category?: string;
  readonly tier?: NonNullable<Selection['tier']>;
  readonly query?: string;
  readonly sortBy?: NonNullable<Selection['sortBy']>;
  readonly order?: NonNullable<Selection['order']>;
  readonly limit?: number;
  readonly cached?: boolean;
  readonly json?: boolean;
}

/** The badges as they are now, after a refresh; with `cached` as they were last counted. */
export function list(flags: ListFlags, console: Console): Promise<ExitCode> {
  return withSession(flags, console, async (session) => {
    const view = flags.cached ? await peeked(session) : await refreshed(session);
    const { achievements, matched } = select(view.payload.achievements, selectionOf(flags));
    const { out, err } = console;
    if (flags.json) {
      const counted = isSelective(flags) ? { filtered_count: matched } : {};
      out.say(JSON.stringify({ ...view.payload, achievements, ...counted }, null, 2));
    } else if (!isEmpty(view)) {
      if (achievements.length > 0) out.say(badgeTable(achievements, view.dateOf, out.paint, out.width));
      const { unlocked_count, total_count } = view.payload;
      const shown = `${achievements.length} of ${total_count} badges shown, ${unlocked_count} of ${total_count} unlocked.`;
      err.say(err.paint('dim', shown));
    }
    return sayTrouble(view, session);
  });
}

function selectionOf({ state, category, tier, query, sortBy, order, limit }: ListFlags): Selection {
  return { state, category, tier, q: query, sortBy, order, limit };
}

function isSelective(flags: ListFlags): boolean {
  return Object.values(selectionOf(flags)).some((value) => value !== undefined);
}
