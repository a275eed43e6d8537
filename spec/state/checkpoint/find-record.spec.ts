import { deepStrictEqual } from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { HEAD_FILE } from '#src/state/checkpoint/checkpoint.js';
import { findRecord } from '#src/state/checkpoint/find-record.js';
import { decodeHead } from '#src/state/checkpoint/head.js';
import { createHomeStore } from '#src/state/home-files.js';
import type { BlockToStore } from '#src/state/home-store.js';
import { watchFileSystem } from '../../support/file-system.js';
import { rejection } from '../../support/rejection.js';
import { inDirectory, namesIn } from '../support.js';
import { blockOf, ORIGIN, records } from './support.js';

const NOTHING = { totals: {}, best: {}, sets: {}, days: {} };

/** A checkpoint with these blocks, begun anew. */
async function keep(directory: string, ...blocks: readonly BlockToStore[]): Promise<void> {
  const store = createHomeStore(directory);
  await store.load();
  store.startAnew();
  for (const block of blocks) await store.put(block);
  await store.commit(ORIGIN);
  await store.close();
}

const find = (directory: string, id: string, version = ORIGIN.analysisVersion) =>
  findRecord(directory, version, id);

const isLost = (looking: Promise<unknown>) => rejection(looking, 'ERR_ACHIEVEMENTS_SCANNING');

/** The file of blocks, and where in it each block lies. */
async function blocksIn(directory: string) {
  const head = decodeHead(await readFile(join(directory, HEAD_FILE), 'utf8'));
  if (head === undefined) return expect.fail('no head');
  const path = join(directory, head.file);
  return { path, places: head.blocks, bytes: await readFile(path) };
}

describe('one session, looked for in a checkpoint', () => {
  it('is found in whichever block it lies', () =>
    inDirectory(async (directory) => {
      const blocks = ['1.0', '1.1', '2.0'].map((key, number) =>
        blockOf(key, [`${key} a`, `${key} b`], number),
      );
      await keep(directory, ...blocks);
      for (const { records } of blocks)
        for (const record of records) expect(await find(directory, record.id)).to.deep.equal(record);
    }));

  it('is found whatever it is called', async function () {
    this.timeout(60_000);
    await inDirectory(async (directory) => {
      await fc.assert(
        fc.asyncProperty(fc.array(records, { maxLength: 3 }), async (drawn) => {
          const seen = new Set<string>();
          const blocks = drawn.map((all, number) => ({
            key: `${number}.0`,
            records: all.filter(({ id }) => !seen.has(id) && seen.add(id)),
            fold: NOTHING,
            checkedAt: number,
          }));
          await keep(directory, ...blocks);
          for (const block of blocks)
            for (const record of block.records) deepStrictEqual(await find(directory, record.id), record);
        }),
        { numRuns: 60 },
      );
    });
  });

  it('is none that is not there, though its name is in a block', () =>
    inDirectory(async (directory) => {
      const names = { ...blockOf('1.0', ['s1'], 1, 'x'), fold: { ...NOTHING, sets: { m: ['model'] } } };
      await keep(directory, names, blockOf('2.0', ['model']));
      for (const id of ['', 's', 'S1', 's1 ', '__proto__', 'f1', 'm', '1.0'])
        expect(await find(directory, id), id).to.equal(undefined);
      expect(await find(directory, 'model')).to.include({ id: 'model' });
    }));

  it('is none of a checkpoint by other rules, nor without one', () =>
    inDirectory(async (directory) => {
      expect(await find(directory, 's1')).to.equal(undefined);
      expect(await find(join(directory, 'nowhere'), 's1')).to.equal(undefined);
      await keep(directory, blockOf('1.0', ['s1']));
      expect(await find(directory, 's1', 'older')).to.equal(undefined);
      await writeFile(join(directory, HEAD_FILE), '{"schema_version":1,"sessions":{"s1":{}}}');
      expect(await find(directory, 's1')).to.equal(undefined);
    }));

  it('is read with the records of its own block alone', () =>
    inDirectory(async (directory) => {
      await keep(directory, blockOf('1.0', ['s1']), blockOf('2.0', ['s2']), blockOf('3.0', ['s3']));
      const { path, places, bytes } = await blocksIn(directory);
      for (const { key, offset, indexBytes, recordBytes } of places)
        if (key !== '2.0') bytes.fill(0, offset + indexBytes, offset + indexBytes + recordBytes);
      await writeFile(path, bytes);
      expect(await find(directory, 's2')).to.include({ id: 's2' });
      for (const id of ['s1', 's3']) await isLost(find(directory, id));
      expect(await find(directory, 's4')).to.equal(undefined);
    }));

  it('is lost with its block, and nobody is said not to be there who may lie in it; those of others are found', () =>
    inDirectory(async (directory) => {
      await keep(directory, blockOf('1.0', ['s1']), blockOf('2.0', ['s2']));
      const { path, places, bytes } = await blocksIn(directory);
      const [first] = places;
      // A byte of its fold: the name of the session still stands there.
      bytes[(first?.offset ?? 0) + (first?.indexBytes ?? 0) - 30] = 0;
      await writeFile(path, bytes);
      for (const id of ['s1', 'none']) await isLost(find(directory, id));
      expect(await find(directory, 's2')).to.include({ id: 's2' });
      await writeFile(path, bytes.subarray(0, 40));
      await isLost(find(directory, 's2'));
      await rm(path);
      await isLost(find(directory, 's2'));
    }));

  it('is found when the checkpoint is written anew in the other file meanwhile', () =>
    inDirectory(async (directory) => {
      const next = join(directory, 'next');
      mkdirSync(next);
      await keep(directory, blockOf('1.0', ['s1'], 1));
      await keep(next, blockOf('1.0', ['s0']));
      await keep(next, blockOf('1.0', ['s1'], 2));
      const [, name = ''] = (await namesIn(next)).toSorted().toReversed();
      expect(name).to.equal('scan_checkpoint.b.blocks');
      let isReplaced = false;
      const end = watchFileSystem({
        after({ name: what, path }) {
          if (what !== 'open' || path !== join(directory, HEAD_FILE) || isReplaced) return;
          isReplaced = true;
          // Whoever has opened the head reads the old one, as on any system.
          copyFileSync(join(next, name), join(directory, name));
          renameSync(join(next, HEAD_FILE), join(directory, HEAD_FILE));
          rmSync(join(directory, 'scan_checkpoint.a.blocks'));
        },
      });
      try {
        expect(await find(directory, 's1')).to.include({ id: 's1', fingerprint: 'f2' });
      } finally {
        end();
      }
      expect(isReplaced).to.equal(true);
    }));

  it('leaves no file open', async function () {
    if (process.platform !== 'linux') return this.skip();
    await inDirectory(async (directory) => {
      await keep(directory, blockOf('1.0', ['s1']));
      // At once: what is still being closed is open.
      const open = () => readdirSync('/proc/self/fd').length;
      const before = open();
      for (const id of ['s1', 'none', 's1']) {
        await find(directory, id);
        expect(open()).to.equal(before);
      }
    });
  });
});
