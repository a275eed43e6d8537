/** The achievements of this machine's user, on http://127.0.0.1:9120. This is what `npm start` runs. */

import { createServer, type Server } from 'node:http';
import { type AchievementsRouter, createAchievementsRouter } from 'hermes-achievements-router';
import { createApp } from './standalone/app.js';
import { followFirstScan } from './standalone/first-scan.js';
import { Hint } from './standalone/hint.js';
import { findHistory } from './standalone/history.js';
import { listen, readPort } from './standalone/port.js';
import { stopSignal } from './standalone/stop.js';
import { createTerminal } from './standalone/terminal.js';

const REFRESH_EVERY_MS = 5 * 60_000;
/** For answers under way; whoever has not taken theirs by then goes without. */
const GRACE_MS = 1_000;

const terminal = createTerminal(process.stdout);
// The reader of a pipe may leave before us (`npm start | head`).
process.stdout.on('error', () => {});

try {
  await main(process.env);
} catch (error) {
  if (!(error instanceof Hint)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main({ PORT, HERMES_HOME }: { PORT?: string; HERMES_HOME?: string }): Promise<void> {
  const port = readPort(PORT);
  const stopping = stopSignal();
  const history = await findHistory(HERMES_HOME);
  if (stopping.aborted) return;
  for (const line of history.words) terminal.say(line);

  let isCounted = false;
  const achievements = createAchievementsRouter({
    hermesHome: history.home,
    refreshEveryMs: REFRESH_EVERY_MS,
    logger: {
      debug() {},
      // Of the first count we tell ourselves.
      info: (line) => isCounted && terminal.say(line),
      warn: console.error,
      error: console.error,
    },
  });
  const server = createServer(createApp(achievements));
  try {
    const url = await listen(server, port);
    terminal.say(`\n  ${url}/achievements\n  ${url}/scan-status\n`);
    await followFirstScan(url, terminal, stopping);
    isCounted = true;
    await stopped(stopping);
    terminal.say('Stopped.');
  } finally {
    await close(server, achievements);
  }
}

function stopped(stopping: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stopping.aborted) resolve();
    else stopping.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Nothing is left that keeps the process alive. */
async function close(server: Server, achievements: AchievementsRouter): Promise<void> {
  server.close();
  await achievements.close();
  setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
}
