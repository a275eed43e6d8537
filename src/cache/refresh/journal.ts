import type { AchievementsError } from '../../errors.js';
import type { Logger, UnlockEvent } from '../../types.js';

/** What the host's log hears of scans: a line for each change, not for each try. */
export interface Journal {
  /** What is wrong; undefined when all is well. Said when it is news. */
  trouble(error: AchievementsError | undefined): void;
  /** What was last said to be wrong. */
  readonly error: AchievementsError | undefined;
  /** What the user should know about a file; said when it is news. */
  notice(notice: string | null): void;
  /** What the user should know of the history; said when it is news. */
  remark(remark: string | null): void;
  scanned(facts: {
    readonly full: boolean;
    readonly durationMs: number;
    readonly rescanned: number;
    readonly reused: number;
    readonly news: readonly UnlockEvent[];
    /** All of it at once: an old history was read for the first time. */
    readonly imported: boolean;
  }): void;
  /** Another process scans. */
  waits(): void;
  /** That has taken very long. */
  waitsLong(): void;
  /** What another process saved was taken over. */
  followed(): void;
  /** What reads the history; said when it is news. */
  driver(name: string): void;
  /** Why nothing keeps other processes from scanning at the same time; said once. */
  lockless(reason: unknown): void;
  reset(): void;
}

export function createJournal(logger: Logger): Journal {
  let error: AchievementsError | undefined;
  let notice: string | null = null;
  let remark: string | null = null;
  let isLockless = false;
  let driver: string | undefined;
  return {
    get error() {
      return error;
    },
    trouble(now) {
      if (now?.message !== error?.message) {
        if (now === undefined) logger.info('Scanning and saving work again.');
        else logger.warn(now.message + reasonOf(now));
      }
      error = now;
    },
    notice(now) {
      if (now !== null && now !== notice) logger.warn(now);
      notice = now;
    },
    remark(now) {
      if (now !== null && now !== remark) logger.warn(now);
      remark = now;
    },
    scanned({ full, durationMs, rescanned, reused, news, imported }) {
      const text = `Scanned ${rescanned} of ${rescanned + reused} sessions in ${Math.round(durationMs)} ms.`;
      if (full) logger.info(text);
      else logger.debug(text);
      for (const line of imported ? importLines(news) : news.map(unlockLine)) logger.info(line);
    },
    waits() {
      logger.debug('Another process is scanning. Its result is waited for.');
    },
    waitsLong() {
      logger.warn(
        'Another process on this state directory has been scanning for half an hour, so nothing is refreshed here. If it ' +
          'hangs or is suspended, continue or end it; then this one goes on by itself.',
      );
    },
    followed() {
      logger.debug('Took over what another process has scanned.');
    },
    driver(name) {
      if (name !== driver) logger.debug(`The history is read by ${name}.`);
      driver = name;
    },
    lockless(reason) {
      if (reason === undefined || isLockless) return;
      isLockless = true;
      logger.warn(
        'The state directory cannot be locked, so that other processes on it may scan at the same time as this one. ' +
          `Unlocks are merged all the same.\n${describe(reason)}`,
      );
    },
    reset() {
      error = undefined;
      logger.info('Achievements were reset; the old unlock file was kept aside.');
    },
  };
}

function importLines({ length }: readonly UnlockEvent[]): string[] {
  return length === 0 ? [] : [`Unlocked ${length} ${length === 1 ? 'achievement' : 'achievements'}.`];
}

function unlockLine({ achievement: { name }, tier, previousTier }: UnlockEvent): string {
  if (previousTier !== null) return `Raised: ${name} (${previousTier} to ${tier}).`;
  return `Unlocked: ${name}${tier === null ? '' : ` (${tier})`}.`;
}

/** One line for what is understood; what is not, may be a bug, and comes with its stack. */
function reasonOf({ code, cause }: AchievementsError): string {
  if (cause === undefined) return '';
  if (code === 'ERR_ACHIEVEMENTS_SCAN') return `\n${describe(cause)}`;
  return ` (${String(cause).split('\n', 1)[0]})`;
}

/** For the log, where stacks belong. */
export function describe(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause);
}
