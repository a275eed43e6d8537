/**
 * A host in a process of its own that shares a state directory with others: `sharing-host.js <SharingTask as JSON>`. It
 * passes on what it is asked, and writes down when it begins and ends to read the history.
 */

import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { argv, pid } from 'node:process';
import express from 'express';
import { type AchievementsOptions, createAchievementsRouter, type SessionSource } from '#src/index.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';

export interface SharingTask {
  readonly options: Omit<AchievementsOptions, 'source' | 'logger'> & { readonly databasePath: string };
  /** The file to which it appends `begin <pid>` and `end <pid>`. */
  readonly trace: string;
  /** Its scans never end. */
  readonly hangs: boolean;
}

export interface Question {
  readonly number: number;
  readonly method: string;
  readonly path: string;
}

export interface Reply {
  readonly number: number;
  readonly status: number;
  readonly body: unknown;
}

function traced({ options, trace, hangs }: SharingTask): SessionSource {
  const source = createSqliteSource(options);
  return {
    async open() {
      appendFileSync(trace, `begin ${pid}\n`);
      if (hangs) await new Promise(() => {});
      try {
        const reader = await source.open();
        return {
          ...reader,
          async close() {
            await reader.close();
            appendFileSync(trace, `end ${pid}\n`);
          },
        };
      } catch (error) {
        appendFileSync(trace, `end ${pid}\n`);
        throw error;
      }
    },
  };
}

const task: SharingTask = JSON.parse(argv.at(-1) ?? '');
const router = createAchievementsRouter({ rescanWaitMs: 60_000, ...task.options, source: traced(task) });
const server = createServer(express().use(router)).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = server.address();
const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;

process.on('message', async ({ number, method, path }: Question) => {
  const response = await fetch(base + path, { method });
  const body: unknown = await response.json();
  process.send?.({ number, status: response.status, body } satisfies Reply);
});
process.on('disconnect', () => process.exit());
process.send?.('ready');
