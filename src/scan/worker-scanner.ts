import type { Crossing } from '../engine/folding/crossings.js';
import { AchievementsError } from '../errors.js';
import { findRecord } from '../state/checkpoint/find-record.js';
import type { SessionRecord } from '../types.js';
import { analysisVersion } from './analysis-version.js';
import { markOf, nameOf } from './history-mark.js';
import type { ScanReport } from './job.js';
import type { Home, OneHome, TaskWord } from './messages.js';
import { Pool } from './pool.js';
import type { Watch } from './progress.js';
import type { RunningScan, Scanner, Turn } from './scanner.js';
import type { Doing, Worker } from './worker.js';

/** A worker that has read more than this has a heap of a size that is not worth keeping. */
const MESSAGES_OF_A_SMALL_SCAN = 5_000;

/**
 * As long as somebody may press Rescan once more, or a scan is followed by another for what has changed meanwhile. A
 * process takes 60 to 110 ms to start, in the background of a read that does not wait for it; while idle it holds 20 to
 * 40 MB. The next refresh that nobody asks for comes after minutes: for that it is not kept.
 */
const IDLE_MS = 20_000;

/**
 * Scans a history apart from the host's main thread.
 * @param start where: in a process, or in a thread where there can be none
 */
export function createWorkerScanner(home: OneHome, start: () => Promise<Worker>): Scanner {
  const { history, stateDir } = home;
  return createScannerOf(start, {
    home: async () => home,
    mark: () => markOf(history),
    place: () => nameOf(history),
    find: (id) => findRecord(stateDir, analysisVersion(), id),
  });
}

/** What is scanned apart, and how it is looked at from here. */
export interface Apart extends Pick<Scanner, 'mark' | 'place' | 'find'> {
  /** As it is now. */
  home(): Promise<Home>;
}

/** Scans whatever is in SQLite apart from the host's main thread. */
export function createScannerOf(start: () => Promise<Worker>, apart: Apart): Scanner {
  const pool = new Pool(start, IDLE_MS);
  /** Whether a worker holds a checkpoint that the disk does not. */
  let isUnsaved = false;

  async function findInWorker(id: string): Promise<SessionRecord | undefined> {
    let record: SessionRecord | undefined;
    const finding = pool.run(
      { type: 'find', home: await apart.home(), id },
      (word) => {
        if (word.type === 'found') record = word.record;
      },
      () => true,
    );
    await finding.ended;
    return record;
  }

  return {
    async take() {
      const home = await apart.home();
      return await new Promise((resolve, reject) => {
        const listener = new Listener();
        const doing = pool.run(
          { type: 'turn', home },
          (word) => {
            if (word.type !== 'turn') listener.heard(word);
            else if (word.held) resolve(turnOf(doing, listener, word.problem));
          },
          () => {
            isUnsaved = listener.report === undefined ? isUnsaved : listener.report.problem !== undefined;
            // One that holds what could not be saved is kept, whatever its size.
            return isUnsaved || (listener.report?.messagesScanned ?? 0) <= MESSAGES_OF_A_SMALL_SCAN;
          },
        );
        doing.ended.then(() => resolve(undefined), reject);
      });
    },
    async find(id, name) {
      if (isUnsaved && (await apart.home()).homes === undefined) return await findInWorker(id);
      return await apart.find(id, name);
    },
    mark: apart.mark,
    place: apart.place,
    close: () => pool.close(),
  };
}

/** Hears what a worker says of its scan. */
class Listener {
  watch: Watch | undefined;
  report: ScanReport | undefined;
  done = (): void => {};
  dated = (_crossings: readonly Crossing[] | undefined): void => {};

  heard(word: TaskWord): void {
    if (word.type === 'progress') this.watch?.progress(word.scanned, word.total);
    else if (word.type === 'partial') this.watch?.partial(word.aggregate);
    else if (word.type === 'dates') this.dated(word.crossings);
    else if (word.type === 'done') {
      this.report = word.report;
      this.done();
    }
  }
}

function turnOf(doing: Doing, listener: Listener, problem: string | undefined): Turn {
  return {
    problem,
    scan(order, watch): RunningScan {
      listener.watch = watch;
      const report = new Promise<ScanReport | undefined>((resolve, reject) => {
        listener.done = () => resolve(listener.report);
        doing.ended.then(() => reject(stoppedError()), reject);
      });
      doing.say({ type: 'scan', order });
      return { report, stop: () => doing.say({ type: 'stop' }) };
    },
    async date(wanted) {
      if (wanted.length === 0) return [];
      return await new Promise((resolve, reject) => {
        listener.dated = resolve;
        doing.ended.then(() => reject(stoppedError()), reject);
        doing.say({ type: 'date', wanted });
      });
    },
    async release() {
      doing.say({ type: 'release' });
      // What went wrong was told by the scan.
      await doing.ended.catch(() => {});
    },
  };
}

function stoppedError(): AchievementsError {
  return new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.');
}
