/** Scans homes of one's own into a store that several machines share. */

import { hash } from 'node:crypto';
import type { Database, StorePlace } from '../../store/database.js';
import { findRecords } from '../../store/home-files.js';
import type { SessionSource } from '../../types.js';
import { analysisVersion } from '../analysis-version.js';
import type { TimeZone } from '../job.js';
import { createScannerOn } from '../local-scanner.js';
import type { Scanner } from '../scanner.js';
import type { Worker } from '../worker.js';
import { createScannerOf } from '../worker-scanner.js';
import { CabinetJob } from './cabinet-job.js';
import { markOfHomes } from './cabinet-scanner.js';
import type { HomeToFind } from './find-homes.js';
import { chosenOf } from './find-in-homes.js';
import { createStorePlace } from './store-place.js';

export interface HomeWithSource {
  readonly name: string;
  readonly source: SessionSource;
  readonly titles: boolean;
}

export interface StoreToScanInto {
  readonly store: StorePlace;
  readonly stateDir: string;
  /** That of the store, which may be heard later. */
  readonly timeZone: TimeZone;
  readonly list: () => Promise<readonly HomeToFind[]>;
  /** Of the host's own, in place of the list. */
  readonly sources: readonly HomeWithSource[];
  /** To look for a session. */
  readonly database: Database;
  readonly start: () => Promise<Worker>;
}

export function createSharedScanner(into: StoreToScanInto): Scanner {
  const { store, stateDir, timeZone, list, sources, database, start } = into;
  const ways = {
    // Whoever shares it, wherever: what they keep is the same.
    place: async () => 'store',
    find: async (id: string, home?: string) => {
      const found = await findRecords(database, analysisVersion(), id, home);
      return chosenOf(found.map((one) => ({ ...one.record, home: one.home })));
    },
  };
  if (sources.length > 0) return createLocalScanner(into, ways);
  return createScannerOf(start, {
    ...ways,
    home: async () => ({ stateDir, timeZone: timeZone.name, homes: await list(), store }),
    mark: () => markOfHomes(list),
  });
}

function createLocalScanner(
  { store, stateDir, timeZone, sources }: StoreToScanInto,
  ways: Pick<Scanner, 'place' | 'find'>,
): Scanner {
  const homes = sources.map(({ name, titles }) => ({ name, place: placeOf(name), titles, isShared: false }));
  const place = createStorePlace({ store, stateDir, homes: async () => homes });
  const job = new CabinetJob({ place, timeZone, now: () => place.shared.now() });
  job.setHomes(
    sources.map(({ name, source, titles }) => ({
      ...{ name, titles },
      source: () => source,
      look: async () => undefined,
    })),
  );
  const scanner = createScannerOn(job, place.turn, ways);
  return { ...scanner, close: () => place.close() };
}

/** Where a source of the host's own is, nobody knows. */
function placeOf(name: string): string {
  return hash('sha256', `source ${name}`).slice(0, 16);
}
