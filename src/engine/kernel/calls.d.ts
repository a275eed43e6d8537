/** What `calls.as.ts` is compiled to, by `scripts/build-kernels.mjs`: see there for what the numbers mean. */

import type { Memory } from './scan.js';

export declare const IN_PATH: number;
export declare const HEADS: number;
export declare const ENDINGS: number;
export declare const FINDINGS: number;
export declare const TEXT: number;
export declare const TOOL: number;
export declare const PATH: number;
export declare const MAX_DEPTH: number;

export interface Calls {
  readonly memory: Memory;
  begin(): void;
  read(length: number): number;
}

/** One more, with memory of its own. */
export declare function create(): Calls;
