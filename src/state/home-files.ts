import { join } from 'node:path';
import { createCheckpoint } from './checkpoint/checkpoint.js';
import type { HomeStore } from './home-store.js';
import { createLock } from './lock.js';

/** What is kept of a home, in files of a state directory. Touches nothing yet. */
export function createHomeStore(stateDir: string): HomeStore {
  return createCheckpoint(stateDir, createLock(join(stateDir, 'scan.lock')), Date.now);
}
