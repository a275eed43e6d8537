/** One kind of accident, and what came of it. */
export interface Finding {
  /** What was done. */
  readonly fault: string;
  /** How many times. */
  readonly times: number;
  /** What was lost of what is promised, a line each. None when all is well. */
  readonly losses: readonly string[];
  /** After each, the milliseconds until it served right again. */
  readonly backAfterMs?: readonly number[] | undefined;
  /** What else was measured. */
  readonly note?: string | undefined;
}
