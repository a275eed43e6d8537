/** What homes of a cabinet have unlocked by themselves: it is taken in. Read only, never changed. */

import { join } from 'node:path';
import pLimit from 'p-limit';
import { createJsonFile } from '../json-file.js';
import { NO_TITLE } from '../unlock.js';
import { decodeUnlocks, mergeStates, NO_UNLOCKS, type UnlockState } from '../unlocks.js';

/** Where the earlier plugin and a router of that home alone keep theirs. */
const PLACES = [
  ['plugins', 'hermes-achievements'],
  ['plugin-data', 'hermes-achievements'],
  ['plugin-data', 'hermes-achievements-router'],
] as const;

const MOST_AT_ONCE = 2;

export interface HomeWithUnlocks {
  readonly name: string;
  /** Absolute; undefined where it has none. */
  readonly home: string | undefined;
  /** Whether titles of its sessions may be told. */
  readonly titles: boolean;
}

/**
 * All of theirs in one, of each badge the earliest. When a home was reset matters to that home alone: it would wipe what
 * others have earned. What cannot be read is passed over. Never rejects.
 */
export async function readHomeUnlocks(homes: readonly HomeWithUnlocks[]): Promise<UnlockState> {
  const limit = pLimit(MOST_AT_ONCE);
  const places = homes.flatMap((of) => {
    const { home } = of;
    return home === undefined
      ? []
      : PLACES.map((place) => ({ of, path: join(home, ...place, 'state.json') }));
  });
  const states = await Promise.all(places.map(({ of, path }) => limit(() => read(of, path))));
  return states.reduce((all, state) => mergeStates(all, state), NO_UNLOCKS);
}

async function read({ name: home, titles }: HomeWithUnlocks, path: string): Promise<UnlockState> {
  const found = await createJsonFile(path).read();
  if (found.kind !== 'content') return NO_UNLOCKS;
  const decoded = decodeUnlocks(found.bytes.toString('utf8'), { fallbackTime: found.mtimeMs / 1000 });
  if (!decoded.ok) return NO_UNLOCKS;
  const unlocks = [...decoded.state.unlocks].map(([id, unlock]) => {
    const evidence = unlock.evidence && { ...unlock.evidence, home, ...(!titles && { title: NO_TITLE }) };
    return [id, { ...unlock, evidence }] as const;
  });
  return { ...NO_UNLOCKS, unlocks: new Map(unlocks) };
}
