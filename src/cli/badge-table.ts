import { reachedAt } from '../engine/badges/tiers.js';
import { bar, paceOf, standingOf } from '../engine/export/progress.js';
import type { DateOf } from '../engine/folding/local-time.js';
import type { Achievement } from '../types.js';
import type { Paint } from './paint.js';
import { type Cell, type Column, table } from './table.js';

const BAR = 10;

/** @param width as in `table` */
export function badgeTable(
  badges: readonly Achievement[],
  dateOf: DateOf,
  paint: Paint,
  width: number | undefined,
): string {
  return table(columns(dateOf), badges, paint, width);
}

function columns(dateOf: DateOf): readonly Column<Achievement>[] {
  const date = (seconds: number | undefined) => (seconds === undefined ? '' : dateOf(seconds));
  return [
    { title: 'BADGE', cell: ({ name, unlocked }) => ({ text: name, style: unlocked ? 'bold' : 'dim' }) },
    { title: 'TIER', cell: tier },
    {
      title: 'PROGRESS',
      spare: 3,
      cell: ({ state, progress_pct }) => (state === 'secret' ? '' : bar(progress_pct, BAR)),
    },
    { title: 'TO GO', cell: (badge) => ({ text: standingOf(badge).detail, style: 'dim' }) },
    { title: 'PACE', spare: 2, cell: (badge) => ({ text: paceOf(badge), style: 'dim' }) },
    { title: 'CATEGORY', spare: 5, cell: ({ category }) => category },
    { title: 'REACHED', spare: 1, cell: (badge) => date(badge.unlocked ? reachedAt(badge) : undefined) },
    { title: 'UNLOCKED', spare: 4, cell: ({ unlocked_at }) => date(unlocked_at) },
  ];
}

function tier(badge: Achievement): Cell {
  const { label } = standingOf(badge);
  return { text: label, style: badge.tier ?? (badge.unlocked ? 'green' : 'dim') };
}
