import { setImmediate } from 'node:timers/promises';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { SessionReader, SessionSource } from '../types.js';
import { loadRecords, runJob } from './job.js';
import type { Scanner } from './scanner.js';

/** How long the scan keeps the main thread before others get their turn; a single message is not cut. */
const SLICE_MS = 8;

/** Scans a source of the host's own. That is functions, which cannot go to another thread, so it runs here, in slices. */
export function createLocalScanner(source: SessionSource, localTime: ToLocalTime): Scanner {
  return {
    start(job, watch) {
      let stopped = false;
      let reading: SessionReader | undefined;
      const hooks = {
        stopped: () => stopped,
        reading: (reader: SessionReader | undefined) => {
          reading = reader;
        },
        pause: slices(),
      };
      return {
        report: runJob(source, job, localTime, hooks, watch),
        stop() {
          stopped = true;
          reading?.interrupt();
        },
      };
    },
    async records(checkpoint) {
      const records = await loadRecords(checkpoint);
      return new Map(records.map((record) => [record.id, record]));
    },
    mark: async () => undefined,
    place: async () => 'custom',
    close: async () => {},
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
