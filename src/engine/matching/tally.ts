/** A match that counts, and how many count up to and including it. Places are characters from the start of the session. */
export interface Match {
  readonly start: number;
  readonly end: number;
  readonly total: number;
}

/** Matches that end later can push out at most those that lie within the words of one pattern; see `LONGEST_PATTERN`. */
const KEPT = 64;
/** Longest words of one pattern, together, for which `KEPT` is enough: each match pushed out is at least one character long. */
export const LONGEST_PATTERN = KEPT / 2;

/**
 * Counts the non-overlapping matches of one rule, "from the left, and at one place the first alternative that fits", out
 * of all its matches, which an automaton finds in the order of their ends. A match that ends later but starts further
 * left pushes out what it overlaps; those lie within it, so nothing that was turned away before can come back.
 */
export class Tally {
  /** The latest matches, one place each in these columns; before the first one of all stands one that is none. */
  readonly #starts = new Float64Array(KEPT);
  readonly #ends = new Float64Array(KEPT);
  readonly #totals = new Float64Array(KEPT);
  /** Place of its pattern in the rule: at one start the lower rank is preferred. */
  readonly #ranks = new Int32Array(KEPT);
  #last = 0;

  constructor() {
    this.reset();
  }

  get count(): number {
    return this.#totals[this.#last] ?? 0;
  }

  reset(): void {
    // Most rules match nothing in most sessions.
    if (this.#last === 0 && this.#starts[0] === -1) return;
    this.#last = 0;
    this.#put(-1, 0, -1, 0);
  }

  /** The last match that goes before one at `start`: left of it, or at the same place and preferred. */
  before(start: number, rank: number): Match {
    const i = this.#indexBefore(start, rank);
    return { start: this.#starts[i] ?? 0, end: this.#ends[i] ?? 0, total: this.#totals[i] ?? 0 };
  }

  /** Where the last match ends that ends at or before `place`. */
  endBefore(place: number): number {
    let i = this.#last;
    while (i > 0 && (this.#ends[i] ?? 0) > place) i--;
    return this.#ends[i] ?? 0;
  }

  /**
   * Takes a match, unless one that goes before it covers its start.
   * @param anchor for a match of unlimited length: what went before its start when that went by
   */
  add(start: number, end: number, rank: number, anchor?: Match): boolean {
    let i = this.#indexBefore(start, rank);
    if (anchor !== undefined) i = this.#indexOf(anchor, i);
    if ((this.#ends[i] ?? 0) > start) return false;
    const total = (this.#totals[i] ?? 0) + 1;
    this.#last = i + 1;
    if (this.#last === KEPT) this.#dropHalf();
    this.#put(start, end, rank, total);
    return true;
  }

  #put(start: number, end: number, rank: number, total: number): void {
    this.#starts[this.#last] = start;
    this.#ends[this.#last] = end;
    this.#ranks[this.#last] = rank;
    this.#totals[this.#last] = total;
  }

  #dropHalf(): void {
    for (const column of [this.#starts, this.#ends, this.#ranks, this.#totals])
      column.copyWithin(0, KEPT / 2);
    this.#last -= KEPT / 2;
  }

  #indexBefore(start: number, rank: number): number {
    let i = this.#last;
    for (; i > 0; i--) {
      const other = this.#starts[i] ?? 0;
      if (other < start || (other === start && (this.#ranks[i] ?? 0) < rank)) break;
    }
    return i;
  }

  /** Where the anchor is. If that is too long ago it is all that is left: whatever came after it is pushed out. */
  #indexOf(anchor: Match, from: number): number {
    // Totals grow by one from match to match, so its total is its place among those that are left.
    const i = anchor.total - (this.#totals[0] ?? 0);
    if (i >= 0 && i <= from && this.#starts[i] === anchor.start) return i;
    this.#last = 0;
    this.#starts[0] = anchor.start;
    this.#ends[0] = anchor.end;
    this.#totals[0] = anchor.total;
    return 0;
  }
}
