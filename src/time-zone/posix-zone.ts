/**
 * Zones that say themselves how clocks are set, as POSIX describes `TZ`: `CET-1CEST,M3.5.0,M10.5.0/3`. The C library honours
 * them, so Hermes does; the platform takes them for UTC without a word. Pure.
 */
import { DAY_SECONDS, weekdayOf } from '../engine/folding/calendar.js';
import type { OffsetAt } from '../engine/folding/local-time.js';

/** An instant from which on clocks are set to `offset`. */
interface Change {
  readonly at: number;
  readonly offset: number;
}

/** A day number for each year. */
type DayIn = (year: number) => number;

interface Rule {
  readonly dayIn: DayIn;
  /** Seconds of the local clock after the midnight that begins the day; also negative, or of later days. */
  readonly time: number;
}

const NAME = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)';
const TIME = '([+-]?\\d{1,3}(?::\\d{1,2}){0,2})';
const RULE = `([MJ]?[\\d.]+)(?:/${TIME})?`;
const ZONE = new RegExp(`^${NAME}${TIME}(?:(${NAME})${TIME}?(?:,|,${RULE},${RULE})?)?$`);

/** What the C library takes where the rules are left out: those of the United States since 2007. */
const DEFAULT_RULES = ['M3.2.0', 'M11.1.0'] as const;
const DEFAULT_TIME = 7_200;
const MOST_HOURS = { offset: 24, rule: 167 } as const;

/** TABLE: the ways to name a day of each year, with the numbers that they take. */
const DAYS: readonly {
  readonly form: RegExp;
  readonly least: readonly number[];
  readonly most: readonly number[];
  readonly dayIn: (...numbers: number[]) => DayIn;
}[] = [
  { form: /^M(\d+)\.(\d+)\.(\d+)$/, least: [1, 1, 0], most: [12, 5, 6], dayIn: weekdayOfMonth },
  { form: /^J(\d+)$/, least: [1], most: [365], dayIn: dayWithoutLeapDays },
  {
    form: /^(\d+)$/,
    least: [0],
    most: [365],
    dayIn:
      (number = 0) =>
      (year) =>
        firstOf(year, 1) + number,
  },
];

/** How clocks are set by such a text; undefined when it is none. */
export function posixOffsets(text: string): OffsetAt | undefined {
  const parts = ZONE.exec(text);
  if (parts === null) return undefined;
  const [, standardTime, name, summerTime, startDay, startTime, endDay, endTime] = parts;
  const standard = westward(standardTime);
  if (standard === undefined) return undefined;
  if (name === undefined) return () => standard;

  const summer = summerTime === undefined ? standard + 3_600 : westward(summerTime);
  const start = ruleOf(startDay ?? DEFAULT_RULES[0], startTime);
  const end = ruleOf(endDay ?? DEFAULT_RULES[1], endTime);
  if (summer === undefined || start === undefined || end === undefined) return undefined;
  return byRules(standard, summer, start, end);
}

function byRules(standard: number, summer: number, start: Rule, end: Rule): OffsetAt {
  const years = new Map<number, readonly Change[]>();
  /** In this order: where summer begins at the very moment it ends, it is summer all year round. */
  const changesIn = (year: number): readonly Change[] => [
    { at: end.dayIn(year) * DAY_SECONDS + end.time - summer, offset: standard },
    { at: start.dayIn(year) * DAY_SECONDS + start.time - standard, offset: summer },
  ];
  /** A time of a rule may reach into the year before or after. */
  const changesAround = (year: number): readonly Change[] =>
    [year - 1, year, year + 1].flatMap(changesIn).sort((a, b) => a.at - b.at);
  return (unixSeconds) => {
    const year = new Date((unixSeconds + standard) * 1000).getUTCFullYear();
    let changes = years.get(year);
    if (changes === undefined) {
      changes = changesAround(year);
      years.set(year, changes);
    }
    return changes.findLast(({ at }) => at <= unixSeconds)?.offset ?? standard;
  };
}

function ruleOf(day: string, time: string | undefined): Rule | undefined {
  const dayIn = dayOf(day);
  const seconds = time === undefined ? DEFAULT_TIME : secondsOf(time, MOST_HOURS.rule);
  return dayIn === undefined || seconds === undefined ? undefined : { dayIn, time: seconds };
}

function dayOf(text: string): DayIn | undefined {
  for (const { form, least, most, dayIn } of DAYS) {
    const numbers = form.exec(text)?.slice(1).map(Number);
    if (numbers === undefined) continue;
    const isDay = numbers.every((number, i) => number >= (least[i] ?? 0) && number <= (most[i] ?? 0));
    return isDay ? dayIn(...numbers) : undefined;
  }
  return undefined;
}

/** @param week 1 to 4, or 5 for the last one */
function weekdayOfMonth(month = 1, week = 1, weekday = 0): DayIn {
  return (year) => {
    const first = firstOf(year, month);
    const day = first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (week - 1);
    return day < firstOf(year, month + 1) ? day : day - 7;
  };
}

/** @param number 1 is the first of January, 60 the first of March in every year */
function dayWithoutLeapDays(number = 1): DayIn {
  return (year) => {
    const leapDay = number >= 60 ? firstOf(year, 3) - firstOf(year, 1) - 59 : 0;
    return firstOf(year, 1) + number - 1 + leapDay;
  };
}

/** @param month 1 to 13, the January after it */
function firstOf(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / 1000 / DAY_SECONDS;
}

/** POSIX counts the other way: what is to be added to local time. */
function westward(time: string | undefined): number | undefined {
  const seconds = time === undefined ? undefined : secondsOf(time, MOST_HOURS.offset);
  return seconds === undefined ? undefined : -seconds;
}

/** `-5:30` in seconds. */
function secondsOf(text: string, mostHours: number): number | undefined {
  const [hours = 0, minutes = 0, seconds = 0] = text.replace(/^[+-]/, '').split(':').map(Number);
  if (hours > mostHours || minutes > 59 || seconds > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 3_600 + minutes * 60 + seconds);
}
