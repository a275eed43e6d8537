import { AchievementsError } from '../errors.js';

/** Signals that a process gets for a mistake of its own. All others come from outside. */
const OWN_MISTAKES: readonly string[] = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGTRAP'];

/**
 * The error for a scanning process that ended in the middle of its work.
 * @param lastWords what it wrote to its standard error
 */
export function death(
  code: number | null,
  signal: NodeJS.Signals | null,
  lastWords: string | undefined,
): AchievementsError {
  const killed = signal !== null && !OWN_MISTAKES.includes(signal);
  const message = killed
    ? `The scanning process was ended from outside (${signal}). The next scan starts a fresh one. If this happens again, ` +
      'see whether the machine or the container runs out of memory.'
    : `The scanning process broke down (${signal ?? `exit code ${code}`}). The next scan starts a fresh one. ` +
      'The log of the server says more.';
  return new AchievementsError('ERR_ACHIEVEMENTS_SCAN', message, lastWords);
}
