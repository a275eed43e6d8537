/** Wait after a first failure; each further one doubles it. */
const BACKOFF_MS = 5_000;
const LONGEST_BACKOFF_MS = 300_000;
/** Up to this share of a wait is left out by chance, so that processes that failed together do not try again together. */
const JITTER = 0.25;

/**
 * How long to wait before the next try, in milliseconds.
 * @param failures in a row, 1 or more
 * @param chance 0 … 1
 */
export function backoffMs(failures: number, chance: number): number {
  return Math.min(BACKOFF_MS * 2 ** (failures - 1), LONGEST_BACKOFF_MS) * (1 - JITTER * chance);
}
