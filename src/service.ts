/** The achievements of one Hermes home: what the router serves, and what the command shows. */

import { join } from 'node:path';
import { systemClock } from './cache/clock.js';
import { Coordinator } from './cache/coordinator.js';
import { Keeper } from './cache/keeper.js';
import type { Outlets } from './cache/reports.js';
import { createDiagnostics } from './diagnostics.js';
import { createEvents } from './events.js';
import type { Config } from './options.js';
import type { TimeZone } from './scan/job.js';
import { createLocalScanner } from './scan/local-scanner.js';
import type { Scanner } from './scan/scanner.js';
import { workerStarter } from './scan/start-worker.js';
import { createWorkerScanner } from './scan/worker-scanner.js';
import { driverName } from './sqlite/load-driver.js';
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
    keeper: async () => new Keeper(createState(stateOptions(config)), await scanner.place(), timeZone),
    driver: async () => await driverOf(config),
    clock: systemClock,
    chance: Math.random,
  });
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
  const { source, history, stateDir, logger } = config;
  if (source !== undefined) return createLocalScanner(source, stateDir, timeZone);
  return createWorkerScanner(
    { history, stateDir, timeZone: timeZone.name },
    workerStarter((message) => logger.warn(message)),
  );
}

/** What would read the history; null when nothing can, or when that is the host's own. */
async function driverOf({ source, history }: Config): Promise<string | null> {
  if (source !== undefined) return null;
  return history.kind === 'sqlite' ? await driverName() : history.kind;
}

function stateOptions({ home, stateDir, unlockCopyPath, logger }: Config): StateOptions {
  const legacyStatePath = join(home, 'plugin-data', 'hermes-achievements', 'state.json');
  return { stateDir, legacyStatePath, unlockCopyPath, say: logger.warn };
}
