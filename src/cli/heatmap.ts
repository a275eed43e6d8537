/** A calendar of squares, a column for each week: shades where there are no colours, fewer weeks where there is less room. Pure. */

import type { ActivityDay } from '../engine/folding/activity.js';
import type { Paint } from './paint.js';

/** A quarter of the active days each, so that one busy day does not make all others pale. */
const SHADES = ['░', '▒', '▓', '█'] as const;
const NOTHING = '·';
/** Where nothing is known: before the first day, and after today. */
const NO_DAY = ' ';

const WEEK = 7;
const ROWS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
/** Before the squares of a row. */
const LABEL = 5;
/** Of a week: its square and a blank. */
const COLUMN = 2;
const WIDTH_WITHOUT_TERMINAL = 120;

/**
 * @param days ascending, without gaps
 * @param lastWeekday of the last day, 0 is Sunday
 * @param width of the terminal, in characters; undefined where there is none
 */
export function heatmap(
  days: readonly ActivityDay[],
  lastWeekday: number,
  paint: Paint,
  width = WIDTH_WITHOUT_TERMINAL,
): string {
  const weeks = weeksOf(days, lastWeekday).slice(-weeksThatFit(width));
  const shadeOf = shadesOf(weeks.flat().flatMap((day) => (day?.active ? [day.messages] : [])));
  const rows = ROWS.map((name, weekday) => {
    const squares = weeks.map((week) => square(week[weekday], shadeOf, paint));
    // As on a wall calendar: every other name is enough.
    const label = weekday % 2 === 1 ? paint('dim', name) : ' '.repeat(name.length);
    return `${label}  ${squares.join(' ')}`.trimEnd();
  });
  return [paint('dim', `${' '.repeat(LABEL)}${monthLine(weeks)}`.trimEnd()), ...rows].join('\n');
}

/** How many days there is room for, with the last one; the arguments are those of `heatmap`. */
export function daysThatFit(lastWeekday: number, width = WIDTH_WITHOUT_TERMINAL): number {
  return (weeksThatFit(width) - 1) * WEEK + lastWeekday + 1;
}

function weeksThatFit(width: number): number {
  return Math.max(1, Math.floor((width - LABEL) / COLUMN));
}

type Week = readonly (ActivityDay | undefined)[];

/** Whole weeks from Sunday on; what is missing of the first and the last one is undefined. */
function weeksOf(days: readonly ActivityDay[], lastWeekday: number): readonly Week[] {
  const end = days.length + (WEEK - 1 - lastWeekday);
  const weeks: Week[] = [];
  for (let start = end - Math.ceil(end / WEEK) * WEEK; start < end; start += WEEK)
    weeks.push(Array.from({ length: WEEK }, (_, weekday) => days[start + weekday]));
  return weeks;
}

type ShadeOf = (messages: number) => string;

function shadesOf(messages: readonly number[]): ShadeOf {
  const sorted = messages.toSorted((a, b) => a - b);
  const bounds = SHADES.slice(1).map(
    (_, place) => sorted[Math.ceil(((place + 1) / SHADES.length) * sorted.length) - 1] ?? 0,
  );
  return (count) => SHADES[bounds.filter((bound) => count > bound).length] ?? SHADES[0];
}

function square(day: ActivityDay | undefined, shadeOf: ShadeOf, paint: Paint): string {
  if (day === undefined) return NO_DAY;
  return day.active ? paint('green', shadeOf(day.messages)) : paint('dim', NOTHING);
}

/** The name of a month above the week with its first day, where the one before leaves room for it. */
function monthLine(weeks: readonly Week[]): string {
  let line = '';
  weeks.forEach((week, place) => {
    const first = week.find((day) => day?.date.endsWith('-01'));
    if (first !== undefined && line.length <= place * COLUMN)
      line = `${line.padEnd(place * COLUMN)}${MONTHS[Number(first.date.slice(5, 7)) - 1]} `;
  });
  return line.trimEnd();
}
