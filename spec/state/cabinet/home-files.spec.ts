import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createHomeFiles, removeHomes } from '#src/state/cabinet/home-files.js';
import { inDirectory } from '../support.js';

const FREE = { problem: undefined, take: async () => ({ release: async () => {} }) };

/** Has something kept of a home. Resolves with its directory. */
async function keep(stateDir: string, name: string): Promise<string> {
  await createHomeFiles(stateDir, name, FREE).keys.save({ stamp: 's', blocks: new Map() });
  const names = await readdir(join(stateDir, 'homes'));
  return join(stateDir, 'homes', names.find((one) => one.startsWith(`${name}-`)) ?? expect.fail(name));
}

describe('What is kept of homes', () => {
  it('is removed of all of them, and nothing that is not ours', () =>
    inDirectory(async (stateDir) => {
      for (const name of ['a', 'b']) await keep(stateDir, name);
      await mkdir(join(stateDir, 'homes', 'somebody’s'));
      await removeHomes(stateDir);
      expect(await readdir(join(stateDir, 'homes'))).to.deep.equal(['somebody’s']);
    }));

  it('is told to be there still where it cannot be removed', () =>
    inDirectory(async (stateDir) => {
      const directory = await keep(stateDir, 'a');
      await mkdir(join(directory, 'home_share.json', 'in the way'), { recursive: true });
      expect(await removeHomes(stateDir).then(String, () => 'told')).to.equal('told');
    }));
});
