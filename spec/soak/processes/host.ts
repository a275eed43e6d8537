/**
 * A host that rescans until it is killed, and tells what it has shown: `host.js <options as JSON>`. The first line is its
 * first read, each further one a rescan that was saved.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { argv } from 'node:process';
import express from 'express';
import { createAchievementsRouter } from '#src/index.js';
import { tell } from '../../support/script.js';
import type { Shown, Told } from '../support/unlocks.js';

const [, , options = '{}'] = argv;
const router = createAchievementsRouter({ rescanWaitMs: 60_000, ...JSON.parse(options) });
const server = createServer(express().use(router)).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

async function ask(path: string, method = 'GET'): Promise<Shown> {
  const response = await fetch(base + path, { method });
  const body: Shown = JSON.parse(await response.text());
  return body;
}

const told = ({ error, achievements }: Shown): Told => ({
  error,
  unlocks: achievements.flatMap(({ id, tier, unlocked_at }) =>
    unlocked_at ? [{ id, tier, unlocked_at }] : [],
  ),
});

tell(told(await ask('/achievements')));
for (;;) {
  const shown = await ask('/rescan', 'POST');
  if (shown.error === null) tell(told(shown));
}
