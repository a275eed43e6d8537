import { rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { describeHistory } from '#src/database-options.js';
import { resolveOptions } from '#src/options.js';
import { furnishDemoHome, makeDemoDirectory } from '../demo/home.js';

/** Which history is shown. */
export interface History {
  /** The Hermes home. */
  readonly home: string;
  /** What to tell the user about it. */
  readonly words: readonly string[];
}

/** The user's own history if there is one, else a made-up one in a directory that is gone when the process ends. */
export async function findHistory(): Promise<History> {
  const { home, history } = resolveOptions({});
  const database = describeHistory(history);
  if (await mayExist(database)) return { home, words: [`Your own history: ${database}`] };
  const demo = await makeDemo();
  return {
    home: demo,
    words: [
      `No history at ${database} yet, so this is a DEMO: a made-up year with Hermes.`,
      'To see your own, use Hermes, then start this again; or say where it lives:',
      'HERMES_HOME=/path/to/.hermes npm start',
      `An app of yours shows the same while this runs: HERMES_HOME=${demo} node server.mjs`,
    ],
  };
}

/** Only what is surely missing calls for the demo: of what cannot be read, the router says what is wrong with it. */
async function mayExist(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

async function makeDemo(): Promise<string> {
  const home = await makeDemoDirectory();
  // At the very end, whatever ends us: an error, or a second Ctrl+C.
  process.on('exit', () => remove(home));
  await furnishDemoHome(home);
  return home;
}

function remove(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    // Windows keeps files that are open; the system clears its temporary directory some day.
  }
}
