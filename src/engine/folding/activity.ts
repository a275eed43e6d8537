/** What happened day by day, as it goes over the wire. Pure. */

import type { DayNumbers, HistoryView, Holder } from '../../types.js';
import { isoDate } from './calendar.js';
import { dateBy, type ToLocalTime } from './local-time.js';
import type { MetricId } from './metrics.js';

/** A local day. */
export interface ActivityDay {
  /** Such as `2026-11-25`. */
  readonly date: string;
  /** Whether anything happened. */
  readonly active: boolean;
  /** Those that started. */
  readonly sessions: number;
  /** These three by the time of the messages: a chat lives for weeks. */
  readonly messages: number;
  readonly tool_calls: number;
  readonly errors: number;
  /** Those that started between 23:00 and 06:00. */
  readonly night_sessions: number;
}

export interface Activity {
  /** Ascending, without gaps, up to today. */
  readonly days: readonly ActivityDay[];
  /** Active days of the whole history, up to today. */
  readonly run: {
    /** In a row, up to today or, since today is not over, up to yesterday. */
    readonly current: number;
    /** The most that ever were in a row. */
    readonly longest: number;
    /** Of the last 21 days, today included. */
    readonly of_last_21: number;
  };
  /** Of the whole history, up to today; null where there is none. A session whose start is damaged is of no day. */
  readonly records: {
    readonly busiest_day: { readonly date: string; readonly messages: number } | null;
    readonly longest_session: SessionRecordOf<'messages'> | null;
    readonly most_tools: SessionRecordOf<'tools'> | null;
  };
}

type SessionRecordOf<What extends string> = {
  readonly date: string | null;
  readonly session_id: string;
  /** The name of the home that it lies in, where there are several. */
  readonly home?: string;
} & Readonly<Record<What, number>>;

/** How many days can be asked for: a hundred years. */
export const MOST_DAYS = 36_500;
/** As many as fill the 53 weeks of a calendar of squares. */
export const USUAL_DAYS = 371;
/** Three weeks: what a habit is said to take. */
const HABIT_DAYS = 21;
const NO_NUMBERS: DayNumbers = [0, 0, 0, 0, 0];
/** Times outside of these are damage, Unix seconds. */
const LATEST_SECONDS = 4.2e9;

/**
 * @param today number of the local day since 1970
 * @param length how many days to list
 */
export function activityOf(
  { days, longest, mostTools }: HistoryView<MetricId>,
  today: number,
  length: number,
  localTime: ToLocalTime,
): Activity {
  const numbersOf = (day: number) => days[day] ?? NO_NUMBERS;
  const active = Object.keys(days)
    .map(Number)
    .filter((day) => day <= today && isActive(numbersOf(day)))
    .sort((a, b) => a - b);
  const dateOf = ({ start }: Holder) => startDate(start, localTime);
  return {
    days: Array.from({ length }, (_, place) => {
      const day = today - length + 1 + place;
      return dayOf(day, numbersOf(day));
    }),
    run: {
      ...runsOf(active, today),
      of_last_21: active.filter((day) => day > today - HABIT_DAYS).length,
    },
    records: {
      busiest_day: busiest(active, numbersOf),
      longest_session: longest && {
        date: dateOf(longest),
        messages: longest.value,
        session_id: longest.id,
        ...homeOf(longest),
      },
      most_tools: mostTools && {
        date: dateOf(mostTools),
        tools: mostTools.value,
        session_id: mostTools.id,
        ...homeOf(mostTools),
      },
    },
  };
}

function dayOf(day: number, numbers: DayNumbers): ActivityDay {
  const [sessions, night_sessions, messages, tool_calls, errors] = numbers;
  return {
    date: isoDate(day),
    active: isActive(numbers),
    sessions,
    messages,
    tool_calls,
    errors,
    night_sessions,
  };
}

function isActive([sessions, , messages]: DayNumbers): boolean {
  return sessions > 0 || messages > 0;
}

/** @param active ascending */
function runsOf(
  active: readonly number[],
  today: number,
): { readonly current: number; readonly longest: number } {
  let [run, longest, last] = [0, 0, Number.NaN];
  for (const day of active) {
    run = day === last + 1 ? run + 1 : 1;
    longest = Math.max(longest, run);
    last = day;
  }
  return { current: last >= today - 1 ? run : 0, longest };
}

/** The first one with the most messages. */
function busiest(
  active: readonly number[],
  numbersOf: (day: number) => DayNumbers,
): Activity['records']['busiest_day'] {
  let [found, most] = [0, 0];
  for (const day of active) {
    const [, , messages] = numbersOf(day);
    if (messages > most) [found, most] = [day, messages];
  }
  return most === 0 ? null : { date: isoDate(found), messages: most };
}

function homeOf({ home }: Holder): { readonly home?: string } {
  return home === undefined ? {} : { home };
}

function startDate(start: Holder['start'], localTime: ToLocalTime): string | null {
  const isSane = typeof start === 'number' && start >= 0 && start <= LATEST_SECONDS;
  return isSane ? dateBy(localTime)(start) : null;
}
