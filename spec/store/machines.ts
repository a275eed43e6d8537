/** Machines that share a cabinet: each with homes and a state directory of its own, and dashboards that have none. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { AchievementsOptions } from '#src/index.js';
import type { Payload } from '#src/payload.js';
import type { HistorySession } from '../support/history.js';
import { openWriter, writeHistory } from '../support/history.js';
import type { Home } from '../support/home.js';
import type { Server } from '../support/postgres/server.js';
import { type Served, servedHomes } from '../support/served.js';
import { testStore } from './support.js';

export interface Machines {
  /** Names another cabinet for each spec. */
  readonly schema: string;
  /** Writes its history, in place of what is there. */
  write(name: string, sessions: readonly HistorySession[]): Promise<string>;
  databaseOf(name: string): string;
  stateDirOf(name: string): string;
  /** Another session in its history, as Hermes writes it. */
  add(name: string, session: HistorySession): Promise<void>;
  /** One that has a home of that name. */
  machine(name: string, options?: AchievementsOptions): Served;
  dashboard(name?: string, options?: AchievementsOptions): Served;
  /** In the store, past every rule of ours. `$schema` stands for its schema. */
  sql(statement: string): Promise<readonly (readonly unknown[])[]>;
}

/** Call it in a `describe`, after `temporaryHome()`. @param url of a pooler; by default of the server */
export function machinesOn(home: () => Home, server: () => Server, url = () => server().url()): Machines {
  const serve = servedHomes(home);
  let number = 0;
  beforeEach(() => {
    number++;
  });
  const databaseOf = (name: string) => join(home().path, name, 'state.db');
  const stateDirOf = (name: string) => join(home().path, name, 'state');
  const start = (name: string, options: AchievementsOptions) =>
    serve({
      hermesHome: join(home().path, name),
      stateDir: stateDirOf(name),
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
    stateDirOf,
    async add(name, session) {
      const writer = await openWriter(databaseOf(name));
      await writer.addSession(session);
      await writer.close();
    },
    async sql(statement) {
      const store = testStore(server(), `cabinet_${number}`);
      try {
        return await store.sql(statement);
      } finally {
        await store.close();
      }
    },
    async write(name, sessions) {
      await mkdir(join(home().path, name), { recursive: true });
      await writeHistory(databaseOf(name), sessions);
      return databaseOf(name);
    },
    machine: (name, options = {}) => start(name, { homes: [{ name }], ...options }),
    dashboard: (name = 'dashboard', options = {}) => start(name, { homes: [], ...options }),
  };
}

/** All of them serve the same bytes. Resolves with what these say. */
export async function sameEverywhere(...all: readonly Served[]): Promise<Payload> {
  const answers = await Promise.all(all.map(({ get }) => get('/achievements')));
  expect(new Set(answers.map((answer) => answer.get('etag'))).size).to.equal(1);
  expect(new Set(answers.map(({ text }) => text)).size).to.equal(1);
  return answers[0]?.body;
}
