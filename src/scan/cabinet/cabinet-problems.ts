/** What goes wrong with the scan of a cabinet: with one home, with a save, or because somebody else has taken over. */

import { AchievementsError, toAchievementsError } from '../../errors.js';
import { LostError } from '../../state/lost.js';
import type { ScanReport } from '../job.js';
import type { HomeElsewhere } from './cabinet-place.js';

/** Of a home that another machine scans. */
export function errorOf({ error }: HomeElsewhere): AchievementsError | undefined {
  return error === null ? undefined : new AchievementsError('ERR_ACHIEVEMENTS_SCAN', error);
}

/** Of a home that another machine scans, when neither its share nor its blocks are of use here. */
export function unreadable(): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_SCAN',
    'What another version has counted here cannot be read by this one: it counts again when the machine that scans this home is updated and scans it.',
  );
}

/** Whether somebody else has taken over, or the home is none of ours. */
export function isRefused(error: unknown): boolean {
  const codes: readonly unknown[] = ['ERR_ACHIEVEMENTS_LEASE', 'ERR_ACHIEVEMENTS_OPTION'];
  return error instanceof AchievementsError && codes.includes(error.code);
}

/** Whether it is no trouble of one home: somebody else has taken over, or the store cannot be asked. */
export function endsAll(error: unknown): boolean {
  const isOfStore = error instanceof AchievementsError && error.code === 'ERR_ACHIEVEMENTS_STATE';
  return isRefused(error) || isOfStore;
}

/** What went wrong with a save; what was found counts all the same, here. */
export async function problemIn(save: () => Promise<void>): Promise<ScanReport['problem']> {
  try {
    await save();
    return undefined;
  } catch (error) {
    if (isRefused(error)) throw error;
    return toProblem(error);
  }
}

export function toProblem(error: unknown): NonNullable<ScanReport['problem']> {
  const { code, message, cause } = failureOf(error);
  return { code, message, cause: String(cause) };
}

export function failureOf(error: unknown): AchievementsError {
  return toAchievementsError(
    error,
    'ERR_ACHIEVEMENTS_SCAN',
    'The scan of this home failed. The log of the server says more.',
  );
}

/** What turned out to be lost is given up by then, and is read anew. */
export async function onceMoreWhenLost<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    if (!(error instanceof LostError)) throw error;
    return await task();
  }
}
