/** How the values of options are read. What is wrong with one, commander tells with the name of the option. */

import { InvalidArgumentError } from 'commander';
import { CATEGORIES } from '../engine/badges/catalog.js';
import { TIER_NAMES } from '../engine/badges/tiers.js';
import { MOST_DAYS } from '../engine/folding/activity.js';
import type { TierName } from '../types.js';
import { PORT_TAKES, readPort } from './serve/port.js';

/** TABLE: milliseconds of a unit of time. */
const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };
/** Node fires timers with a longer delay at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

export function parsePort(text: string): number {
  const port = readPort(text);
  if (port === undefined) throw new InvalidArgumentError(`It takes ${PORT_TAKES}.`);
  return port;
}

/** In milliseconds; `off` is false. */
export function parseInterval(text: string): number | false {
  if (text === 'off') return false;
  const [, count = '', unit = ''] = /^(\d+)([smh])$/.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? 0);
  if (ms > 0 && ms <= MAX_DELAY_MS) return ms;
  throw new InvalidArgumentError('It takes a time such as 90s, 5m or 1h, or off.');
}

/** In whatever case it is typed. */
export function parseCategory(text: string): string {
  const found = CATEGORIES.find((category) => category.toLowerCase() === text.trim().toLowerCase());
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There are: ${CATEGORIES.join(', ')}.`);
}

/** In whatever case it is typed. */
export function parseTier(text: string): TierName {
  const found = TIER_NAMES.find((tier) => tier.toLowerCase() === text.trim().toLowerCase());
  if (found !== undefined) return found;
  throw new InvalidArgumentError(`There are: ${TIER_NAMES.join(', ')}.`);
}

/** As many as GET /activity takes. */
export function parseDays(text: string): number {
  const days = parseLimit(text);
  if (days <= MOST_DAYS) return days;
  throw new InvalidArgumentError(`It takes a whole number from 1 to ${MOST_DAYS}.`);
}

export function parseLimit(text: string): number {
  const limit = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return limit;
  throw new InvalidArgumentError('It takes a whole number from 1 on.');
}
