/** Zones of the IANA database, as the platform knows them. */
import type { OffsetAt } from '../engine/folding/local-time.js';

/** Offsets from UTC such as `+02:00`, which newer platforms take as well, are no names. */
const NAME = /^[A-Za-z][\w+-]*(?:\/[\w+-]+)*$/;

/** The name of a zone as the platform writes it; undefined when it knows none of this name. */
export function ianaName(name: string): string | undefined {
  if (!NAME.test(name)) return undefined;
  try {
    return formatOf(name).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/**
 * How clocks are set in a zone. The platform takes a microsecond for each instant, so it is asked for both ends of a span of
 * days, once, and searched for the change where they differ.
 * @param name one that `ianaName` knows
 */
export function namedOffsets(name: string): OffsetAt {
  const format = formatOf(name);
  return inSpans((unixSeconds) => {
    const [month = 1, day = 1, year = 0, hour = 0, minute = 0, second = 0] = numbersIn(
      format.format(unixSeconds * 1000),
    );
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - unixSeconds;
  });
}

/** Well below a week: nowhere since 1970 have clocks been changed twice in six days. */
const SPAN_SECONDS = 3 * 86_400;

interface Span {
  readonly before: number;
  /** When clocks are changed from `before` to `after`; never: infinite. */
  readonly change: number;
  readonly after: number;
}

function inSpans(offsetAt: OffsetAt): OffsetAt {
  const spans = new Map<number, Span>();
  return (unixSeconds) => {
    const place = Math.floor(unixSeconds / SPAN_SECONDS);
    let span = spans.get(place);
    if (span === undefined) {
      span = spanFrom(place * SPAN_SECONDS, offsetAt);
      spans.set(place, span);
    }
    return unixSeconds < span.change ? span.before : span.after;
  };
}

function spanFrom(start: number, offsetAt: OffsetAt): Span {
  let low = start;
  let high = start + SPAN_SECONDS;
  const before = offsetAt(low);
  const after = offsetAt(high);
  if (before === after) return { before, change: Number.POSITIVE_INFINITY, after };
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle) === before) low = middle;
    else high = middle;
  }
  return { before, change: high, after };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit';
  const time = { hour: two, minute: two, second: two, hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: two, day: two, ...time });
}

function numbersIn(text: string): number[] {
  return Array.from(text.matchAll(/\d+/g), ([digits]) => Number(digits));
}
