/** The achievements of one Hermes home: what the router serves, and what the command shows. */

import { join } from 'node:path';
import { systemClock } from './cache/clock.js';
import { Coordinator } from './cache/coordinator.js';
import { HomesService } from './cache/homes-service.js';
import { Keeper } from './cache/keep/keeper.js';
import type { Outlets } from './cache/refresh/reports.js';
import type { Untitled } from './cache/view/home-names.js';
import { createDiagnostics } from './diagnostics.js';
import { createEvents } from './events.js';
import { describeHomes, type Homes } from './homes.js';
import { optionError } from './option-errors.js';
import type { Config } from './options.js';
import { createCabinetScanner, createLocalCabinetScanner } from './scan/cabinet/cabinet-scanner.js';
import { type HomeToFind, Profiles } from './scan/cabinet/find-homes.js';
import type { TimeZone } from './scan/job.js';
import { createLocalScanner } from './scan/local-scanner.js';
import type { Scanner } from './scan/scanner.js';
import { sharedWorkerStarter, workerStarter } from './scan/start-worker.js';
import { createWorkerScanner } from './scan/worker-scanner.js';
import { driverName } from './sqlite/load-driver.js';
import { createAloneFile, isHomeKept } from './state/cabinet/home-files.js';
import { readHomeUnlocks } from './state/cabinet/home-unlocks.js';
import { createState, type StateOptions } from './state/state.js';
import { createStoreService, type StoreService } from './store-service.js';
import { createTelemetry } from './telemetry.js';
import { localTimeIn } from './time-zone/time-zone.js';

/** Nothing is read or written before something is asked, unless `refreshEveryMs` is set. To be closed. */
export function createService(config: Config, outlets: Outlets = createOutlets(config)): Coordinator {
  const store = storeServiceOf(config);
  const timeZone = store?.timeZone ?? { name: config.timeZone, localTime: localTimeIn(config.timeZone) };
  const scanner = store?.scanner ?? createScanner(config, timeZone);
  return new Coordinator({
    ...config,
    ...outlets,
    scanner,
    zone: timeZone,
    untitled: untitledOf(config),
    keeper: async () => {
      const files = createState(stateOptions(config));
      const state = (await store?.state(files)) ?? files;
      return new Keeper(state, await scanner.place(), timeZone, untitledOf(config));
    },
    driver: async () => await driverOf(config),
    clock: store?.clock ?? systemClock,
    chance: Math.random,
    loadAlone: store?.loadAlone ?? ((name) => createAloneFile(config.stateDir, name).load()),
  });
}

/**
 * Brings what a store has unlocked into the files of its state directory. Resolves with how many badges those have then.
 * @throws AchievementsError when the store cannot be asked, or the files cannot be saved
 */
export async function moveOut(config: Config): Promise<number> {
  const store = storeServiceOf(config);
  const state = await store?.state(createState(stateOptions(config)));
  if (state === undefined)
    throw optionError('To move to files takes a store to move from: the option store.');
  try {
    return await state.moveOut();
  } finally {
    await state.close();
  }
}

/**
 * Has a store forget a home.
 * @throws AchievementsError when the store cannot be asked, has none of that name, or somebody scans it
 */
export async function forgetHome(config: Config, name: string): Promise<void> {
  const store = storeServiceOf(config);
  const state = await store?.state(createState(stateOptions(config)));
  if (state === undefined) throw optionError('Only a store has homes to forget: the option store.');
  try {
    await state.forget(name);
  } finally {
    await state.close();
  }
}

/** Each home of several by itself; undefined where there is one. @param coordinator as `createService` made it */
export function createHomesService(config: Config, coordinator: Coordinator): HomesService | undefined {
  const { homes, stateDir } = config;
  if (homes === undefined) return undefined;
  const list = listOf(homes, stateDir);
  return new HomesService({
    coordinator,
    ...coordinator.shows,
    untitled: untitledOf(config),
    names: async () => (await list()).map(({ name }) => name),
  });
}

/** Undefined where what is known lies in files. */
function storeServiceOf(config: Config): StoreService | undefined {
  const { store, homes, stateDir, logger } = config;
  if (store === undefined || homes === undefined) return undefined;
  return createStoreService(
    store,
    { ...config, homes },
    titledListOf(homes, stateDir),
    sharedWorkerStarter((message) => logger.warn(message)),
  );
}

function untitledOf({ homes }: Pick<Config, 'homes'>): Untitled {
  const listed = homes?.kind === 'list' ? homes.homes : [];
  return new Set(listed.flatMap(({ name, titles }) => (titles ? [] : [name])));
}

/** Who hears of the refreshes, besides the log. */
export function createOutlets({ logger, stateDir }: Config): Outlets {
  return {
    telemetry: createTelemetry(),
    diagnostics: createDiagnostics(stateDir),
    events: createEvents(logger),
  };
}

function createScanner(config: Config, timeZone: TimeZone): Scanner {
  const { source, history, stateDir, logger, homes } = config;
  if (homes !== undefined) return createHomesScanner(homes, config, timeZone);
  if (source !== undefined) return createLocalScanner(source, stateDir, timeZone);
  return createWorkerScanner(
    { history, stateDir, timeZone: timeZone.name },
    workerStarter((message) => logger.warn(message)),
  );
}

function createHomesScanner(homes: Homes, { stateDir, logger }: Config, timeZone: TimeZone): Scanner {
  const listed = homes.kind === 'list' ? homes.homes : [];
  const sources = listed.flatMap(({ name, source }) => (source === undefined ? [] : [{ name, source }]));
  if (sources.length > 0) return createLocalCabinetScanner(sources, stateDir, timeZone);
  const list = listOf(homes, stateDir);
  return createCabinetScanner(
    { stateDir, timeZone: timeZone.name, place: describeHomes(homes), list },
    workerStarter((message) => logger.warn(message)),
  );
}

/** Those that there are now. */
function listOf(homes: Homes, stateDir: string): () => Promise<readonly HomeToFind[]> {
  if (homes.kind === 'profiles') {
    const profiles = new Profiles(homes.hermesHome, (name) => isHomeKept(stateDir, name));
    return () => profiles.list();
  }
  const listed = homes.homes.map(({ name, home, history }) => ({ name, home, history }));
  return async () => listed;
}

/** The same, and whether the titles of each may be told. */
function titledListOf(homes: Homes, stateDir: string) {
  const list = listOf(homes, stateDir);
  const untitled = untitledOf({ homes });
  return async () => (await list()).map((home) => ({ ...home, titles: !untitled.has(home.name) }));
}

/** What would read the histories; null when nothing can, or when those are the host's own. */
async function driverOf({ source, history, homes }: Config): Promise<string | null> {
  if (homes?.kind === 'list') {
    const [first, ...others] = new Set(
      homes.homes.map((home) => (home.source ? undefined : home.history.kind)),
    );
    if (first !== 'sqlite' && others.length === 0) return first ?? null;
  } else if (homes === undefined) {
    if (source !== undefined) return null;
    if (history.kind !== 'sqlite') return history.kind;
  }
  return await driverName();
}

function stateOptions({ home, stateDir, unlockCopyPath, logger, homes }: Config): StateOptions {
  if (homes !== undefined) {
    const list = titledListOf(homes, stateDir);
    return {
      stateDir,
      takeIn: async () => await readHomeUnlocks(await list()),
      say: logger.warn,
      unlockCopyPath,
    };
  }
  const legacyStatePath = join(home, 'plugin-data', 'hermes-achievements', 'state.json');
  return { stateDir, legacyStatePath, unlockCopyPath, say: logger.warn };
}
