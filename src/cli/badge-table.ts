import { reachedAt } from '../engine/badges/tiers.js';
import { bar, paceOf, standingOf } from '../engine/export/progress.js';
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
    spare: 3,
    cell: ({ state, progress_pct }) => (state === 'secret' ? '' : bar(progress_pct, BAR)),
  },
  { title: 'TO GO', cell: (badge) => ({ text: standingOf(badge).detail, style: 'dim' }) },
  { title: 'PACE', spare: 2, cell: (badge) => ({ text: paceOf(badge), style: 'dim' }) },
  { title: 'CATEGORY', spare: 5, cell: ({ category }) => category },
  { title: 'REACHED', spare: 1, cell: (badge) => dateOf(badge.unlocked ? reachedAt(badge) : undefined) },
  { title: 'UNLOCKED', spare: 4, cell: ({ unlocked_at }) => dateOf(unlocked_at) },
];

/** @param width as in `table` */
export function badgeTable(badges: readonly Achievement[], paint: Paint, width: number | undefined): string {
  return table(COLUMNS, badges, paint, width);
}

function tier(badge: Achievement): Cell {
  const { label } = standingOf(badge);
  return { text: label, style: badge.tier ?? (badge.unlocked ? 'green' : 'dim') };
}

function dateOf(seconds: number | undefined): string {
  return seconds === undefined ? '' : utcDate(seconds);
}
