/** Folds and what is shown of a history, as they are kept in JSON. Pure. */

import type { DayNumbers, Fold, HistoryView, Holder } from '../types.js';
import { isCount, isRecord, isTexts } from './guards.js';
import { decodeStored, encodeStored } from './stored-time.js';

const DAY_NUMBERS = 5;

function encodeHolder(holder: Holder | undefined) {
  return holder && { ...holder, start: encodeStored(holder.start) };
}

export function encodeFold(fold: Fold): object {
  return { ...fold, best: encodeHolders(fold.best) };
}

/** By metric. */
export function encodeHolders(holders: Fold['best']): object {
  return Object.fromEntries(
    Object.entries(holders).map(([metric, holder]) => [metric, encodeHolder(holder)]),
  );
}

/** By metric. Undefined when anything is odd. Never throws. */
export function decodeHolders(value: unknown): Fold['best'] | undefined {
  return decodeEach(value, decodeHolder);
}

/** Undefined when it is none. Never throws. */
export function decodeFold(value: unknown): Fold | undefined {
  if (!isRecord(value)) return undefined;
  const { totals: sums, best: holders, sets: different, days: numbers } = value;
  const totals = decodeEach(sums, (total) => (isCount(total) ? total : undefined));
  const best = decodeHolders(holders);
  const sets = decodeEach(different, (set) => (isTexts(set) ? set : undefined));
  const days = decodeEach(numbers, (day) => (isDayNumbers(day) ? day : undefined));
  return totals && best && sets && days && { totals, best, sets, days };
}

function isDayNumbers(value: unknown): value is DayNumbers {
  return Array.isArray(value) && value.length === DAY_NUMBERS && value.every(isCount);
}

function decodeHolder(value: unknown): Holder | undefined {
  if (!isRecord(value)) return undefined;
  const { value: most, id, start: stored, title, home } = value;
  const start = decodeStored(stored);
  if (!isCount(most) || typeof id !== 'string' || typeof title !== 'string') return undefined;
  if (start === undefined || (home !== undefined && typeof home !== 'string')) return undefined;
  return { value: most, id, start, title, ...(home !== undefined && { home }) };
}

function decodeEach<V>(
  value: unknown,
  decode: (value: unknown) => V | undefined,
): Record<string, V> | undefined {
  if (!isRecord(value)) return undefined;
  const decoded: [string, V][] = [];
  for (const [name, part] of Object.entries(value)) {
    const one = decode(part);
    if (one === undefined) return undefined;
    decoded.push([name, one]);
  }
  return Object.fromEntries(decoded);
}

export function encodeView({ longest, mostTools, ...view }: HistoryView): object {
  return {
    ...view,
    longest: longest && encodeHolder(longest),
    most_tools: mostTools && encodeHolder(mostTools),
  };
}

/** By metric and value, the number of a day. Undefined when it is none. Never throws. */
export function decodeFirstDays(value: unknown): Record<string, Record<string, number>> | undefined {
  return decodeEach(value, (days) => decodeEach(days, (day) => (isDay(day) ? day : undefined)));
}

function isDay(value: unknown): value is number {
  return Number.isInteger(value);
}

/** Undefined when it is none. Never throws. */
export function decodeTotalsByDay(value: unknown): Record<string, Record<string, number>> | undefined {
  return decodeEach(value, (day) => decodeEach(day, (total) => (isCount(total) ? total : undefined)));
}

/** Undefined when it is none. Never throws. */
export function decodeView(value: unknown): HistoryView | undefined {
  if (!isRecord(value)) return undefined;
  const { days: numbers, recent: parts, longest: first, most_tools: second } = value;
  const days = decodeEach(numbers, (day) => (isDayNumbers(day) ? day : undefined));
  const recent = decodeTotalsByDay(parts);
  const [longest, mostTools] = [first, second].map((holder) =>
    holder === null ? null : decodeHolder(holder),
  );
  if (days === undefined || recent === undefined || longest === undefined || mostTools === undefined)
    return undefined;
  return { days, recent, longest, mostTools };
}
