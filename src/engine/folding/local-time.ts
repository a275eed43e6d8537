import { DAY_SECONDS, isoDate, weekdayOf } from './calendar.js';

/** Where in the calendar and the week an instant falls. */
export interface LocalTime {
  /** Days since 1970-01-01, of the local calendar; `isoDate` writes it. */
  readonly day: number;
  /** 0 = Sunday … 6 = Saturday. */
  readonly weekday: number;
  /** 0–23. */
  readonly hour: number;
}

/** Tells the local time of an instant, given in Unix seconds. Handed in, so that counting depends on no machine. */
export type ToLocalTime = (unixSeconds: number) => LocalTime;

/** Writes the local day of an instant, given in Unix seconds, such as `2026-11-25`. */
export type DateOf = (unixSeconds: number) => string;

/** How far local time is ahead of UTC at an instant: both in whole seconds, east is positive. */
export type OffsetAt = (unixSeconds: number) => number;

/** Local time where clocks are set as `offsetAt` tells. */
export function localTimeBy(offsetAt: OffsetAt): ToLocalTime {
  return (unixSeconds) => {
    const seconds = wholeSeconds(unixSeconds);
    const local = seconds + offsetAt(seconds);
    const day = Math.floor(local / DAY_SECONDS);
    return { day, weekday: weekdayOf(day), hour: Math.floor((local - day * DAY_SECONDS) / 3_600) };
  };
}

/** Days as people read them, by the same clocks as nights and weekends: one instant has one date wherever it is told. */
export function dateBy(localTime: ToLocalTime): DateOf {
  return (unixSeconds) => isoDate(localTime(unixSeconds).day);
}

// Time stamps are rounded to microseconds before the second is taken: 05:59:59.9999997 counts as 06:00:00.
function wholeSeconds(unixSeconds: number): number {
  const seconds = Math.floor(unixSeconds);
  return seconds + Math.floor(Math.round((unixSeconds - seconds) * 1e6) / 1e6);
}

/** Saturday or Sunday. */
export function isWeekend({ weekday }: Pick<LocalTime, 'weekday'>): boolean {
  return weekday === 0 || weekday === 6;
}

/** Before 06:00, or from 23:00 on. */
export function isNight({ hour }: Pick<LocalTime, 'hour'>): boolean {
  return hour < 6 || hour >= 23;
}
