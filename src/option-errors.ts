/** What is said about an option that is refused: its name, what it got and what it takes. */
import { types } from 'node:util';
import { AchievementsError } from './errors.js';

export function optionError(message: string, cause?: unknown): AchievementsError {
  return new AchievementsError('ERR_ACHIEVEMENTS_OPTION', message, cause);
}

/** For options that are no object at all. */
export function wrongOptions(value: unknown): AchievementsError {
  return optionError(`The options must be an object, or left out; got ${print(value)}.`);
}

/** @param takes what the option takes, in words */
export function wrongOption(name: string, value: unknown, takes: string): AchievementsError {
  return optionError(`Option ${name} takes ${takes}; got ${print(value)}.`);
}

/** Names the option that was meant, if one is near enough; else all that there are. */
export function unknownOption(name: string, known: readonly string[]): AchievementsError {
  const near = known.find((candidate) => isNear(plain(name), plain(candidate)));
  const hint = near === undefined ? `It takes one of ${known.join(', ')}` : `Did you mean ${near}?`;
  return optionError(`There is no option ${print(name)}. ${hint}`);
}

/** `hermes_home` and `HermesHome` are slips for `hermesHome`. */
function plain(name: string): string {
  return name.replace(/[^a-z0-9]/gi, '').toLowerCase();
}

/** The same, the beginning of it, or at most two slips away. */
function isNear(given: string, known: string): boolean {
  return (given.length >= 3 && known.startsWith(given)) || distance(given, known) <= 2;
}

/** Levenshtein distance, row by row. */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 2) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, char] of [...from].entries()) {
    const above = row;
    row = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const change = (above[j] ?? 0) + (char === other ? 0 : 1);
      row.push(Math.min(change, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}

/** A value in few words: runs none of its code, and no line of the log gets long. */
function print(value: unknown): string {
  if (typeof value === 'string') {
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  }
  if (typeof value === 'object' && value !== null) {
    if (Array.isArray(value)) return 'an array';
    return types.isDate(value) ? `the Date ${value.getTime()}` : 'an object';
  }
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  return String(value);
}
