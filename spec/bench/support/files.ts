import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** How many files of a directory are others than before. Called once to begin with, then after each change. */
export function watchFiles(directory: string): () => Promise<number> {
  let known = new Map<string, string>();
  return async () => {
    const now = new Map<string, string>();
    for (const name of await readdir(directory)) {
      // Each write is a new file under the old name; the time alone may move.
      const { ino, size } = await stat(join(directory, name), { bigint: true });
      now.set(name, `${ino} ${size}`);
    }
    const rewritten = [...now].filter(([name, mark]) => known.get(name) !== mark).length;
    known = now;
    return rewritten;
  };
}
