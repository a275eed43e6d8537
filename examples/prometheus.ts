/** The numbers of the router beside those of its host, for Prometheus: GET /metrics. */

import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import {
  type AchievementsOptions,
  type AchievementsRouter,
  createAchievementsRouter,
} from 'hermes-achievements-router';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

type Metrics = ReturnType<AchievementsRouter['metrics']>;

/** What is counted since the start: name, help, and where the number comes from. */
const COUNTERS: readonly (readonly [name: string, help: string, of: (metrics: Metrics) => number])[] = [
  ['scans_total', 'Scans that succeeded.', ({ scanCount }) => scanCount],
  ['scan_failures_total', 'Scans that failed.', ({ failures }) => failures],
  ['sessions_rescanned_total', 'Sessions that were read.', ({ sessionsRescanned }) => sessionsRescanned],
  ['sessions_reused_total', 'Sessions that needed no reading.', ({ sessionsReused }) => sessionsReused],
  ['scans_joined_total', 'Requests that joined a running scan.', ({ dedupeHits }) => dedupeHits],
  ['stale_served_total', 'Reads answered from a stale snapshot.', ({ staleServed }) => staleServed],
];

/** Adds the numbers of a router to a registry; they are asked for whenever somebody asks the registry. */
export function registerMetrics(register: Registry, { metrics }: Pick<AchievementsRouter, 'metrics'>): void {
  const registers = [register];
  for (const [name, help, of] of COUNTERS) {
    new Counter({
      name: `hermes_achievements_${name}`,
      help,
      registers,
      collect() {
        // The router counts; this only shows it.
        this.reset();
        this.inc(of(metrics()));
      },
    });
  }
  new Gauge({
    name: 'hermes_achievements_scan_duration_seconds',
    help: 'How long the last hundred scans took.',
    labelNames: ['of'],
    registers,
    collect() {
      const { avg, p95 } = metrics().scanDurationMs;
      this.set({ of: 'avg' }, avg / 1000);
      this.set({ of: 'p95' }, p95 / 1000);
    },
  });
}

export interface MeteredHost {
  readonly app: Express;
  close(): Promise<void>;
}

export function createMeteredHost(options: AchievementsOptions = {}): MeteredHost {
  const app = express();
  const achievements = createAchievementsRouter(options);
  app.use('/api/plugins/hermes-achievements', achievements);

  const register = new Registry();
  collectDefaultMetrics({ register });
  registerMetrics(register, achievements);
  app.get('/metrics', async (_request, response) => {
    response.type(register.contentType).send(await register.metrics());
  });
  return { app, close: () => achievements.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { PORT = '9122' } = process.env;
  const { app, close } = createMeteredHost({
    allowedHosts: ['localhost', '127.0.0.1'],
    refreshEveryMs: 5 * 60_000,
    logger: console,
  });
  const server = createServer(app).listen(Number(PORT), '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : PORT;
    console.log(`http://127.0.0.1:${port}/metrics`);
  });
  const stop = (): void => {
    server.close();
    void close().then(() => {
      server.closeAllConnections();
      process.exit();
    });
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
}
