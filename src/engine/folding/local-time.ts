/** Where in the week an instant falls. */
export interface LocalTime {
  /** 0 = Sunday … 6 = Saturday. */
  readonly weekday: number;
  /** 0–23. */
  readonly hour: number;
}

/** Tells the local time of an instant, given in Unix seconds. Handed in, so that counting depends on no machine. */
export type ToLocalTime = (unixSeconds: number) => LocalTime;

/** Local time in the time zone of this machine. */
export const machineLocalTime: ToLocalTime = (unixSeconds) => {
  const date = new Date(wholeSeconds(unixSeconds) * 1000);
  return { weekday: date.getDay(), hour: date.getHours() };
};

// Time stamps are rounded to microseconds before the second is taken: 05:59:59.9999997 counts as 06:00:00.
function wholeSeconds(unixSeconds: number): number {
  const seconds = Math.floor(unixSeconds);
  return seconds + Math.floor(Math.round((unixSeconds - seconds) * 1e6) / 1e6);
}

/** Saturday or Sunday. */
export function isWeekend({ weekday }: LocalTime): boolean {
  return weekday === 0 || weekday === 6;
}

/** Before 06:00, or from 23:00 on. */
export function isNight({ hour }: LocalTime): boolean {
  return hour < 6 || hour >= 23;
}
