/** Days and times of a cabinet as the browser's locale writes them, by the clocks that its server counts days by. */

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Moments are in Unix seconds, `now` in Unix milliseconds. */
export interface Dates {
  date(unixSeconds: number): string;
  /** The day and the time; with its zone where that is not the browser's. */
  moment(unixSeconds: number): string;
  /** "now", "2 minutes ago"; from the seventh day on the date. */
  ago(unixSeconds: number, now: number): string;
  /** "today", "yesterday", then the day, with its year when that is another one. */
  day(unixSeconds: number, now: number): string;
  /** The number of the day since 1970-01-01. */
  dayNumber(unixSeconds: number): number;
}

const known = new Map<string | undefined, Dates>();

/**
 * The same for the same zone.
 * @param zone as the server names it; where it does not, or the browser knows none of this name, it is the browser's own
 */
export function datesIn(zone: string | undefined): Dates {
  const dates = known.get(zone) ?? createDates(isKnown(zone) ? zone : undefined);
  known.set(zone, dates);
  return dates;
}

function isKnown(zone: string | undefined): zone is string {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: zone });
    return zone !== undefined;
  } catch {
    return false;
  }
}

function createDates(timeZone: string | undefined): Dates {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(undefined, { ...options, timeZone });
  const dates = format({ dateStyle: 'medium' });
  const days = format({ day: 'numeric', month: 'short' });
  const daysOfYears = format({ day: 'numeric', month: 'short', year: 'numeric' });
  const isOwn = dates.resolvedOptions().timeZone === new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const moments = format({ dateStyle: 'full', timeStyle: isOwn ? 'short' : 'long' });
  const numbers = new Intl.DateTimeFormat('en-US', {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    timeZone,
  });

  const calendar = (unixSeconds: number) => {
    const parts = numbers.formatToParts(unixSeconds * 1000);
    const part = (type: Intl.DateTimeFormatPartTypes) =>
      Number(parts.find((each) => each.type === type)?.value);
    const year = part('year');
    return { year, dayNumber: Date.UTC(year, part('month') - 1, part('day')) / (DAY * 1000) };
  };
  const dayNumber = (unixSeconds: number) => calendar(unixSeconds).dayNumber;
  const daysSince = (unixSeconds: number, now: number) => dayNumber(now / 1000) - dayNumber(unixSeconds);
  const date = (unixSeconds: number) => dates.format(unixSeconds * 1000);

  return {
    date,
    moment: (unixSeconds) => moments.format(unixSeconds * 1000),
    ago: (unixSeconds, now) => {
      const seconds = Math.max(0, Math.round(now / 1000 - unixSeconds));
      if (seconds < MINUTE) return relative.format(0, 'second');
      if (seconds < HOUR) return relative.format(-Math.floor(seconds / MINUTE), 'minute');
      if (seconds < DAY) return relative.format(-Math.floor(seconds / HOUR), 'hour');
      if (seconds < 7 * DAY) return relative.format(-daysSince(unixSeconds, now), 'day');
      return date(unixSeconds);
    },
    day: (unixSeconds, now) => {
      const ago = daysSince(unixSeconds, now);
      if (ago === 0 || ago === 1) return relative.format(-ago, 'day');
      const isThisYear = calendar(unixSeconds).year === calendar(now / 1000).year;
      return (isThisYear ? days : daysOfYears).format(unixSeconds * 1000);
    },
    dayNumber,
  };
}
