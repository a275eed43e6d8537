/** Makes the shares of homes, when it is known what each of them has counted. */

import type { Members } from '../../state/cabinet/home-files.js';
import { LostError } from '../../state/lost.js';
import type { ScanReport } from '../job.js';
import { allThrough } from './all-through.js';
import type { SharedPlace } from './cabinet-place.js';
import { isRefused, toProblem, unreadable } from './cabinet-problems.js';
import { findCopies } from './copies.js';
import type { HomePart } from './home-part.js';

/** Shares of homes elsewhere that cannot be read here: whoever scans those may take long to come back, or never do. */
export async function remakeShares(
  parts: readonly HomePart[],
  shared: Pick<SharedPlace, 'shareMark'>,
): Promise<void> {
  for (const part of parts) {
    if (!part.isElsewhere || part.share !== undefined) continue;
    await part.foldAnew().catch(passOverLost);
    if (part.found === undefined && shared.shareMark(part.name) !== undefined) part.error ??= unreadable();
  }
}

/**
 * Finds what lies in several homes, and has each make the share that is left. Resolves with what could not be saved.
 * @param members as of when copies were last looked for
 */
export async function settleAll(
  parts: readonly HomePart[],
  members: Members | undefined,
  atOnce: number,
): Promise<ScanReport['problem']> {
  const { looked, losers } = await findCopies(parts, members);
  let problem: ScanReport['problem'];
  await allThrough(parts, atOnce, async (part) => {
    if (part.isFixed) return;
    try {
      await part.settle(looked, losers.get(part) ?? new Map());
    } catch (error) {
      if (isRefused(error)) throw error;
      // Who scans it reads anew what is damaged; until then what was known of it counts.
      if (part.isElsewhere && error instanceof LostError) return;
      if (!part.isUnsaved) throw error;
      problem = toProblem(error);
    }
  });
  return problem;
}

/** Of what another machine scans nothing can be read anew here. */
function passOverLost(error: unknown): void {
  if (!(error instanceof LostError)) throw error;
}
