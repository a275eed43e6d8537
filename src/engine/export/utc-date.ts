import { DAY_SECONDS, isoDate } from '../folding/calendar.js';

/** The day of an instant in UTC, such as `2026-11-25`. @param unixSeconds from 0 to the end of the year 9999 */
export function utcDate(unixSeconds: number): string {
  return isoDate(Math.floor(unixSeconds / DAY_SECONDS));
}
