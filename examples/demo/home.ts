import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDatabase } from './database.js';
import { demoSessions } from './sessions.js';
import { demoUnlocks } from './unlocks.js';

/** Makes an empty directory for a demo; removing it is up to the caller. */
export async function makeDemoDirectory(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'hermes-achievements-demo-'));
}

/** Makes a directory the Hermes home of somebody who has used Hermes for a year. */
export async function furnishDemoHome(home: string): Promise<void> {
  await writeDatabase(join(home, 'state.db'), demoSessions());
  const stateDir = join(home, 'plugins', 'hermes-achievements');
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  await writeFile(join(stateDir, 'state.json'), JSON.stringify(demoUnlocks()), { mode: 0o600 });
}
