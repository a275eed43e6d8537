import { createServer, type Server } from 'node:http';
import type { AchievementsOptions } from '../../options.js';
import { type AchievementsRouter, createAchievementsRouter } from '../../router.js';
import type { Console } from '../console.js';
import { stopped } from '../stop.js';
import { createApp } from './app.js';
import { followFirstScan } from './first-scan.js';
import { listen } from './port.js';

export interface ServeOptions {
  readonly achievements: AchievementsOptions;
  /** 0 lets the system choose. */
  readonly port: number;
  /** The command line that starts this on another port, for who finds it taken. */
  readonly startOn: (port: number) => string;
  /** Every line of the log. */
  readonly verbose?: boolean;
}

/** For answers under way; whoever has not taken theirs by then goes without. */
const GRACE_MS = 1_000;

/**
 * Serves the page and the API to this machine until it is asked to stop.
 * @throws Hint when the port cannot be had
 */
export async function serve(
  { achievements: options, port, startOn, verbose = false }: ServeOptions,
  console: Console,
  stopping: AbortSignal,
): Promise<void> {
  const { out, err } = console;
  const { progress } = out;
  const say = (line: string): void => {
    progress.hide();
    out.say(line);
  };
  const complain = (line: string): void => {
    progress.hide();
    err.say(line);
  };
  let isCounted = false;
  const achievements = createAchievementsRouter({
    ...options,
    logger: {
      debug: (line) => verbose && say(line),
      // Of the first count we tell ourselves.
      info: (line) => (isCounted || verbose) && say(line),
      warn: complain,
      error: complain,
    },
  });
  const server = createServer(createApp(achievements));
  try {
    const url = await listen(server, port, startOn);
    say(`\n  ${out.paint('bold', `${url}/`)}\n\n  The API is at ${url}/achievements\n`);
    const result = await followFirstScan(url, progress, stopping);
    if (result !== undefined) say(result);
    isCounted = true;
    await stopped(stopping);
    say('Stopped.');
  } finally {
    progress.hide();
    await close(server, achievements);
  }
}

/** Nothing is left that keeps the process alive. */
async function close(server: Server, achievements: AchievementsRouter): Promise<void> {
  server.close();
  await achievements.close();
  setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
}
