import express, { type Router } from 'express';
import type { EventName, Events, Listener } from './events.js';
import { mountPage, mountRoutes } from './http/express.js';
import { type AchievementsOptions, resolveOptions } from './options.js';
import { createHomesService, createOutlets, createService } from './service.js';
import type { AchievementsMetrics } from './telemetry.js';

/** An Express router that tells what happens, and can be ended. */
export interface AchievementsRouter extends Router {
  /**
   * The page and the element alone, without any data: for the same path, in front of a login that scripts of a page do
   * not pass, such as a bearer token. It is there whatever the option `page` says.
   */
  readonly assets: Router;
  /**
   * Calls `listener` with each event of that name from now on; as with any event emitter, once for each time it was added.
   * `unlock`: a badge was unlocked or has reached a higher tier. `import`: a first scan is through, with all that it
   * unlocked; then there is no `unlock`. Both after it was saved, once, by the one process that saved it. What a listener
   * throws, or rejects with, goes to the logger.
   *
   * @throws TypeError for an event that does not exist, and for what is no function
   */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): this;
  /** As `on`, for the next event only. */
  once<Name extends EventName>(name: Name, listener: Listener<Name>): this;
  /** Takes a listener away again. */
  off<Name extends EventName>(name: Name, listener: Listener<Name>): this;
  /** Numbers about the scans of this router, as of now; those of `metrics` in `/scan-status`. */
  metrics(): AchievementsMetrics;
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
  const outlets = createOutlets(config);
  const service = createService(config, outlets);
  const router = express.Router();
  const homes = createHomesService(config, service);
  mountRoutes(router, service, config, Date.now, homes);
  const assets = express.Router();
  mountPage(assets, { service, ...config, homes });
  const { events, telemetry } = outlets;
  const chained =
    (register: Events['on']) =>
    <Name extends EventName>(name: Name, listener: Listener<Name>) => {
      register(name, listener);
      return achievements;
    };
  const achievements: AchievementsRouter = Object.assign(router, {
    assets,
    on: chained(events.on),
    once: chained(events.once),
    off: chained(events.off),
    metrics: telemetry.metrics,
    close: () => service.close(),
  });
  return achievements;
}
