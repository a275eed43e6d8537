/** All profiles of a Hermes home in one cabinet. */

import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import { type AchievementsOptions, createAchievementsRouter } from 'hermes-achievements-router';

/** @param options what else the router gets */
export function createProfilesHost(options: AchievementsOptions = {}): {
  readonly app: Express;
  close(): Promise<void>;
} {
  const achievements = createAchievementsRouter({ homes: 'profiles', ...options });
  const app = express().use('/achievements', achievements);
  return { app, close: () => achievements.close() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { PORT = '9123' } = process.env;
  const { app, close } = createProfilesHost({
    allowedHosts: ['localhost', '127.0.0.1'],
    logger: { ...console, debug() {} },
  });
  const server = createServer(app).listen(Number(PORT), '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : PORT;
    console.log(`http://127.0.0.1:${port}/achievements/`);
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
