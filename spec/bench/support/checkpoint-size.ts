import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HEAD_FILE } from '#src/state/checkpoint/checkpoint.js';
import { BLOCK_FILES } from '#src/state/checkpoint/head.js';

/**
 * How much was written into a checkpoint since the last call, as a share of what it had then: of a head that is another one all of
 * it, of a file of blocks what it grew by, or all of one that is new.
 */
export function watchCheckpoint(stateDir: string): () => Promise<number> {
  let known = new Map<string, { readonly ino: number; readonly size: number }>();
  return async () => {
    const now = new Map<string, { readonly ino: number; readonly size: number }>();
    let written = 0;
    for (const name of [HEAD_FILE, ...BLOCK_FILES]) {
      const found = await stat(join(stateDir, name)).catch(() => undefined);
      if (found === undefined) continue;
      const { ino, size } = found;
      const before = known.get(name);
      now.set(name, { ino, size });
      if (before?.ino !== ino) written += size;
      else if (name !== HEAD_FILE) written += size - before.size;
    }
    const total = [...known.values()].reduce((sum, { size }) => sum + size, 0);
    known = now;
    return total === 0 ? 0 : written / total;
  };
}
