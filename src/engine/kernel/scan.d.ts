/** What `scan.as.ts` is compiled to, by `scripts/build-kernels.mjs`: see there for what the numbers mean. */

export declare const SYMBOLS_OF_BYTES: number;
export declare const SYMBOLS_OF_POINTS: number;
export declare const LANES: number;
export declare const LANE_SIZE: number;
export declare const LANES_AT_ONCE: number;
export declare const ENDS: number;
export declare const MOST_TEXTS: number;
export declare const EVENTS: number;
export declare const EVENTS_OF_LANE: number;
export declare const TEXTS: number;
export declare const MOST_BYTES: number;
export declare const LONE_TEXT: number;
export declare const MOST_LONE_BYTES: number;
export declare const TABLE: number;
export declare const UNKNOWN: number;
export declare const SESSION_ENDS: number;
export declare const MESSAGE_ENDS: number;
export declare const AT: number;
export declare const TO: number;
export declare const STATE: number;
export declare const EXTRA: number;
export declare const OUT: number;
export declare const OUT_END: number;
export declare const NEXT_END: number;

/** What is asked for on the way. */
export interface Oracle {
  /** The state behind a symbol, which is in the table from then on. */
  after(state: number, symbol: number): number;
  /** The symbol of a code point beyond U+FFFF, or of what is none (-1). */
  symbolOf(point: number): number;
}

/** It grows by pages of 64 KB, and its buffer is another one then. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

export interface Scan {
  readonly memory: Memory;
  begin(first: number, separator: number): void;
  walkFour(): void;
  walk(lane: number): void;
}

/** One more, with memory of its own. */
export declare function create(oracle: Oracle): Scan;
