/** Numbers and times as the browser's locale writes them. */

const numbers = new Intl.NumberFormat();
const percents = new Intl.NumberFormat(undefined, { style: 'percent' });
const plurals = new Intl.PluralRules('en');
const dates = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const days = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const daysOfYears = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const utcDates = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortMonths = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** @param percent 0 to 100 */
export function formatPercent(percent: number): string {
  return percents.format(percent / 100);
}

/** The texts are English, and so is the choice among their forms. */
export function pluralOf(count: number): 'one' | 'other' {
  return plurals.select(count) === 'one' ? 'one' : 'other';
}

export function formatDate(unixSeconds: number): string {
  return dates.format(unixSeconds * 1000);
}

/** Of a date that has no time zone. */
export function formatUtcDate(unixSeconds: number): string {
  return utcDates.format(unixSeconds * 1000);
}

export function formatMonth(unixSeconds: number): string {
  return months.format(unixSeconds * 1000);
}

export function formatShortMonth(unixSeconds: number): string {
  return shortMonths.format(unixSeconds * 1000);
}

export function formatMoment(unixSeconds: number): string {
  return moments.format(unixSeconds * 1000);
}

/** @param time Unix milliseconds */
export function formatClock(time: number): string {
  return clock.format(time);
}

/** For `<time datetime>`. */
export function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}

/** "now", "2 minutes ago"; from the seventh day on the date. @param now Unix milliseconds */
export function formatAgo(unixSeconds: number, now: number): string {
  const seconds = Math.max(0, Math.round(now / 1000 - unixSeconds));
  if (seconds < MINUTE) return relative.format(0, 'second');
  if (seconds < HOUR) return relative.format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return relative.format(-Math.floor(seconds / HOUR), 'hour');
  if (seconds < 7 * DAY) return relative.format(-daysBetween(unixSeconds * 1000, now), 'day');
  return formatDate(unixSeconds);
}

/** "today", "yesterday", then the day, with its year when that is another one. @param now Unix milliseconds */
export function formatDay(unixSeconds: number, now: number): string {
  const ago = daysBetween(unixSeconds * 1000, now);
  if (ago === 0 || ago === 1) return relative.format(-ago, 'day');
  const day = new Date(unixSeconds * 1000);
  const isThisYear = day.getFullYear() === new Date(now).getFullYear();
  return (isThisYear ? days : daysOfYears).format(day);
}

/** Midnights between two moments in local time. */
function daysBetween(earlier: number, later: number): number {
  return Math.round(
    (new Date(later).setHours(0, 0, 0, 0) - new Date(earlier).setHours(0, 0, 0, 0)) / (DAY * 1000),
  );
}
