import { join } from 'node:path';
import express, { type Router } from 'express';
import { systemClock } from './cache/clock.js';
import { Coordinator } from './cache/coordinator.js';
import { Keeper } from './cache/keeper.js';
import { mountRoutes } from './http/express.js';
import { type AchievementsOptions, type Config, resolveOptions } from './options.js';
import { createLocalScanner } from './scan/local-scanner.js';
import type { Scanner } from './scan/scanner.js';
import { createWorkerScanner } from './scan/worker-scanner.js';
import { createState } from './state/state.js';
import { createTelemetry } from './telemetry.js';

/** An Express router that can be ended. */
export interface AchievementsRouter extends Router {
  /**
   * Stops a running scan and lets go of everything; files are left whole, nothing keeps the process alive. Requests that
   * come later are answered with 503, but for the static `/overview`. May be called again.
   */
  close(): Promise<void>;
}

/**
 * The achievements of one Hermes home, to be mounted below any path. Nothing is read or written before the first
 * request, unless `refreshEveryMs` is set.
 *
 * @throws AchievementsError ERR_ACHIEVEMENTS_OPTION, naming the option, what it got and what it takes
 */
export function createAchievementsRouter(options?: AchievementsOptions): AchievementsRouter {
  const config = resolveOptions(options);
  const coordinator = createCoordinator(config);
  const router = express.Router();
  mountRoutes(router, coordinator, config);
  return Object.assign(router, { close: () => coordinator.close() });
}

function createCoordinator(config: Config): Coordinator {
  const scanner = createScanner(config);
  return new Coordinator({
    ...config,
    scanner,
    keeper: async () => new Keeper(createState(stateOptions(config)), await scanner.place()),
    telemetry: createTelemetry(),
    clock: systemClock,
    chance: Math.random,
  });
}

function createScanner({ source, databasePath }: Config): Scanner {
  return source === undefined ? createWorkerScanner(databasePath) : createLocalScanner(source);
}

function stateOptions({ home, stateDir }: Config) {
  return { stateDir, legacyStatePath: join(home, 'plugin-data', 'hermes-achievements', 'state.json') };
}
