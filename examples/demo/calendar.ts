import type { Hours } from './kinds.js';
import type { Random } from './random.js';

/** The demo was written for these months, from September 2025 on, and is moved by whole weeks. */
const FIRST = { year: 2025, month: 8 };
const MONTHS = 14;

/** By this day of the last month every session has ended. */
const LAST_DAY = 30;
const WEEK_MS = 7 * 24 * 3_600_000;

/** Hour → how often. */
const HOURS: Readonly<Record<Hours, readonly (readonly [number, number])[]>> = {
  dawn: [
    [6, 5],
    [7, 6],
    [8, 1],
  ],
  day: [
    [8, 1],
    [9, 4],
    [10, 5],
    [11, 5],
    [13, 3],
    [14, 5],
    [15, 5],
    [16, 4],
    [17, 2],
  ],
  evening: [
    [17, 2],
    [18, 3],
    [19, 5],
    [20, 6],
    [21, 5],
    [22, 3],
    [23, 2],
    [0, 1],
  ],
  night: [
    [20, 2],
    [21, 4],
    [22, 5],
    [23, 5],
    [0, 4],
    [1, 2],
    [2, 1],
  ],
};

export interface Calendar {
  /**
   * A moment on the clock of whoever looks, in Unix seconds: nights and weekends are local, and so the demo unlocks the
   * same badges in every time zone.
   * @param month from the start of the demo
   */
  moment(month: number, day: number, hour: number, minute?: number, second?: number): number;
  /** Some moment in the demo's months that fits the hours. */
  someMoment(hours: Hours, random: Random): number;
  /** Whole months since the start of the demo. */
  monthOf(unixSeconds: number): number;
}

/** The demo ends in the two weeks before that day: it tells of the same nights and weekends whenever it is shown. */
export function calendarUntil(today: Date): Calendar {
  const end = new Date(FIRST.year, FIRST.month + MONTHS - 1, LAST_DAY);
  const moved = 7 * Math.floor((today.getTime() - end.getTime()) / WEEK_MS);
  const moment: Calendar['moment'] = (month, day, hour, minute = 0, second = 0) =>
    new Date(FIRST.year, FIRST.month + month, day + moved, hour, minute, second).getTime() / 1000;
  return {
    moment,
    someMoment(hours, random) {
      const month = random.between(0, MONTHS - 1);
      return moment(
        month,
        random.between(1, 28),
        random.weighted(HOURS[hours]),
        random.between(0, 59),
        random.between(0, 59),
      );
    },
    monthOf(unixSeconds) {
      const date = new Date(unixSeconds * 1000);
      date.setDate(date.getDate() - moved);
      return (date.getFullYear() - FIRST.year) * 12 + date.getMonth() - FIRST.month;
    },
  };
}

const two = (number: number): string => String(number).padStart(2, '0');

/** `20260512_093012`, as Hermes begins the ids of its sessions. */
export function stamp(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day}_${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

const WEEKDAY = new Intl.DateTimeFormat('en', { weekday: 'long' });
const MONTH = new Intl.DateTimeFormat('en', { month: 'long' });

/** `Tuesday 12 May`. */
export function dayInWords(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  return `${WEEKDAY.format(date)} ${date.getDate()} ${MONTH.format(date)}`;
}
