/** The router in an app of its own, asked over HTTP. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import express from 'express';
import type { Payload } from '#src/cache/view.js';
import { type AchievementsOptions, createAchievementsRouter } from '#src/index.js';

export interface App {
  readonly url: string;
  read(): Promise<Payload>;
  /** Its status, and the payload when that is 200. */
  rescan(query?: string): Promise<{ readonly status: number; readonly payload: Payload }>;
  close(): Promise<void>;
}

export async function startApp(options: AchievementsOptions): Promise<App> {
  const router = createAchievementsRouter({ rescanWaitMs: 60_000, bootstrapWaitMs: 60_000, ...options });
  const server = createServer(express().use(router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const ask = async (path: string, method: string) => {
    const response = await fetch(url + path, { method });
    const payload: Payload = JSON.parse(await response.text());
    return { status: response.status, payload };
  };
  return {
    url,
    read: async () => (await ask('/achievements', 'GET')).payload,
    rescan: (query = '') => ask(`/rescan${query}`, 'POST'),
    async close() {
      await router.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What of a payload depends on the history alone. */
export function countsOf({ achievements }: Pick<Payload, 'achievements'>): string {
  return JSON.stringify(achievements.map(({ id, state, tier, progress }) => [id, state, tier, progress]));
}

/** What a payload shows as unlocked. */
export function unlockedIn({ achievements }: Pick<Payload, 'achievements'>) {
  return achievements.flatMap(({ id, tier, unlocked_at }) =>
    unlocked_at ? [{ id, tier, unlocked_at }] : [],
  );
}
