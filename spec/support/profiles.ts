/** Profiles of a Hermes home, each with a history. */

import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type HistorySession, writeHistory } from './history.js';
import type { Home } from './home.js';

export const T = 1_774_000_000;

/** One that has as many messages with a traceback. */
export function session(id: string, messages: number, startedAt = T): HistorySession {
  return {
    id,
    title: `Title of ${id}`,
    started_at: startedAt,
    messages: Array.from({ length: messages }, () => ({ content: 'traceback' })),
  };
}

export interface Profiles {
  databaseOf(profile?: string): string;
  /** In place of what is there. @param profile undefined: the home itself */
  write(profile: string | undefined, sessions: readonly HistorySession[]): Promise<void>;
  /** The home and two profiles; a session of the home lies in one of them as well, where it went on. */
  three(): Promise<void>;
}

export function profilesIn(home: () => Home): Profiles {
  const databaseOf = (profile?: string) =>
    profile === undefined ? home().databasePath : join(home().path, 'profiles', profile, 'state.db');
  const write: Profiles['write'] = async (profile, sessions) => {
    await mkdir(dirname(databaseOf(profile)), { recursive: true });
    await rm(databaseOf(profile), { force: true });
    await writeHistory(databaseOf(profile), sessions);
  };
  return {
    databaseOf,
    write,
    async three() {
      await write(undefined, [session('a', 3), session('copy', 2, T + 5)]);
      await write('work', [session('b', 7, T + 86_400), session('copy', 4, T + 5)]);
      await write('play', [session('c', 1, T + 2 * 86_400)]);
    },
  };
}
