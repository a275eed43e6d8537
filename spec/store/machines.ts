/** Machines that share a cabinet: each with homes and a state directory of its own, and dashboards that have none. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AchievementsOptions } from '#src/index.js';
import type { HistorySession } from '../support/history.js';
import { writeHistory } from '../support/history.js';
import type { Home } from '../support/home.js';
import type { Server } from '../support/postgres/server.js';
import { type Served, servedHomes } from '../support/served.js';

export interface Machines {
  /** Names another cabinet for each spec. */
  readonly schema: string;
  /** Writes its history, in place of what is there. */
  write(name: string, sessions: readonly HistorySession[]): Promise<string>;
  databaseOf(name: string): string;
  /** One that has a home of that name. */
  machine(name: string, options?: AchievementsOptions): Served;
  dashboard(name?: string, options?: AchievementsOptions): Served;
}

/** Call it in a `describe`, after `temporaryHome()`. @param url of a pooler; by default of the server */
export function machinesOn(home: () => Home, server: () => Server, url = () => server().url()): Machines {
  const serve = servedHomes(home);
  let number = 0;
  beforeEach(() => {
    number++;
  });
  const databaseOf = (name: string) => join(home().path, name, 'state.db');
  const start = (name: string, options: AchievementsOptions) =>
    serve({
      hermesHome: join(home().path, name),
      stateDir: join(home().path, name, 'state'),
      store: url(),
      storeSchema: `cabinet_${number}`,
      timeZone: 'UTC',
      ...options,
    });
  return {
    get schema() {
      return `cabinet_${number}`;
    },
    databaseOf,
    async write(name, sessions) {
      await mkdir(join(home().path, name), { recursive: true });
      await writeHistory(databaseOf(name), sessions);
      return databaseOf(name);
    },
    machine: (name, options = {}) => start(name, { homes: [{ name }], ...options }),
    dashboard: (name = 'dashboard', options = {}) => start(name, { homes: [], ...options }),
  };
}
