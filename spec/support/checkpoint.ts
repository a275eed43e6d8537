/** What lies in a checkpoint, as another process would find it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HEAD_FILE } from '#src/state/checkpoint/checkpoint.js';
import { decodeHead } from '#src/state/checkpoint/head.js';
import { createHomeStore } from '#src/state/home-files.js';
import type { Origin, StoredBlock } from '#src/state/home-store.js';
import type { SessionRecord } from '#src/types.js';

export interface FoundCheckpoint extends Origin {
  readonly blocks: readonly StoredBlock[];
  readonly records: ReadonlyMap<string, SessionRecord>;
}

/**
 * All that the checkpoint in a state directory holds; undefined where there is none.
 * @throws Error when any part of it cannot be read, or a session is in it twice
 */
export async function checkpointIn(stateDir: string): Promise<FoundCheckpoint | undefined> {
  const text = await readFile(join(stateDir, HEAD_FILE), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const store = createHomeStore(stateDir);
  try {
    const stored = await store.load();
    const named = decodeHead(text)?.blocks.map(({ key }) => key);
    if (stored === undefined || named === undefined) throw new Error('the head is damaged');
    const { blocks, ...origin } = stored;
    const lost = named.filter((key) => !blocks.some((block) => block.key === key));
    if (lost.length > 0) throw new Error(`blocks are damaged: ${lost.join(', ')}`);
    const records = new Map<string, SessionRecord>();
    for (const block of blocks) {
      const found = await store.records(block);
      if (found === undefined) throw new Error(`the records of ${block.key} are damaged`);
      for (const record of found) {
        if (records.has(record.id)) throw new Error(`${record.id} is there twice`);
        records.set(record.id, record);
      }
    }
    return { ...origin, blocks, records };
  } finally {
    await store.close();
  }
}
