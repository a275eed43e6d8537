import { bar, standingOf } from '../engine/export/progress.js';
import { utcDate } from '../engine/export/utc-date.js';
import type { Achievement } from '../types.js';
import type { Paint } from './paint.js';
import { type Cell, type Column, table } from './table.js';

const BAR = 10;

const COLUMNS: readonly Column<Achievement>[] = [
  { title: 'BADGE', cell: ({ name, unlocked }) => ({ text: name, style: unlocked ? 'bold' : 'dim' }) },
  { title: 'TIER', cell: tier },
  {
    title: 'PROGRESS',
    spare: 1,
    cell: ({ state, progress_pct }) => (state === 'secret' ? '' : bar(progress_pct, BAR)),
  },
  { title: 'TO GO', cell: (badge) => ({ text: standingOf(badge).detail, style: 'dim' }) },
  { title: 'CATEGORY', spare: 3, cell: ({ category }) => category },
  {
    title: 'UNLOCKED',
    spare: 2,
    cell: ({ unlocked_at }) => (unlocked_at === undefined ? '' : utcDate(unlocked_at)),
  },
];

/** @param width as in `table` */
export function badgeTable(badges: readonly Achievement[], paint: Paint, width: number | undefined): string {
  return table(COLUMNS, badges, paint, width);
}

function tier(badge: Achievement): Cell {
  const { label } = standingOf(badge);
  return { text: label, style: badge.tier ?? (badge.unlocked ? 'green' : 'dim') };
}
