/** A dashboard with our router in it, on a port of its own. */
import { once } from 'node:events';
import express, { type Express } from 'express';
import { createAchievementsRouter } from '#src/index.js';
import { type Place, stateDirOf } from './place.js';

export interface App {
  readonly app: Express;
  readonly url: string;
  readonly stateDir: string;
  /** `POST /rescan`, waited for. @throws Error when it did not finish well */
  rescan(query?: string): Promise<void>;
  close(): Promise<void>;
}

const MOUNT = '/achievements-api';
/** Longer than any scan of a trial. */
const PATIENCE_MS = 600_000;

export async function startApp(place: Place): Promise<App> {
  const stateDir = stateDirOf(place);
  const { databasePath, databaseUrl, databaseSchema } =
    typeof place === 'string' ? { databasePath: place } : { ...place, databasePath: undefined };
  const router = createAchievementsRouter({
    databasePath,
    databaseUrl,
    databaseSchema,
    stateDir,
    hermesHome: stateDir,
    ttlMs: PATIENCE_MS,
    bootstrapWaitMs: PATIENCE_MS,
    rescanWaitMs: PATIENCE_MS,
  });
  const app = express();
  app.use(MOUNT, router);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}${MOUNT}`;
  return {
    app,
    url,
    stateDir,
    async rescan(query = '') {
      const response = await fetch(`${url}/rescan${query}`, { method: 'POST' });
      const text = await response.text();
      if (response.status !== 200) throw new Error(`POST /rescan: ${response.status} ${text}`);
    },
    async close() {
      await router.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
