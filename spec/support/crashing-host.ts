/** A host that dies the moment a scan has saved what it unlocked, before anybody is told. Its argument is the home. */

import { subscribe } from 'node:diagnostics_channel';
import express from 'express';
import request from 'supertest';
import { createAchievementsRouter } from '#src/index.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';

const toolCalls = JSON.stringify(Array(200).fill({ function: { name: 'terminal' } }));
const sessions: MemorySession[] = [
  { id: 'first', startedAt: 1_780_000_000, messages: [{ role: 'user', content: 'hello' }] },
  { id: 's200', startedAt: 1_790_000_000, messages: [{ role: 'assistant', content: null, toolCalls }] },
];

subscribe('hermes-achievements:scan:end', () => process.kill(process.pid, 'SIGKILL'));
const router = createAchievementsRouter({
  hermesHome: process.argv[2],
  source: createMemorySource(sessions),
});
router.on('unlock', () => process.stdout.write('told')).on('import', () => process.stdout.write('told'));
await request(express().use(router)).post('/rescan');
