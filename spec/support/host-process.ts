/**
 * A host in a process of its own, for specs about how it ends. Its last argument says what it does, as JSON; what it
 * has to tell it writes to its output, a JSON value a line.
 */

import cluster from 'node:cluster';
import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { argv, stdout } from 'node:process';
import { text } from 'node:stream/consumers';
import express from 'express';
import { type AchievementsOptions, type AchievementsRouter, createAchievementsRouter } from '#src/index.js';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';

export interface HostTask {
  readonly does: keyof typeof TASKS;
  readonly options: Omit<AchievementsOptions, 'source' | 'logger'>;
  /** How long after the beginning of the scan it happens. */
  readonly afterMs?: number;
  /** A history of so many rounds, growing by one with each rescan, instead of the database. */
  readonly rounds?: number | undefined;
}

/** What a host that rescans tells of its first read. */
export interface FirstRead {
  readonly first: {
    readonly mode: string;
    readonly runs: number;
    readonly unlocked: number;
    readonly error: string | null;
  };
}

interface Host {
  readonly task: HostTask;
  readonly server: Server;
  readonly router: AchievementsRouter;
  ask(method: string, path: string): Promise<string>;
  /** The history goes on. */
  grow(): void;
  /** What the logger heard. */
  readonly log: readonly string[];
}

const TASKS = {
  /** `process.exit(7)` in the middle of a scan. */
  async exit({ task, ask }) {
    scanInBackground(ask);
    setTimeout(() => process.exit(7), task.afterMs);
  },
  /** An exception that nobody catches, in the middle of a scan. */
  async throw({ task, ask }) {
    scanInBackground(ask);
    setTimeout(() => {
      throw new Error('a mistake of the host');
    }, task.afterMs);
  },
  /** The server is closed, and the router forgotten, in the middle of a scan. */
  async leave({ task, ask, server }) {
    scanInBackground(ask);
    setTimeout(() => server.close(), task.afterMs);
  },
  /** The server is closed, and the router forgotten, after a scan. */
  async leaveLater({ ask, server }) {
    await ask('GET', '/achievements');
    await ask('GET', '/sessions/s1/badges');
    server.close();
    // What it is a worker of would keep it.
    cluster.worker?.disconnect();
  },
  /** Counts everything twice; says when it is in the middle of it, and what came of it. */
  async countTwice({ ask, server }) {
    for (let time = 0; time < 2; time++) {
      const counting = ask('POST', '/rescan?full=true');
      while (JSON.parse(await ask('GET', '/scan-status')).progress === null)
        await new Promise((resolve) => setTimeout(resolve, 20));
      tell('counting');
      const { code, unlocked_count, detail } = JSON.parse(await counting);
      tell({ code, unlocked_count, detail });
    }
    server.close();
  },
  /** Scans twice, and says what the log heard and what the page would show as wrong. */
  async tellLog({ ask, server, log }) {
    await ask('POST', '/rescan?full=true');
    await ask('POST', '/rescan?full=true');
    const { error } = JSON.parse(await ask('GET', '/achievements'));
    tell({ error, log });
    server.close();
  },
  /** Scans twice, and says which of its own open files lie in the home. */
  async lookAtFiles({ ask, server, task }) {
    const seen = new Set<string>();
    const look = setInterval(() => {
      for (const path of openFiles())
        if (path.startsWith(`${task.options.hermesHome}/state.db`)) seen.add(path);
    }, 1);
    await ask('POST', '/rescan?full=true');
    await ask('POST', '/rescan?full=true');
    clearInterval(look);
    tell({ seen: [...seen] });
    server.close();
  },
  /** Router and server are closed in the middle of a scan. */
  async close({ task, ask, router, server }) {
    const listening = process.listenerCount('exit');
    scanInBackground(ask);
    await new Promise((resolve) => setTimeout(resolve, task.afterMs));
    const closing = router.close();
    server.close();
    await Promise.all([closing, router.close(), once(server, 'close')]);
    // Of what Node lists, timers and files are ours; a thread is not listed, but would keep the process from its end.
    const open = process.getActiveResourcesInfo().filter((name) => /Time|Immediate|FS/.test(name));
    tell({ open, listening: process.listenerCount('exit') - listening });
  },
  /** Reads once, says what it got, and rescans until it is killed. */
  async rescan({ ask, grow }) {
    const { unlocked_count, scan_meta, error } = JSON.parse(await ask('GET', '/achievements'));
    const { mode, status } = scan_meta;
    tell({ first: { mode, runs: status.run_count, unlocked: unlocked_count, error } });
    for (;;) {
      grow();
      await ask('POST', '/rescan?full=true');
    }
  },
} as const satisfies Record<string, (host: Host) => Promise<void>>;

const TOOLS = ['delegate_task', 'terminal', 'web_search', 'browser', 'patch', 'cronjob', 'process', 'image'];

/** Each round unlocks something or raises it. */
function roundOf(round: number): MemorySession {
  const calls = Array.from({ length: 200 }, () => ({ function: { name: TOOLS[round % TOOLS.length] } }));
  const message = { role: 'assistant', content: null, toolCalls: JSON.stringify(calls) };
  return { id: `s${round}`, startedAt: 1_790_000_000 + round, messages: [message] };
}

/** The paths of all files that this process has open, where the system tells. */
function openFiles(): readonly string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      // Closed again by now.
      return [];
    }
  });
}

function scanInBackground(ask: Host['ask']): void {
  // The host may be gone before there is an answer.
  ask('POST', '/rescan?full=true').catch(() => {});
}

function tell(value: unknown): void {
  stdout.write(`${JSON.stringify(value)}\n`);
}

async function main(task: HostTask): Promise<void> {
  const sessions = Array.from({ length: task.rounds ?? 0 }, (_, round) => roundOf(round));
  const source = task.rounds === undefined ? undefined : createMemorySource(sessions);
  const log: string[] = [];
  const hear = (line: string) => void log.push(line);
  const logger = { debug: hear, info: hear, warn: hear, error: hear };
  const router = createAchievementsRouter({ rescanWaitMs: 60_000, logger, ...task.options, source });
  const server = createServer(express().use(router)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const ask = async (method: string, path: string) => {
    const sent = request({ port, host: '127.0.0.1', method, path, agent: false }).end();
    return await new Promise<string>((resolve, reject) => {
      sent.once('error', reject).once('response', (response) => text(response).then(resolve, reject));
    });
  };
  const grow = () => void sessions.push(roundOf(sessions.length));
  await TASKS[task.does]({ task, server, router, ask, grow, log });
}

await main(JSON.parse(argv.at(-1) ?? ''));
