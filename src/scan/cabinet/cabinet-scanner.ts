/** Scans several homes as one. */

import { hash } from 'node:crypto';
import pLimit from 'p-limit';
import type { SessionSource } from '../../types.js';
import { markOf } from '../history-mark.js';
import type { TimeZone } from '../job.js';
import { createScannerOn } from '../local-scanner.js';
import type { Scanner } from '../scanner.js';
import type { Worker } from '../worker.js';
import { createScannerOf } from '../worker-scanner.js';
import { CabinetJob } from './cabinet-job.js';
import { createDirectoryPlace } from './cabinet-place.js';
import type { HomeToFind } from './find-homes.js';
import { findInHomes } from './find-in-homes.js';

const MOST_AT_ONCE = 2;

export interface CabinetToScan {
  readonly stateDir: string;
  /** The zone that decides days: see `time-zone/`. */
  readonly timeZone: string;
  /** Names where the homes are, as the option did. */
  readonly place: string;
  /** Those that there are now, in order. */
  readonly list: () => Promise<readonly HomeToFind[]>;
}

/** Of homes whose histories are read apart. */
export function createCabinetScanner(cabinet: CabinetToScan, start: () => Promise<Worker>): Scanner {
  const { stateDir, timeZone, list } = cabinet;
  return createScannerOf(start, {
    home: async () => ({ stateDir, timeZone, homes: await list() }),
    mark: () => markOfHomes(list),
    place: async () => placeOf(cabinet.place),
    async find(id, home) {
      const names = (await list()).map(({ name }) => name);
      return await findInHomes(stateDir, home === undefined ? names : [home], id);
    },
  });
}

/** How all of them look from outside; undefined when that cannot be told. */
export async function markOfHomes(list: CabinetToScan['list']): Promise<string | undefined> {
  const homes = await list();
  const limit = pLimit(MOST_AT_ONCE);
  const marks = await Promise.all(homes.map(({ history }) => limit(() => markOf(history))));
  if (marks.includes(undefined)) return undefined;
  return hash('sha256', JSON.stringify(homes.map(({ name, notice }, place) => [name, marks[place], notice])));
}

/** Of homes whose histories are sources of the host's own. */
export function createLocalCabinetScanner(
  homes: readonly { readonly name: string; readonly source: SessionSource }[],
  stateDir: string,
  timeZone: TimeZone,
): Scanner {
  const place = createDirectoryPlace(stateDir);
  const job = new CabinetJob({ place, timeZone, now: Date.now });
  job.setHomes(
    homes.map(({ name, source }) => ({ name, source: () => source, look: async () => undefined })),
  );
  const names = homes.map(({ name }) => name);
  return createScannerOn(job, place.turn, {
    place: async () => placeOf(JSON.stringify(names)),
    find: (id, home) => findInHomes(stateDir, home === undefined ? names : [home], id),
  });
}

/** A hash: paths stay private. */
function placeOf(homes: string): string {
  return `homes ${hash('sha256', homes).slice(0, 16)}`;
}
