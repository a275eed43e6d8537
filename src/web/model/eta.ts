import type { Pace } from '../../types.js';
import type { TextId } from '../texts.js';

const DAYS_OF_WEEKS = 14;
const DAYS_OF_MONTHS = 60;
/** Two years: what takes longer is no promise. */
const MOST_DAYS = 730;
const WEEK = 7;
const MONTH = 30.4;

/** How long it takes in words that promise no more than is known. */
export interface Eta {
  readonly text: TextId;
  readonly count: number;
}

/** Undefined where nothing moves, and for what is too far. */
export function etaOf(pace: Pace | undefined): Eta | undefined {
  const days = pace?.eta_days ?? Number.POSITIVE_INFINITY;
  if (days > MOST_DAYS) return undefined;
  if (days <= 1) return { text: 'eta-today', count: 1 };
  if (days < DAYS_OF_WEEKS) return { text: 'eta-days', count: Math.ceil(days) };
  if (days < DAYS_OF_MONTHS) return { text: 'eta-weeks', count: Math.round(days / WEEK) };
  return { text: 'eta-months', count: Math.round(days / MONTH) };
}
