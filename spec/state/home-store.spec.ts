import { mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHomeStore } from '#src/state/home-files.js';
import { MemoryStore, SharedMemory } from '../support/memory-store.js';
import { homeStoreContract } from './home-store-contract.js';

describe('a home store', () => {
  describe('of files', () => {
    const made: string[] = [];

    afterEach(async () => {
      for (const directory of made.splice(0)) await rm(directory, { recursive: true, force: true });
    });

    homeStoreContract(async () => {
      const directory = await realpath(await mkdtemp(join(tmpdir(), 'achievements-')));
      made.push(directory);
      const stateDir = join(directory, 'state');
      return {
        open: () => createHomeStore(stateDir),
        async breakDown() {
          await rename(stateDir, `${stateDir}.away`);
          await writeFile(stateDir, 'in the way');
          return async () => {
            await rm(stateDir);
            await rename(`${stateDir}.away`, stateDir);
          };
        },
      };
    });
  });

  describe('in memory, as specs of scans have it', () => {
    homeStoreContract(async () => {
      const shared = new SharedMemory();
      return {
        open: () => new MemoryStore(shared),
        async breakDown() {
          shared.isBroken = true;
          return async () => {
            shared.isBroken = false;
          };
        },
      };
    });
  });
});
