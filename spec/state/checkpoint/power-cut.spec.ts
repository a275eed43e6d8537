import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createHomeStore } from '#src/state/home-files.js';
import type { BlockToStore, HomeStore } from '#src/state/home-store.js';
import { checkpointIn } from '../../support/checkpoint.js';
import { watchFileSystem } from '../../support/file-system.js';
import { Disk, type Left } from '../../support/power-cut.js';
import { inDirectory } from '../support.js';
import { blockOf, ORIGIN } from './support.js';

const posix = process.platform === 'win32' ? it.skip : it;

/** What a power cut may have left, and how many commits were through by then. */
interface Moment {
  readonly left: Left;
  readonly commits: number;
}

/** All that power cuts may leave of some commits. @param commits each is told the store, puts and removes, and is committed */
async function momentsOf(
  directory: string,
  commits: readonly ((store: HomeStore) => Promise<void>)[],
): Promise<readonly Moment[]> {
  const stateDir = join(directory, 'state');
  const disk = new Disk(directory, stateDir);
  const moments = new Map<string, Moment>();
  let through = 0;
  const end = watchFileSystem({
    after(operation) {
      if (!operation.path.startsWith(directory)) return;
      disk.note(operation);
      for (const each of disk.left()) {
        const left = new Map([...each].map(([path, content]) => [path.slice(stateDir.length + 1), content]));
        moments.set(JSON.stringify([through, ...left]), { left, commits: through });
      }
    },
  });
  try {
    const store = createHomeStore(stateDir);
    await store.load();
    store.startAnew();
    for (const commit of commits) {
      await commit(store);
      await store.commit(ORIGIN);
      await store.close();
      through++;
    }
  } finally {
    end();
  }
  return [...moments.values()];
}

describe('after a power cut, the checkpoint', () => {
  const put =
    (...blocks: readonly BlockToStore[]) =>
    async (store: HomeStore) => {
      for (const block of blocks) await store.put(block);
    };
  const [a, b, c] = [blockOf('1.0', ['s1', 's2'], 1), blockOf('2.0', ['s3'], 1), blockOf('3.0', ['s4'], 1)];
  const [a2, a3] = [blockOf('1.0', ['s1', 's2'], 2), blockOf('1.0', ['s1'], 3)];

  posix('is that of the last commit, or of the one under way, whole', async function () {
    this.timeout(60_000);
    await inDirectory(async (directory) => {
      const commits = [
        put(a, b),
        put(a2, c),
        async (store: HomeStore) => store.remove('2.0'),
        async (store: HomeStore) => {
          store.startAnew();
          await store.put(a3);
        },
        put(b),
      ];
      const after: readonly (readonly BlockToStore[])[] = [[], [a, b], [a2, b, c], [a2, c], [a3], [a3, b]];
      const fingerprints = after.map((blocks) =>
        blocks.flatMap(({ records }) => records.map(({ id, fingerprint }) => `${id} ${fingerprint}`)).sort(),
      );
      const moments = await momentsOf(directory, commits);
      for (const [index, { left, commits }] of moments.entries()) {
        const scratch = join(directory, `left-${index}`);
        await mkdir(scratch);
        for (const [name, content] of left) await writeFile(join(scratch, name), content, 'latin1');
        // It throws for a block that is named and cannot be read.
        const found = await checkpointIn(scratch);
        const known = [...(found?.records.values() ?? [])].map(
          ({ id, fingerprint }) => `${id} ${fingerprint}`,
        );
        const possible = [fingerprints[commits], fingerprints[commits + 1]].map(String);
        expect(possible).to.include(String(known.sort()));
        await rm(scratch, { recursive: true });
      }
      expect(moments).to.have.length.above(30);
    });
  });
});
