import { AchievementsError } from '../../errors.js';
import type { Scanner, Turn } from '../../scan/scanner.js';
import type { Clock } from '../clock.js';
import type { Keeper } from '../keep/keeper.js';
import type { Run } from './run.js';

/**
 * So short that a process which is rescanned all the time does not keep the others from their turn: between two of its
 * scans there are a few milliseconds. A look takes a fifth of one, in another thread.
 */
const PAUSE_MS = 20;

/** Longer than any scan of a large history: who has the turn may be suspended, or hang. */
const LONG_WAIT_MS = 30 * 60_000;

export interface Waiting {
  readonly keeper: Keeper;
  readonly scanner: Scanner;
  readonly clock: Clock;
  /** Whether the snapshot of the keeper is. */
  readonly isFresh: () => boolean;
  /** How long to wait before the next look; by default for a moment. */
  readonly pauseMs?: number | undefined;
  /** Called once, when another process has the turn. */
  readonly begins: () => void;
  /** Called once, when that has not changed for half an hour. */
  readonly drags: () => void;
}

/**
 * Waits for the turn to scan, as long as another process has it, and takes over what that saves. Undefined when this is
 * all that was wanted; the run then is marked as one that has followed.
 * @throws AchievementsError when the run was called off
 */
export async function takeTurn(
  run: Run,
  { keeper, scanner, clock, isFresh, begins, drags, pauseMs = PAUSE_MS }: Waiting,
): Promise<Turn | undefined> {
  let dragsFrom = clock.now() + LONG_WAIT_MS;
  for (let looks = 1; ; looks++) {
    const turn = await scanner.take();
    let goesOn = false;
    try {
      // In this order: who has the turn sees all that was saved before it.
      const isNew = await keeper.follow();
      if (run.calledOff) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
      // Where others scan other homes, what they saved tells nothing of ours.
      const isOfOurs = keeper.shared === undefined || turn === undefined;
      run.followed = isNew && isOfOurs && run.mayFollow && isFresh();
      if (run.followed) return undefined;
      goesOn = turn !== undefined;
    } finally {
      if (!goesOn) await turn?.release();
    }
    if (turn !== undefined) return turn;
    if (looks === 1) begins();
    if (clock.now() >= dragsFrom) {
      drags();
      dragsFrom = Number.POSITIVE_INFINITY;
    }
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
