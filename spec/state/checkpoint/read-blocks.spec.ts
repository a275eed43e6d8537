import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { HEAD_FILE } from '#src/state/checkpoint/checkpoint.js';
import { decodeHead } from '#src/state/checkpoint/head.js';
import { readBlocks } from '#src/state/checkpoint/read-blocks.js';
import { createHomeStore } from '#src/state/home-files.js';
import { inDirectory } from '../support.js';
import { blockOf, ORIGIN } from './support.js';

const BLOCKS = [blockOf('1.0', ['a', 'b'], 1), blockOf('2.0', ['c'], 2), blockOf('1.1', ['d'], 3)];
const ofDayOne = (key: string) => key.startsWith('1.');

async function kept(directory: string): Promise<string> {
  const store = createHomeStore(directory);
  await store.load();
  store.startAnew();
  for (const block of BLOCKS) await store.put(block);
  await store.commit(ORIGIN);
  await store.close();
  return (await store.stamp()) ?? expect.fail('no stamp');
}

describe('some blocks of a checkpoint', () => {
  it('are read without the rest', () =>
    inDirectory(async (directory) => {
      const stamp = await kept(directory);
      const records = await readBlocks(directory, stamp, ofDayOne);
      expect(records).to.deep.equal([BLOCKS[0], BLOCKS[2]].flatMap((block) => block?.records ?? []));
      expect(await readBlocks(directory, stamp, () => false)).to.deep.equal([]);
    }));

  it('are none of another commit, nor where there is none', () =>
    inDirectory(async (directory) => {
      expect(await readBlocks(directory, 'x', ofDayOne)).to.equal(undefined);
      await kept(directory);
      expect(await readBlocks(directory, 'x', ofDayOne)).to.equal(undefined);
    }));

  it('cannot be had when one of them is damaged', () =>
    inDirectory(async (directory) => {
      const stamp = await kept(directory);
      const head = decodeHead(await readFile(join(directory, HEAD_FILE), 'utf8')) ?? expect.fail('no head');
      const path = join(directory, head.file);
      const bytes = await readFile(path);
      for (const [place, { key, offset, indexBytes, recordBytes }] of head.blocks.entries())
        for (const at of [offset + 3, offset + indexBytes + recordBytes - 9]) {
          const damaged = Buffer.from(bytes);
          damaged[at] = (damaged[at] ?? 0) ^ 1;
          await writeFile(path, damaged);
          const records = await readBlocks(directory, stamp, ofDayOne);
          expect(records === undefined, `block ${place}`).to.equal(ofDayOne(key));
        }
      await writeFile(path, bytes.subarray(0, 10));
      expect(await readBlocks(directory, stamp, ofDayOne)).to.equal(undefined);
    }));
});
