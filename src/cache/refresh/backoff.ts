/** How long to wait after a first failure, and at most; each further one doubles it. In milliseconds. */
interface Pace {
  readonly first: number;
  readonly longest: number;
}

/** A history that cannot be read is not scanned on every read. */
const OF_A_HISTORY: Pace = { first: 5_000, longest: 300_000 };
/**
 * A store that cannot be asked costs next to nothing to ask again, and others wait for what is to go into it: what it missed is
 * there ten seconds after it is back.
 */
const OF_A_STORE: Pace = { first: 1_000, longest: 5_000 };
/** Up to this share of a wait is left out by chance, so that processes that failed together do not try again together. */
const JITTER = 0.25;

/**
 * How long to wait before the next try, in milliseconds.
 * @param failures in a row, 1 or more
 * @param chance 0 … 1
 * @param isOfStore whether a store that several machines share could not be asked
 */
export function backoffMs(failures: number, chance: number, isOfStore = false): number {
  const { first, longest } = isOfStore ? OF_A_STORE : OF_A_HISTORY;
  return Math.min(first * 2 ** (failures - 1), longest) * (1 - JITTER * chance);
}
