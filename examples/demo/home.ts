import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDatabase } from './database.js';
import { demoSessions } from './sessions.js';

/** Makes an empty directory for a demo; removing it is up to the caller. */
export async function makeDemoDirectory(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'hermes-achievements-demo-'));
}

/** Makes a directory the Hermes home of somebody who has used Hermes for a year until now. The first scan finds out what was reached, and when. */
export async function furnishDemoHome(home: string, today = new Date()): Promise<void> {
  await writeDatabase(join(home, 'state.db'), demoSessions(today));
}
