import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { createHomeStore } from '#src/state/home-files.js';
import { createJsonFile } from '#src/state/json-file.js';
import { type Operation, refuseSync, watchFileSystem } from '../support/file-system.js';
import { blockOf, ORIGIN } from './checkpoint/support.js';
import { failureOf, inDirectory, namesIn, put, T } from './support.js';

/** As Node says that a path may not be written, or not be read. */
const MISSING_FLAG = Object.assign(new Error('Access to this API has been restricted'), {
  code: 'ERR_ACCESS_DENIED',
});

describe('Where no open file may be synced', () => {
  let end = (): void => {};

  const meanwhile = (before: (operation: Operation) => void) => {
    end = watchFileSystem({
      before(operation) {
        before(operation);
        refuseSync(operation);
      },
    });
  };

  afterEach(() => end());

  it('a file is saved all the same, with its time, and nothing is left beside it', () =>
    inDirectory(async (directory) => {
      meanwhile(() => {});
      const file = createJsonFile(join(directory, 'new', 'a.json'));
      await file.save('a long first content');
      await file.save('second', T * 1000);
      expect(await readFile(file.path, 'utf8')).to.equal('second');
      expect(await file.modified()).to.equal(T * 1000);
      expect(await namesIn(join(directory, 'new'))).to.deep.equal(['a.json']);
    }));

  it('a file is set aside, and copies are kept', () =>
    inDirectory(async (directory) => {
      const path = join(directory, 'a.json');
      await put(path, 'old');
      meanwhile(() => {});
      const file = createJsonFile(path);
      const names = [await file.keepCopy(Buffer.from('kept'), 'b'), await file.setAside('b')];
      expect(await Promise.all(names.map((name) => readFile(join(directory, name), 'utf8')))).to.deep.equal([
        'kept',
        'old',
      ]);
      expect(await namesIn(directory)).to.deep.equal(names);
    }));

  it('a checkpoint is saved', () =>
    inDirectory(async (directory) => {
      meanwhile(() => {});
      const store = createHomeStore(directory);
      await store.load();
      store.startAnew();
      await store.put(blockOf('1.0', ['s1', 's2'], 1));
      await store.commit(ORIGIN);
      expect(store.isSaved).to.equal(true);
      await store.close();
      expect((await createHomeStore(directory).load())?.blocks.map(({ key }) => key)).to.deep.equal(['1.0']);
    }));

  for (const [code, words] of [
    ['ENOSPC', 'the disk is full'],
    ['EIO', 'the disk reports an error'],
  ] as const) {
    it(`it is told all the same that ${words}`, () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'a.json');
        await writeFile(path, 'old');
        meanwhile(({ name, flush }) => {
          if (name === 'writeFile' && flush) throw Object.assign(new Error(code), { code });
        });
        expect((await failureOf(createJsonFile(path).save('new'))).message).to.include(words);
        expect(await readFile(path, 'utf8')).to.equal('old');
        expect(await namesIn(directory)).to.deep.equal(['a.json']);
      }));
  }

  it('it is told all the same that a flag of the permission model is missing', () =>
    inDirectory(async (directory) => {
      const file = createJsonFile(join(directory, 'a.json'));
      for (const refused of ['writeFile', 'open'] as const) {
        meanwhile(({ name }) => {
          if (name === refused) throw MISSING_FLAG;
        });
        expect((await failureOf(file.save('new'))).message).to.include('--allow-fs-write');
        end();
      }
    }));
});

describe('A sync that fails', () => {
  for (const code of ['EIO', 'ENOSPC'] as const) {
    it(`by ${code} is told, of a file, a directory and a checkpoint`, () =>
      inDirectory(async (directory) => {
        const store = createHomeStore(directory);
        await store.load();
        store.startAnew();
        await store.put(blockOf('1.0', ['s1'], 1));
        let failing = 'a.json';
        const end = watchFileSystem({
          before({ name, path }) {
            if (name === 'sync' && path.startsWith(join(directory, failing)))
              throw Object.assign(new Error(code), { code });
          },
        });
        try {
          const file = createJsonFile(join(directory, 'a.json'));
          expect((await failureOf(file.save('new'))).code).to.equal('ERR_ACHIEVEMENTS_STATE');
          failing = '';
          expect((await failureOf(file.setAside('b'))).code).to.equal('ERR_ACHIEVEMENTS_STATE');
          failing = 'scan_checkpoint.';
          expect((await failureOf(store.commit(ORIGIN))).message).to.include('cannot be saved');
          expect(store.isSaved).to.equal(false);
        } finally {
          end();
          await store.close();
        }
      }));
  }
});
