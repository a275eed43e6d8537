/** Random testing, short by default and as long as wanted: `FUZZ_RUNS=1000000 npx mocha`. */

import { env } from 'node:process';
import fc from 'fast-check';

const { FUZZ_RUNS } = env;

/**
 * Checks a property on many random inputs; a failure names the seed and the smallest input found.
 * @param test the running test, whose time limit allows for a busy machine, and is lifted when more runs are asked for
 */
export function holds<T>(test: Mocha.Context, runs: number, property: fc.IPropertyWithHooks<T>): void {
  fc.assert(property, ready(test, runs));
}

/** As `holds`, for a property that takes its time. */
export async function holdsAsync<T>(
  test: Mocha.Context,
  runs: number,
  property: fc.IAsyncPropertyWithHooks<T>,
): Promise<void> {
  await fc.assert(property, ready(test, runs));
}

function ready(test: Mocha.Context, runs: number): { readonly numRuns: number } {
  test.timeout(FUZZ_RUNS === undefined ? 300_000 : 0);
  return { numRuns: FUZZ_RUNS === undefined ? runs : Number(FUZZ_RUNS) };
}
