import { AchievementsError } from '../../errors.js';
import type { ScanOrder, ScanReport } from '../../scan/job.js';
import type { Scanner, Turn } from '../../scan/scanner.js';
import { LostError } from '../../state/lost.js';
import type { SharedState } from '../../state/shared-state.js';
import type { Clock } from '../clock.js';
import type { Keeper } from '../keep/keeper.js';
import { type Dating, isTakenOver, type Kept } from '../keep/outcome.js';
import { isFresh } from '../view/snapshot.js';
import type { Journal } from './journal.js';
import type { Run } from './run.js';
import { takeTurn } from './turn.js';

/** What one refresh is made with. */
export interface Means {
  readonly keeper: Keeper;
  readonly scanner: Scanner;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly ttlMs: number;
  /** How the history looked from outside when it was last known to be as the snapshot says; undefined: never. */
  readonly lastMark: string | undefined;
  /** After a reset nothing of what a scan may have in memory counts. */
  readonly anew: boolean;
  /** Called once the history is looked at. */
  readonly started: () => void;
}

/** What came of a refresh that has not failed. */
export type Outcome =
  /** What another process saved did. */
  | { readonly followed: true }
  | {
      readonly followed: false;
      readonly kept: Kept;
      /** Milliseconds, without the wait for the turn. */
      readonly durationMs: number;
      readonly mark: string | undefined;
      /** Undefined when nothing is to be told. */
      readonly report: ScanReport | undefined;
      /** Why others cannot see it; where nobody else is to, it is told with what was found. */
      readonly problem?: AchievementsError | undefined;
    };

/** Who scans a home of the store may be far away, and asking is a question to its server. */
const SHARED_PAUSE_MS = 250;

/** Scans in one turn, at most. */
const MOST_TRIES = 3;

const NOTHING_NEW: Kept = { news: [], imported: false, changed: false };

/**
 * One refresh: a look from outside, and a scan by who has the turn when that does not do.
 * @throws AchievementsError when it failed, or was called off
 */
export async function attempt(run: Run, means: Means): Promise<Outcome> {
  const { shared } = means.keeper;
  if (shared !== undefined && (await isForOthers(means, shared))) return { followed: true };
  if (await isUntouched(run, means)) return await confirmed(means);
  const { keeper, scanner, clock, ttlMs, journal } = means;
  const turn = await takeTurn(run, {
    keeper,
    scanner,
    clock,
    isFresh: () => isFresh(keeper.snapshot, clock.now(), ttlMs),
    begins: () => journal.waits(),
    drags: () => journal.waitsLong(),
    ...(shared !== undefined && { pauseMs: SHARED_PAUSE_MS }),
  });
  if (turn === undefined) return { followed: true };
  try {
    return await look(run, means, turn);
  } catch (error) {
    // Somebody else scans for all: what was found here is thrown away, and theirs is served.
    if (!isTakenOver(error)) throw error;
    await keeper.follow();
    run.followed = true;
    return { followed: true };
  } finally {
    await turn.release();
  }
}

/**
 * Where several machines share a cabinet: whether all that can be done here is to take over what others have published.
 * @throws AchievementsError when the store cannot be asked, nothing is there yet, or nothing may be counted here
 */
async function isForOthers({ keeper }: Means, shared: SharedState): Promise<boolean> {
  await keeper.follow();
  // What went wrong may have been asked before this was wanted.
  if (shared.problem !== undefined) await shared.look();
  if (shared.problem !== undefined) throw shared.problem;
  if (shared.refusal !== undefined) throw shared.refusal;
  if (shared.mayScan) return false;
  if (keeper.snapshot === undefined) throw nobodyHasScanned();
  return true;
}

function nobodyHasScanned(): AchievementsError {
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_SCANNING',
    'Nothing is in the store yet: no machine that has a home has scanned it. Start one with the same option store.',
  );
}

/** By a look from outside, which needs no turn: database, log and our own files are as the last scan left them. */
async function isUntouched(run: Run, { keeper, scanner, lastMark }: Means): Promise<boolean> {
  if (run.full || run.recheck !== undefined || lastMark === undefined) return false;
  if (!keeper.isDated || !(await keeper.isSettled())) return false;
  // What ails a home, such as a lock, may end without a trace.
  if (keeper.snapshot?.homes?.some(({ error }) => error !== null)) return false;
  run.mark = scanner.mark();
  return (await run.mark) === lastMark && !run.calledOff;
}

async function confirmed({ keeper, clock, lastMark, started }: Means): Promise<Outcome> {
  const began = performance.now();
  started();
  const changed = await keeper.confirm(clock.now(), performance.now() - began);
  const durationMs = performance.now() - began;
  return {
    followed: false,
    kept: { ...NOTHING_NEW, changed },
    durationMs,
    mark: lastMark,
    report: undefined,
  };
}

async function look(run: Run, means: Means, turn: Turn): Promise<Outcome> {
  const { keeper, clock, journal } = means;
  const began = performance.now();
  means.started();
  run.mark = means.scanner.mark();
  const mark = await run.mark;
  const spent = () => performance.now() - began;
  const report = await scan(run, means, turn, await keeper.last());
  let kept = NOTHING_NEW;
  if (report === undefined) kept = { ...NOTHING_NEW, changed: await keeper.confirm(clock.now(), spent()) };
  else kept = await accepted(report, run, means, turn, spent);
  // Where nothing can be saved there is no lock either, and that is said.
  if (keeper.problem === undefined) journal.lockless(turn.problem);
  const problem = keeper.shared && keeper.problem;
  return { followed: false, kept, durationMs: spent(), mark, report, problem };
}

/** Nothing is dated by what is left of a damaged checkpoint: what is missing is read first. */
async function accepted(
  report: ScanReport,
  run: Run,
  means: Means,
  turn: Turn,
  spent: () => number,
): Promise<Kept> {
  const { keeper, clock } = means;
  const date: Dating = async (wanted) => (await turn.date(wanted)) ?? Promise.reject(new LostError());
  let found: ScanReport | undefined = report;
  for (let tries = 1; found !== undefined; tries++) {
    try {
      return await keeper.accept(found, date, clock.now(), spent());
    } catch (error) {
      if (!(error instanceof LostError) || tries === MOST_TRIES) throw error;
    }
    found = await scan(run, means, turn, undefined);
  }
  throw new LostError();
}

async function scan(
  run: Run,
  { anew }: Means,
  turn: Turn,
  last: ScanOrder['last'],
): Promise<ScanReport | undefined> {
  if (run.calledOff) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
  const scanning = turn.scan(
    { full: run.full || anew, last, recheck: run.recheck },
    {
      progress: (scanned, total) => {
        run.progress = { scanned, total };
      },
      partial: (soFar) => {
        run.partial = soFar;
      },
    },
  );
  run.stops(scanning);
  return await scanning.report;
}
