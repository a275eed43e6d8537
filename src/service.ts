/** The achievements of one Hermes home: what the router serves, and what the command shows. */

import { join } from 'node:path';
import { systemClock } from './cache/clock.js';
import { Coordinator } from './cache/coordinator.js';
import type { Untitled } from './cache/home-names.js';
import { HomesService } from './cache/homes-service.js';
import { Keeper } from './cache/keeper.js';
import type { Outlets } from './cache/reports.js';
import { createDiagnostics } from './diagnostics.js';
import { createEvents } from './events.js';
import { describeHomes, type Homes } from './homes.js';
import type { Config } from './options.js';
import { createCabinetScanner, createLocalCabinetScanner } from './scan/cabinet/cabinet-scanner.js';
import { type HomeToFind, Profiles } from './scan/cabinet/find-homes.js';
import type { TimeZone } from './scan/job.js';
import { createLocalScanner } from './scan/local-scanner.js';
import type { Scanner } from './scan/scanner.js';
import { workerStarter } from './scan/start-worker.js';
import { createWorkerScanner } from './scan/worker-scanner.js';
import { driverName } from './sqlite/load-driver.js';
import { createAloneFile, isHomeKept } from './state/cabinet/home-files.js';
import { readHomeUnlocks } from './state/cabinet/home-unlocks.js';
import { createState, type StateOptions } from './state/state.js';
import { createTelemetry } from './telemetry.js';
import { localTimeIn } from './time-zone/time-zone.js';

/** Nothing is read or written before something is asked, unless `refreshEveryMs` is set. To be closed. */
export function createService(config: Config, outlets: Outlets = createOutlets(config)): Coordinator {
  const timeZone = { name: config.timeZone, localTime: localTimeIn(config.timeZone) };
  const scanner = createScanner(config, timeZone);
  return new Coordinator({
    ...config,
    ...outlets,
    scanner,
    localTime: timeZone.localTime,
    untitled: untitledOf(config),
    keeper: async () => {
      const state = createState(stateOptions(config));
      return new Keeper(state, await scanner.place(), timeZone, untitledOf(config));
    },
    driver: async () => await driverOf(config),
    clock: systemClock,
    chance: Math.random,
  });
}

/** Each home of several by itself; undefined where there is one. @param coordinator as `createService` made it */
export function createHomesService(config: Config, coordinator: Coordinator): HomesService | undefined {
  const { homes, stateDir } = config;
  if (homes === undefined) return undefined;
  const list = listOf(homes, stateDir);
  return new HomesService({
    coordinator,
    localTime: localTimeIn(config.timeZone),
    untitled: untitledOf(config),
    names: async () => (await list()).map(({ name }) => name),
    loadAlone: (name) => createAloneFile(stateDir, name).load(),
  });
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
    const list = listOf(homes, stateDir);
    const untitled = untitledOf({ homes });
    const withTitles = (home: HomeToFind) => ({ ...home, titles: !untitled.has(home.name) });
    return {
      stateDir,
      takeIn: async () => await readHomeUnlocks((await list()).map(withTitles)),
      say: logger.warn,
    };
  }
  const legacyStatePath = join(home, 'plugin-data', 'hermes-achievements', 'state.json');
  return { stateDir, legacyStatePath, unlockCopyPath, say: logger.warn };
}
