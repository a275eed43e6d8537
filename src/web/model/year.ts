import type { ActivityDay } from '../client/types.js';

/** How dark a day is: 0 for one without anything, to 4. */
export type Level = 0 | 1 | 2 | 3 | 4;

export interface Cell extends ActivityDay {
  readonly level: Level;
  /** 0 for Monday to 6. */
  readonly weekday: number;
  /** From 0, the oldest. */
  readonly week: number;
}

/** A month with its days that had something, latest first. */
export interface Month {
  /** Such as `2026-11`. */
  readonly key: string;
  readonly messages: number;
  readonly active: readonly ActivityDay[];
}

const DAY_MS = 86_400_000;
const WEEK = 7;
const LEAST_WEEKS = 3;
const QUARTERS: readonly Level[] = [1, 2, 3, 4];

/** Unix seconds of noon UTC on a date such as `2026-11-25`; to be written in UTC. */
export function noonOf(date: string): number {
  return Date.parse(`${date}T12:00:00Z`) / 1000;
}

/**
 * The days in columns of weeks. How dark one is, the other days decide: each quarter of the amounts that there are has a
 * level, however often one of them comes.
 */
export function cellsOf(days: readonly ActivityDay[]): readonly Cell[] {
  const active = days.filter((day) => day.active);
  const amounts = [...new Set(active.map(amountOf))].sort((a, b) => a - b);
  const bounds = QUARTERS.slice(0, -1).map((level) => amounts[Math.floor((amounts.length * level) / 4)] ?? 0);
  const [first] = days;
  const offset = first === undefined ? 0 : weekdayOf(first.date);
  return days.map((day, index) => ({
    ...day,
    level: levelOf(day, bounds),
    weekday: (offset + index) % WEEK,
    week: Math.floor((offset + index) / WEEK),
  }));
}

function levelOf(day: ActivityDay, bounds: readonly number[]): Level {
  if (!day.active) return 0;
  const above = bounds.filter((bound) => amountOf(day) >= bound && bound > 0).length;
  return QUARTERS[Math.min(above, QUARTERS.length - 1)] ?? 1;
}

function amountOf({ messages, sessions }: ActivityDay): number {
  return Math.max(messages, sessions);
}

/**
 * A date of each month, in the first week that begins in it; undefined in all other weeks. A month of which too little is
 * left has none: the name of the next would lie over its own.
 */
export function monthsByWeek(days: readonly ActivityDay[]): readonly (string | undefined)[] {
  const starts = cellsOf(days).filter(({ weekday }, index) => weekday === 0 || index === 0);
  const dates = starts.map(({ date }, week) =>
    starts[week - 1]?.date.slice(0, 7) === date.slice(0, 7) ? undefined : date,
  );
  return dates.map((date, week) =>
    dates.slice(week + 1, week + LEAST_WEEKS).some(Boolean) ? undefined : date,
  );
}

/** The months of these days, the latest first. */
export function monthsOf(days: readonly ActivityDay[]): readonly Month[] {
  const months = new Map<string, ActivityDay[]>();
  for (const day of days.toReversed()) {
    const key = day.date.slice(0, 7);
    months.set(key, [...(months.get(key) ?? []), day]);
  }
  return [...months].map(([key, all]) => {
    const active = all.filter((day) => day.active);
    return { key, active, messages: active.reduce((sum, { messages }) => sum + messages, 0) };
  });
}

/** 0 for Monday. */
function weekdayOf(date: string): number {
  return (Math.floor(Date.parse(date) / DAY_MS) + 3) % WEEK;
}
