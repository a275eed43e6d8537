/**
 * A machine, or a dashboard, of a shared cabinet in a process of its own: `machine.js <task as JSON>`. It answers to what it is
 * asked, and tells of each scan that begins and ends, and of each unlock.
 */

import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { argv, pid } from 'node:process';
import express from 'express';
import { type AchievementsOptions, createAchievementsRouter } from '#src/index.js';

export interface MachineTask {
  readonly options: AchievementsOptions;
  /** The file to which it appends `unlock <badge> <tier>` and `import`. */
  readonly told: string;
  /** By how much its clock is wrong, in milliseconds. */
  readonly aheadMs: number;
}

const task: MachineTask = JSON.parse(argv.at(-1) ?? '');
const now = Date.now;
Date.now = () => now() + task.aheadMs;
const log = (line: string) =>
  appendFileSync(`${task.told}.log`, `${new Date(now()).toISOString()} ${pid} ${line}\n`);
const logger = { debug: () => {}, info: () => {}, warn: log, error: log };
const router = createAchievementsRouter({ rescanWaitMs: 60_000, logger, ...task.options });
router.on('unlock', ({ achievement, tier }) =>
  appendFileSync(task.told, `unlock ${achievement.id} ${tier} ${pid}\n`),
);
const server = createServer(express().use(router)).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

process.on('message', async ({ number, method, path }: { number: number; method: string; path: string }) => {
  try {
    const response = await fetch(base + path, { method });
    const text = await response.text();
    process.send?.({ number, status: response.status, etag: response.headers.get('etag'), text });
  } catch (error) {
    process.send?.({ number, status: 0, etag: null, text: String(error) });
  }
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
