/** What stands behind a router where several machines share one cabinet. */

import type { Clock } from './cache/clock.js';
import { systemClock } from './cache/clock.js';
import type { Homes } from './homes.js';
import type { Config } from './options.js';
import { ANALYSIS } from './scan/analysis-version.js';
import type { HomeToFind } from './scan/cabinet/find-homes.js';
import { createSharedScanner } from './scan/cabinet/shared-scanner.js';
import type { TimeZone } from './scan/job.js';
import type { Scanner } from './scan/scanner.js';
import type { Worker } from './scan/worker.js';
import type { HomeAlone } from './state/cabinet/alone.js';
import type { State } from './state/state.js';
import { openDatabase } from './store/database.js';
import { loadAlone } from './store/home-files.js';
import { createMembershipFile } from './store/home-ids.js';
import { StoreState } from './store/state.js';
import type { SharedStore } from './store-options.js';
import { ChangingZone } from './time-zone/changing-zone.js';

export interface StoreService {
  /** That of the server, by which all tell ages. */
  readonly clock: Clock;
  /** That of the store, as soon as it was heard. */
  readonly timeZone: TimeZone;
  readonly scanner: Scanner;
  /** @param files the second copy */
  state(files: State): Promise<StoreState>;
  loadAlone(name: string): Promise<HomeAlone | undefined>;
}

/** @param list of the homes that are scanned here, as there are now */
export function createStoreService(
  { url, schema, isZoneGiven, isTtlGiven }: SharedStore,
  config: Pick<Config, 'stateDir' | 'timeZone' | 'ttlMs' | 'logger'> & { readonly homes: Homes },
  list: () => Promise<readonly HomeToFind[]>,
  start: () => Promise<Worker>,
): StoreService {
  const { stateDir, ttlMs, logger, homes } = config;
  const store = { url, schema };
  const database = openDatabase(store);
  const zone = new ChangingZone(config.timeZone);
  const listed = homes.kind === 'list' ? homes.homes : [];
  const sources = listed.flatMap(({ name, source, titles }) =>
    source === undefined ? [] : [{ name, source, titles }],
  );
  const scanner = createSharedScanner({ store, stateDir, timeZone: zone, list, sources, database, start });
  const own = async () => (sources.length > 0 ? sources : await list()).map(({ name }) => name);
  return {
    clock: { now: database.clock.now, after: systemClock.after },
    timeZone: zone,
    scanner,
    async state(files) {
      const known = (await createMembershipFile(stateDir).load())?.timeZone;
      if (known !== undefined) zone.set(known);
      const wishes = { timeZone: config.timeZone, isZoneGiven, ttlMs, isTtlGiven };
      return new StoreState({
        ...{ database, stateDir, files, wishes, own, analysis: ANALYSIS },
        say: logger.warn,
        zone: (name) => zone.set(name),
      });
    },
    loadAlone: (name) => loadAlone(database, name),
  };
}
