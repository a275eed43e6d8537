/** What is kept of how a scan, and a save, ended. Pure. */

import type { Crossing, Threshold } from '../../engine/folding/crossings.js';
import { AchievementsError, toAchievementsError } from '../../errors.js';
import type { ScanOrder, ScanReport } from '../../scan/job.js';
import type { News } from './announcements.js';

/** What came of a finished scan. */
export interface Kept extends News {
  /** True when something was new: then files were written, else only the snapshot's time was moved on. */
  readonly changed: boolean;
}

/** Tells by which sessions thresholds were reached. */
export type Dating = (wanted: readonly Threshold[]) => Promise<readonly Crossing[]>;

/** By what the next scan is told that nothing has changed since; undefined when that cannot be told. */
export function seenAndLeft({ mark, stamp }: ScanReport): ScanOrder['last'] {
  return mark === undefined || stamp === undefined ? undefined : { mark, stamp };
}

/** Why the checkpoint could not be saved; undefined when it was. */
export function checkpointProblem({ problem }: ScanReport): AchievementsError | undefined {
  return problem && new AchievementsError(problem.code, problem.message, problem.cause);
}

/** Whether another machine has taken over, so that nothing is wrong. */
export function isTakenOver(error: unknown): boolean {
  return error instanceof AchievementsError && error.code === 'ERR_ACHIEVEMENTS_LEASE';
}

/** Why snapshot or unlocks could not be saved; undefined when others save theirs. */
export function saveProblem(error: unknown): AchievementsError | undefined {
  if (isTakenOver(error)) return undefined;
  return toAchievementsError(
    error,
    'ERR_ACHIEVEMENTS_STATE',
    'The achievements could not be saved. The log of the server says more.',
  );
}
