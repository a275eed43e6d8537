/** The router in an app of its own, asked over HTTP. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import express from 'express';
import type { Payload } from '#src/cache/view/view.js';
import { type AchievementsOptions, createAchievementsRouter } from '#src/index.js';

export interface App {
  readonly url: string;
  ask(path: string, method: string): Promise<{ readonly status: number; readonly text: string }>;
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
  const ask = (path: string, method: string) => answerOf(url + path, method);
  return {
    url,
    ask,
    read: async () => payloadOf(await ask('/achievements', 'GET')),
    async rescan(query = '') {
      const answer = await ask(`/rescan${query}`, 'POST');
      return { status: answer.status, payload: payloadOf(answer) };
    },
    async close() {
      await router.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Not by fetch: it keeps a pool for each address it ever asked, which would pass for a leak of ours. */
async function answerOf(url: string, method: string) {
  const asked = request(url, { method, agent: false }).end();
  const [response]: IncomingMessage[] = await once(asked, 'response');
  return { status: response?.statusCode ?? 0, text: response ? await text(response) : '' };
}

function payloadOf(answer: { readonly text: string }): Payload {
  return JSON.parse(answer.text);
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
