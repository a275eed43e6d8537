/** One router for each profile of a Hermes home, each with its history and its state, and an index of them. */

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import {
  type AchievementsOptions,
  type AchievementsRouter,
  createAchievementsRouter,
} from 'hermes-achievements-router';

/** A directory may have any name; what goes into paths, links and pages is one of these, and needs no escaping. */
const PROFILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

export interface ProfilesHost {
  readonly app: Express;
  /** Where each router is mounted, the default home first. */
  readonly mounts: readonly string[];
  close(): Promise<void>;
}

/** Paths of their own would make the profiles share one history or state. */
type SharedOptions = Omit<AchievementsOptions, 'hermesHome' | 'profile' | 'databasePath' | 'stateDir'>;

/** @param optionsOf what else the router of a mount gets */
export async function createProfilesHost(
  hermesHome: string,
  optionsOf: (mount: string) => SharedOptions = () => ({}),
): Promise<ProfilesHost> {
  const app = express();
  // Else a request for the profile `a` would be answered by that of `A`.
  app.enable('case sensitive routing');

  const routers = new Map<string, AchievementsRouter>();
  const add = (mount: string, profile?: string): void => {
    routers.set(mount, createAchievementsRouter({ ...optionsOf(mount), hermesHome, profile }));
  };
  add('/default');
  for (const profile of await findProfiles(hermesHome)) add(`/profiles/${profile}`, profile);
  for (const [mount, router] of routers) app.use(mount, router);

  const mounts = [...routers.keys()];
  app.get('/', (_request, response) => {
    const items = mounts.map((mount) => `<li><a href="${mount}/">${mount.slice(1)}</a></li>`);
    response.send(
      `<!doctype html><title>Achievements</title><h1>Achievements</h1><ul>${items.join('')}</ul>`,
    );
  });
  const close = async () => {
    await Promise.all([...routers.values()].map((router) => router.close()));
  };
  return { app, mounts, close };
}

/** The profiles that there are by now; one that is made later needs a restart. */
async function findProfiles(hermesHome: string): Promise<readonly string[]> {
  const profiles = join(hermesHome, 'profiles');
  if (!existsSync(profiles)) return [];
  const entries = await readdir(profiles, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return names.filter((name) => PROFILE_NAME.test(name)).sort();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { PORT = '9123', HERMES_HOME = join(homedir(), '.hermes') } = process.env;
  const { app, close } = await createProfilesHost(HERMES_HOME, (mount) => {
    const say = (line: string): void => console.log(`${mount}: ${line}`);
    return {
      allowedHosts: ['localhost', '127.0.0.1'],
      logger: { debug() {}, info: say, warn: say, error: say },
    };
  });
  const server = createServer(app).listen(Number(PORT), '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : PORT;
    console.log(`http://127.0.0.1:${port}/`);
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
