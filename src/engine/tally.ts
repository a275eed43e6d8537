/** A match that counts, and how many count up to and including it. Places are characters from the start of the session. */
export interface Match {
  readonly start: number;
  readonly end: number;
  /** Place of its pattern in the rule: at one start the lower rank is preferred. */
  readonly rank: number;
  readonly total: number;
}

/** Matches that end later can push out at most those that lie within the words of one pattern; see `longestPattern`. */
const KEPT = 64;
/** Longest words of one pattern, together, for which `KEPT` is enough: each match pushed out is at least one character long. */
export const LONGEST_PATTERN = KEPT / 2;

const NOTHING: Match = { start: -1, end: 0, rank: -1, total: 0 };

/**
 * Counts the non-overlapping matches of one rule, "from the left, and at one place the first alternative that fits", out
 * of all its matches, which an automaton finds in the order of their ends. A match that ends later but starts further
 * left pushes out what it overlaps; those lie within it, so nothing that was turned away before can come back.
 */
export class Tally {
  #tail: Match[] = [NOTHING];

  get count(): number {
    return this.#tail.at(-1)?.total ?? 0;
  }

  reset(): void {
    this.#tail = [NOTHING];
  }

  /** The last match that goes before one at `start`: left of it, or at the same place and preferred. */
  before(start: number, rank: number): Match {
    return this.#tail[this.#indexBefore(start, rank)] ?? NOTHING;
  }

  /** Where the last match ends that ends at or before `place`. */
  endBefore(place: number): number {
    let i = this.#tail.length - 1;
    while (i > 0 && (this.#tail[i] ?? NOTHING).end > place) i--;
    return (this.#tail[i] ?? NOTHING).end;
  }

  /**
   * Takes a match, unless one that goes before it covers its start.
   * @param anchor for a match of unlimited length: what went before its start when that went by
   */
  add(start: number, end: number, rank: number, anchor?: Match): boolean {
    let i = this.#indexBefore(start, rank);
    if (anchor !== undefined && this.#tail[i] !== anchor) {
      i = this.#tail.indexOf(anchor);
      if (i < 0) {
        this.#tail = [anchor];
        i = 0;
      }
    }
    const previous = this.#tail[i] ?? NOTHING;
    if (previous.end > start) return false;
    this.#tail.length = i + 1;
    this.#tail.push({ start, end, rank, total: previous.total + 1 });
    if (this.#tail.length > KEPT) this.#tail.splice(0, KEPT / 2);
    return true;
  }

  #indexBefore(start: number, rank: number): number {
    let i = this.#tail.length - 1;
    for (; i > 0; i--) {
      const match = this.#tail[i] ?? NOTHING;
      if (match.start < start || (match.start === start && match.rank < rank)) break;
    }
    return i;
  }
}
