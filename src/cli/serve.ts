import type { Console } from './console.js';
import { EXIT, type ExitCode, Hint } from './exit.js';
import { type HomeFlags, historyLine, homeOptions, resolveHome } from './home.js';
import { stopSignal } from './stop.js';

export interface ServeFlags extends HomeFlags {
  readonly port: number;
  readonly refreshEvery: number | false;
}

/** Serves the page and the API until it is asked to stop. */
export async function serveCommand(flags: ServeFlags, console: Console): Promise<ExitCode> {
  const config = resolveHome(flags);
  const { serve } = await loadServer();
  console.out.say(historyLine(config));
  await serve(
    {
      achievements: { ...homeOptions(flags), refreshEveryMs: flags.refreshEvery },
      port: flags.port,
      startOn: (port) => `hermes-achievements-router serve --port ${port}`,
      verbose: flags.verbose === true,
    },
    console,
    stopSignal(),
  );
  return EXIT.ok;
}

/** Express is the host's to bring, and only this command needs it. */
async function loadServer() {
  try {
    return await import('./serve/server.js');
  } catch (error) {
    if (!isMissingExpress(error)) throw error;
    throw new Hint(
      'serve needs Express, and it is not installed here. Install it beside this package (npm install express), or run\n' +
        'npx -p express -p hermes-achievements-router hermes-achievements-router serve',
    );
  }
}

function isMissingExpress(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    error.code === 'ERR_MODULE_NOT_FOUND' &&
    error.message.includes("'express'")
  );
}
