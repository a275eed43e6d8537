/**
 * The achievements of this machine's user, on http://127.0.0.1:9120, or those of a made-up user where there are none yet.
 * This is what `npm start` runs: the command `serve`, with a demo.
 */

import { createConsole } from '#src/cli/console.js';
import { EXIT, Hint } from '#src/cli/exit.js';
import { guardOutput } from '#src/cli/output.js';
import { DEFAULT_PORT, PORT_TAKES, readPort } from '#src/cli/serve/port.js';
import { serve } from '#src/cli/serve/server.js';
import { stopSignal } from '#src/cli/stop.js';
import { findHistory } from './standalone/history.js';

const REFRESH_EVERY_MS = 5 * 60_000;

guardOutput(process);
const screen = createConsole(process, process.env);
try {
  await main(process.env);
} catch (error) {
  if (!(error instanceof Hint)) throw error;
  screen.err.say(error.message);
  process.exitCode = EXIT.failed;
}

async function main({ PORT = '' }: { PORT?: string }): Promise<void> {
  const port = PORT === '' ? DEFAULT_PORT : readPort(PORT);
  if (port === undefined) throw new Hint(`PORT takes ${PORT_TAKES}; got ${JSON.stringify(PORT)}.`);
  const stopping = stopSignal();
  const history = await findHistory();
  if (stopping.aborted) return;
  for (const line of history.words) screen.out.say(line);
  await serve(
    {
      achievements: { hermesHome: history.home, refreshEveryMs: REFRESH_EVERY_MS },
      port,
      startOn: (other) => `PORT=${other} npm start`,
    },
    screen,
    stopping,
  );
}
