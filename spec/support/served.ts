/** The real router in an app of its own, over the history of a home. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import express, { type Express } from 'express';
import request, { type Response } from 'supertest';
import type { Payload } from '#src/cache/view/view.js';
import { type AchievementsOptions, type AchievementsRouter, createAchievementsRouter } from '#src/index.js';
import { checkpointIn, type FoundCheckpoint } from './checkpoint.js';
import { inspectedAnswers } from './described.js';
import type { Home } from './home.js';
import { listeningLogger } from './scanning.js';

export interface Served {
  readonly app: Express;
  readonly router: AchievementsRouter;
  /** What our logger heard. */
  readonly lines: readonly string[];
  get(path: string): Promise<Response>;
  /** `GET /achievements`, which always answers with 200. */
  read(): Promise<Payload>;
  rescan(query?: string): Promise<Response>;
  reset(): Promise<Response>;
  /** A rescan that is done: what it answers. */
  rescanned(query?: string): Promise<Payload & { readonly aggregate: Readonly<Record<string, number>> }>;
}

/** Call it in a `describe`, after `temporaryHome()`; what it gives makes routers, which are closed after the spec. */
export function servedHomes(home: () => Home): (options?: AchievementsOptions) => Served {
  const routers: AchievementsRouter[] = [];
  // Registered before the hook that removes the home can run: hooks of a describe run in their order.
  afterEach(async () => {
    await Promise.all(routers.splice(0).map((router) => router.close()));
  });
  const inspected = inspectedAnswers();
  return (options) => {
    const { logger, lines } = listeningLogger();
    const router = createAchievementsRouter({
      hermesHome: home().path,
      bootstrapWaitMs: 60_000,
      rescanWaitMs: 60_000,
      logger,
      ...options,
    });
    routers.push(router);
    const app = express().use(inspected, router);
    const get = async (path: string) => await request(app).get(path);
    const rescan = async (query = '') => await request(app).post(`/rescan${query}`);
    return {
      app,
      router,
      lines,
      get,
      rescan,
      reset: async () => await request(app).post('/reset-state'),
      async read() {
        const response = await get('/achievements');
        expect(response.status).to.equal(200);
        return response.body;
      },
      async rescanned(query) {
        const response = await rescan(query);
        expect(response.status, response.text).to.equal(200);
        return response.body;
      },
    };
  };
}

/** A file of the state directory. */
export async function readState<T = Record<string, unknown>>(home: Home, name: string): Promise<T> {
  const content: T = JSON.parse(await readFile(join(home.stateDir, name), 'utf8'));
  return content;
}

/** The checkpoint of a home, whole. */
export async function readCheckpoint({ stateDir }: Home): Promise<FoundCheckpoint> {
  return (await checkpointIn(stateDir)) ?? expect.fail('no checkpoint');
}
