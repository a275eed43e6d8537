/** Numbers, and times that have no zone or the reader's, as the browser's locale writes them. */

const numbers = new Intl.NumberFormat();
const percents = new Intl.NumberFormat(undefined, { style: 'percent' });
const plurals = new Intl.PluralRules('en');
const utcDates = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeZone: 'UTC' });
const months = new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric', timeZone: 'UTC' });
const shortMonths = new Intl.DateTimeFormat(undefined, { month: 'short', timeZone: 'UTC' });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

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

/** By the reader's clock. @param time Unix milliseconds */
export function formatClock(time: number): string {
  return clock.format(time);
}

/** For `<time datetime>`. */
export function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
