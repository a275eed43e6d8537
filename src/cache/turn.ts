import { AchievementsError } from '../errors.js';
import type { Held } from '../state/lock.js';
import type { Clock } from './clock.js';
import type { Keeper } from './keeper.js';
import type { Run } from './run.js';

/** Short, so that a process which scans all the time leaves the others their turn; a look takes a fifth of a millisecond. */
const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 100;

export interface Waiting {
  readonly keeper: Keeper;
  readonly clock: Clock;
  /** Whether the snapshot of the keeper is. */
  readonly isFresh: () => boolean;
  /** Called once, when another process has the turn. */
  readonly begins: () => void;
}

/**
 * Waits for the turn to scan, as long as another process has it, and takes over what that saves. Undefined when this is
 * all that was wanted; the run then is marked as one that has followed.
 * @throws AchievementsError when the run was called off
 */
export async function takeTurn(
  run: Run,
  { keeper, clock, isFresh, begins }: Waiting,
): Promise<Held | undefined> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const held = await keeper.scanLock.take();
    let goesOn = false;
    try {
      // In this order: who has the turn sees all that was saved before it.
      const isNew = await keeper.follow();
      if (run.calledOff) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
      run.followed = isNew && run.mayFollow && isFresh();
      if (run.followed) return undefined;
      goesOn = held !== undefined;
    } finally {
      if (!goesOn) await held?.release();
    }
    if (held !== undefined) return held;
    if (pauseMs === FIRST_PAUSE_MS) begins();
    await pause(run, clock, pauseMs);
  }
}

function pause(run: Run, clock: Clock, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, resolve);
    const stop = (): void => {
      cancel();
      resolve();
    };
    run.stops({ stop });
  });
}
