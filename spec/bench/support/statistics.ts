import type { Figure, Range } from './figure.js';

/** The value below which a share of all values lies; 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function range(values: readonly number[]): Range {
  return { from: Math.min(...values), to: Math.max(...values) };
}

/**
 * Candidate over floor, by rounds: whatever else the machine did in a round slowed both. The best is that of the two
 * least disturbed measurements, whichever rounds they are from.
 */
export function ratio(
  candidate: readonly number[],
  floor: readonly number[],
): Required<Pick<Figure, 'value' | 'best' | 'spread'>> {
  const ratios = candidate.map((value, round) => value / (floor[round] ?? Number.NaN));
  return {
    value: median(ratios),
    best: Math.min(...candidate) / Math.min(...floor),
    spread: range(ratios),
  };
}

/** As `ratio`, where more is better. */
export function rateRatio(
  candidate: readonly number[],
  floor: readonly number[],
): Required<Pick<Figure, 'value' | 'best' | 'spread'>> {
  return { ...ratio(candidate, floor), best: Math.max(...candidate) / Math.max(...floor) };
}
