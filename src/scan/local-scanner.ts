import { setImmediate } from 'node:timers/promises';
import { findRecord } from '../state/checkpoint/find-record.js';
import { createHomeStore } from '../state/home-files.js';
import type { Lock } from '../state/lock.js';
import type { SessionReader, SessionSource } from '../types.js';
import { analysisVersion } from './analysis-version.js';
import { Job, type ScanOrder, type TimeZone } from './job.js';
import type { Watch } from './progress.js';
import type { RunningScan, Scanner } from './scanner.js';

/** How long the scan keeps the main thread before others get their turn; a single message is not cut. */
const SLICE_MS = 8;

/** Scans a source of the host's own. That is functions, which cannot go to another thread, so it runs here, in slices. */
export function createLocalScanner(source: SessionSource, stateDir: string, timeZone: TimeZone): Scanner {
  const store = createHomeStore(stateDir);
  const job = new Job({ source, store, timeZone, now: Date.now });
  return createScannerOn(job, store.turn, {
    find: (id) => (store.isSaved ? findRecord(stateDir, analysisVersion(), id) : job.find(id)),
    place: async () => 'custom',
  });
}

/** Scans on the main thread, in slices, by whoever has the turn. */
export function createScannerOn(
  job: Pick<Job, 'scan' | 'date'>,
  turn: Lock,
  ways: Pick<Scanner, 'find' | 'place'>,
): Scanner {
  return {
    ...ways,
    async take() {
      const held = await turn.take();
      if (held === undefined) return undefined;
      const { problem } = turn;
      return {
        problem,
        scan: (order, watch) => start(job, order, watch),
        date: (wanted) => job.date(wanted),
        release: () => held.release(),
      };
    },
    mark: async () => undefined,
    close: async () => {},
  };
}

function start(job: Pick<Job, 'scan'>, order: ScanOrder, watch: Watch): RunningScan {
  let stopped = false;
  let reading: Pick<SessionReader, 'interrupt'> | undefined;
  const hooks = {
    stopped: () => stopped,
    reading: (reader: Pick<SessionReader, 'interrupt'> | undefined) => {
      reading = reader;
    },
    pause: slices(),
  };
  return {
    report: job.scan(order, hooks, watch),
    stop() {
      stopped = true;
      reading?.interrupt();
    },
  };
}

function slices(): () => Promise<void> | undefined {
  let end = performance.now() + SLICE_MS;
  return () => {
    if (performance.now() < end) return undefined;
    return setImmediate().then(() => {
      end = performance.now() + SLICE_MS;
    });
  };
}
