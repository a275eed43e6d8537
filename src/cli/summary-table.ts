import { grouped } from '../engine/badges/plain-text.js';
import type { CategorySummary, NearBadge, Summary } from '../engine/badges/summary.js';
import { bar, etaOf } from '../engine/export/progress.js';
import type { Paint } from './paint.js';
import { type Column, table } from './table.js';

const BAR = 20;
const MOST_NEAR = 3;

const COLUMNS: readonly Column<CategorySummary>[] = [
  { title: 'CATEGORY', cell: ({ category }) => category },
  {
    title: 'UNLOCKED',
    align: 'right',
    cell: ({ unlocked_count, total_count }) => `${unlocked_count} of ${total_count}`,
  },
  {
    title: 'MASTERY',
    cell: ({ mastery_pct }) => ({
      text: `${bar(mastery_pct, BAR)} ${String(mastery_pct).padStart(3)}%`,
      style: mastery_pct === 100 ? 'green' : 'yellow',
    }),
  },
];

/** A table by category, and below it what is within reach. @param width as in `table` */
export function summaryTable(summary: Summary, paint: Paint, width: number | undefined): string {
  const near = summary.nearest_to_unlock.slice(0, MOST_NEAR).map(nearLine);
  return [
    table(COLUMNS, summary.categories, paint, width),
    ...(near.length === 0 ? [] : ['', paint('dim', 'WITHIN REACH'), ...near]),
  ].join('\n');
}

/** How far it is, and how long it takes at its pace. */
export function nearLine({ name, progress, next_threshold, next_tier, eta_days }: NearBadge): string {
  if (next_tier === null) return `${name}: ${progress}% of the way`;
  const toGo = `${name}: ${grouped(progress)} of ${grouped(next_threshold)} to ${next_tier}`;
  return eta_days === null ? toGo : `${toGo}, about ${etaOf(eta_days)} to go`;
}
