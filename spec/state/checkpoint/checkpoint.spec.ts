import { deepStrictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { HEAD_FILE, removeCheckpoint } from '#src/state/checkpoint/checkpoint.js';
import { decodeHead, type Head } from '#src/state/checkpoint/head.js';
import { createHomeStore } from '#src/state/home-files.js';
import type { BlockToStore, HomeStore } from '#src/state/home-store.js';
import { watchFileSystem } from '../../support/file-system.js';
import { asNobody, failureOf, inDirectory, modeOf, namesIn } from '../support.js';
import { blockOf, damagesOf, entriesOf, ORIGIN, storedOf } from './support.js';

const posix = process.platform === 'win32' ? it.skip : it;
const [A, B] = ['scan_checkpoint.a.blocks', 'scan_checkpoint.b.blocks'] as const;
const [one, two, three] = [blockOf('1.0', ['s1', 's2']), blockOf('2.0', ['s3']), blockOf('3.0', ['s4'])];
const one2 = blockOf('1.0', ['s1', 's2', 's5'], 2);

/** As large as three of them are before a file is looked at for what is stale. */
const large = (key: string, number: number) =>
  blockOf(key, [`s ${key}`], number, `${number}`.repeat(100_000));

async function keep(store: HomeStore, ...blocks: readonly BlockToStore[]): Promise<void> {
  for (const block of blocks) await store.put(block);
  await store.commit(ORIGIN);
  await store.close();
}

/** A checkpoint that is begun with these blocks, as a first scan begins it. */
async function begin(directory: string, ...blocks: readonly BlockToStore[]): Promise<HomeStore> {
  const store = createHomeStore(directory);
  store.startAnew();
  await keep(store, ...blocks);
  return store;
}

async function headIn(directory: string): Promise<Head> {
  const head = decodeHead(await readFile(join(directory, HEAD_FILE), 'utf8'));
  return head ?? expect.fail('no head');
}

/** What another process finds: all of it, records included. */
async function found(directory: string) {
  const store = createHomeStore(directory);
  const stored = await store.load();
  const records = new Map<string, unknown>();
  for (const block of stored?.blocks ?? []) records.set(block.key, await store.records(block));
  await store.close();
  return { stored, records };
}

function kept(...blocks: readonly BlockToStore[]) {
  return { stored: storedOf(blocks), records: new Map(blocks.map(({ key, records }) => [key, records])) };
}

/** The same, where others could not be read. */
function left(...blocks: readonly BlockToStore[]) {
  return { ...kept(...blocks), stored: { ...storedOf(blocks), misses: true } };
}

describe('the checkpoint in a directory', () => {
  posix('is a head and a file of blocks, private both, and the directory as well', () =>
    inDirectory(async (parent) => {
      const directory = join(parent, 'a', 'state');
      await begin(directory, one);
      expect(await namesIn(directory)).to.deep.equal([A, HEAD_FILE].sort());
      expect(await modeOf(directory)).to.equal(0o700);
      for (const name of await namesIn(directory))
        expect(await modeOf(join(directory, name)), name).to.equal(0o600);
    }),
  );

  it('touches nothing until something is committed', () =>
    inDirectory(async (parent) => {
      const store = createHomeStore(join(parent, 'state'));
      await store.load();
      await store.put(one);
      store.startAnew();
      await store.rollBack();
      await store.stamp();
      await store.close();
      expect(await readdir(parent)).to.deep.equal([]);
    }));

  it('is written in one piece where blocks follow each other', () =>
    inDirectory(async (directory) => {
      const written: (readonly [at: number | undefined, length: number | undefined])[] = [];
      const end = watchFileSystem({
        before({ name, path, at, data }) {
          if (name === 'write' && path === join(directory, A)) written.push([at, data?.length]);
        },
      });
      try {
        await begin(directory, one, two, three);
      } finally {
        end();
      }
      expect(written).to.deep.equal([[0, (await readFile(join(directory, A))).length]]);
    }));

  it('grows by what has changed: what was written before stays as it is', () =>
    inDirectory(async (directory) => {
      const store = await begin(directory, one, two, three);
      const before = await readFile(join(directory, A));
      const head = await headIn(directory);
      await keep(store, one2);
      const after = await readFile(join(directory, A));
      const { blocks, length } = await headIn(directory);
      expect(after.subarray(0, before.length)).to.deep.equal(before);
      expect([head.length, length]).to.deep.equal([before.length, after.length]);
      expect(blocks.filter(({ offset }) => offset >= before.length).map(({ key }) => key)).to.deep.equal([
        '1.0',
      ]);
      expect(blocks.filter(({ key }) => key !== '1.0')).to.deep.equal(
        head.blocks.filter(({ key }) => key !== '1.0'),
      );
      expect(await found(directory)).to.deep.equal(kept(one2, two, three));
    }));

  it('writes no block that is as it was', () =>
    inDirectory(async (directory) => {
      const store = await begin(directory, one, two);
      const { length } = await headIn(directory);
      await keep(store, { ...one, checkedAt: one.checkedAt + 9 });
      expect((await headIn(directory)).length).to.equal(length);
      expect((await stat(join(directory, A))).size).to.equal(length);
    }));

  it('begins the other file when everything is new, and then removes the one before', () =>
    inDirectory(async (directory) => {
      const store = createHomeStore(directory);
      for (const name of [A, B, A]) {
        store.startAnew();
        await store.put(one);
        await keep(store, two);
        expect((await namesIn(directory)).filter((each) => each !== HEAD_FILE)).to.deep.equal([name]);
        expect((await headIn(directory)).file).to.equal(name);
      }
    }));

  it('is written anew in the other file when more than half of it is stale, but not while it is small', () =>
    inDirectory(async (directory) => {
      const store = await begin(directory);
      for (let number = 1; number < 10; number++) await keep(store, blockOf('1.0', ['s1'], number), two);
      expect((await headIn(directory)).file).to.equal(A);
      await keep(store, large('4.0', 1), large('5.0', 1));
      const files = [];
      for (let number = 2; number < 7; number++) {
        await keep(store, large('4.0', number));
        const { file, length, blocks } = await headIn(directory);
        const used = blocks.reduce((sum, { indexBytes, recordBytes }) => sum + indexBytes + recordBytes, 0);
        expect(used / length).to.be.at.least(0.5);
        expect((await stat(join(directory, file))).size).to.equal(length);
        files.push(file);
      }
      expect(files).to.include.members([A, B]);
      expect(await found(directory)).to.deep.equal(
        kept(blockOf('1.0', ['s1'], 9), two, large('4.0', 6), large('5.0', 1)),
      );
      expect(await namesIn(directory)).to.have.length(2);
    }));

  it('is gone when it is removed, whatever there is of it', () =>
    inDirectory(async (directory) => {
      await removeCheckpoint(directory);
      await begin(directory, one);
      await writeFile(join(directory, B), 'left behind');
      await removeCheckpoint(directory);
      expect(await namesIn(directory)).to.deep.equal([]);
    }));

  describe('of which a commit was cut off', () => {
    /** What the files were before and after a commit. */
    async function commits(directory: string) {
      const store = await begin(directory, one, two);
      const [head, before] = await filesOf(directory);
      store.remove(two.key);
      await keep(store, one2, three);
      const [, after] = await filesOf(directory);
      return { head, before, after };
    }

    const filesOf = async (directory: string) =>
      Promise.all([readFile(join(directory, HEAD_FILE)), readFile(join(directory, A))] as const);

    it('at any byte, is the last commit, and the next one is right', () =>
      inDirectory(async (directory) => {
        const { head, before, after } = await commits(directory);
        expect(after.length).to.be.above(before.length + 500);
        for (let length = before.length; length <= after.length; length++) {
          await writeFile(join(directory, HEAD_FILE), head);
          await writeFile(join(directory, A), after.subarray(0, length));
          deepStrictEqual(await found(directory), kept(one, two));
          if (length % 50 > 0) continue;
          const next = createHomeStore(directory);
          await next.load();
          await keep(next, three, blockOf('1.0', ['s1'], 3));
          deepStrictEqual(await found(directory), kept(blockOf('1.0', ['s1'], 3), two, three));
        }
      }));

    it('with anything behind what counts, is the last commit', () =>
      inDirectory(async (directory) => {
        const { head, before, after } = await commits(directory);
        await writeFile(join(directory, HEAD_FILE), head);
        for (const behind of [Buffer.alloc(5_000), after, Buffer.from('{"block":"1.0"')]) {
          await writeFile(join(directory, A), Buffer.concat([before, behind]));
          deepStrictEqual(await found(directory), kept(one, two));
        }
      }));

    it('while it began anew in the other file, is the last commit', () =>
      inDirectory(async (directory) => {
        const store = await begin(directory, one, two);
        for (const rest of ['', 'x'.repeat(9_000), await readFile(join(directory, A))]) {
          await writeFile(join(directory, B), rest);
          deepStrictEqual(await found(directory), kept(one, two));
        }
        store.startAnew();
        await keep(store, three);
        deepStrictEqual(await found(directory), kept(three));
      }));
  });

  it('of which any byte is damaged, is what is left of it, and nothing else', async function () {
    this.timeout(60_000);
    await inDirectory(async (directory) => {
      await begin(directory, one, two);
      const truth = kept(one, two);
      const bytes = await readFile(join(directory, A));
      let damages = 0;
      for (const damaged of damagesOf(bytes)) {
        // One in five, which is each byte.
        if (damages++ % 5 !== Math.floor(damages / 5) % 5) continue;
        await writeFile(join(directory, A), damaged);
        const { stored, records } = await found(directory);
        for (const block of stored?.blocks ?? []) {
          deepStrictEqual(
            block,
            truth.stored.blocks.find(({ key }) => key === block.key),
          );
          const known = records.get(block.key);
          if (known !== undefined) deepStrictEqual(known, truth.records.get(block.key));
        }
        const whole = [...records.values()].filter((each) => each !== undefined);
        expect(whole.length).to.be.at.least(1);
      }
    });
  });

  it('of which the blocks are gone, or those of another time, is without them', () =>
    inDirectory(async (directory) => {
      await begin(directory, one, two);
      for (const change of [
        () => rm(join(directory, A)),
        () => writeFile(join(directory, A), ''),
        () => rm(join(directory, A)).then(() => mkdir(join(directory, A))),
      ]) {
        await change();
        expect(await found(directory)).to.deep.equal(left());
      }
    }));

  describe('that the disk does not take', () => {
    it('because something has the name of the blocks, says so, and is saved when that is gone', () =>
      inDirectory(async (directory) => {
        const store = await begin(directory, two);
        await rm(join(directory, A));
        await mkdir(join(directory, A));
        await store.put(one);
        const { code, message } = await failureOf(store.commit(ORIGIN));
        expect(code).to.equal('ERR_ACHIEVEMENTS_STATE');
        expect(message).to.match(/^scan_checkpoint\.a\.blocks cannot be saved: it is not a regular file/);
        const name = { key: '1.0', entries: entriesOf(one.records) };
        expect(await store.records(name)).to.deep.equal(one.records);
        await rm(join(directory, A), { recursive: true });
        await keep(store);
        // What lay in the file that somebody took away is not there, and not made up.
        expect(await found(directory)).to.deep.equal(left(one));
      }));

    it('because something has the name of the head, says so, and is saved when that is gone', () =>
      inDirectory(async (directory) => {
        await mkdir(join(directory, HEAD_FILE));
        const store = createHomeStore(directory);
        await store.load();
        await store.put(one);
        expect((await failureOf(store.commit(ORIGIN))).message).to.match(/^scan_checkpoint\.json cannot/);
        expect([store.isSaved, await store.stamp()]).to.deep.equal([false, undefined]);
        await rm(join(directory, HEAD_FILE), { recursive: true });
        await keep(store, two);
        expect(await found(directory)).to.deep.equal(kept(one, two));
      }));

    posix('because a named pipe has the name of the blocks, replaces that', () =>
      inDirectory(async (directory) => {
        const store = await begin(directory, two);
        await rm(join(directory, A));
        execFileSync('mkfifo', [join(directory, A)]);
        expect(await found(directory)).to.deep.equal(left());
        await keep(store, one);
        expect(await found(directory)).to.deep.equal(left(one));
      }),
    );

    posix('because it may only be read, is read, and says so when it is to be changed', () =>
      inDirectory(async (directory) => {
        await begin(directory, one, two);
        for (const name of [A, HEAD_FILE]) await chmod(join(directory, name), 0o444);
        await asNobody(directory, async () => {
          const store = createHomeStore(directory);
          expect(await store.load()).to.deep.equal(storedOf([one, two]));
          expect(await store.records({ key: '1.0', entries: entriesOf(one.records) })).to.deep.equal(
            one.records,
          );
          await store.put(one2);
          expect((await failureOf(store.commit(ORIGIN))).message).to.match(/blocks cannot .*permission/);
          await store.close();
        });
        expect(await found(directory)).to.deep.equal(kept(one, two));
      }),
    );

    describe('because it is full', () => {
      let disk: string | undefined;

      function unmount(): void {
        if (disk !== undefined) execFileSync('umount', [disk]);
        disk = undefined;
      }

      afterEach(unmount);

      async function fillAndMend(mounted: string): Promise<void> {
        const directory = join(mounted, 'state');
        const store = await begin(directory, one, two);
        await writeFile(join(mounted, 'filling'), Buffer.alloc(700 * 1024));
        const more = ['4.0', '5.0', '6.0'].map((key) => large(key, 1));
        for (const block of more) await store.put(block);
        const { message } = await failureOf(store.commit(ORIGIN));
        expect(message).to.match(/^scan_checkpoint\.a\.blocks cannot be saved: the disk is full/);
        await store.close();
        for (const { key, records } of more)
          expect(await store.records({ key, entries: entriesOf(records) })).to.deep.equal(records);
        await store.close();
        expect(await found(directory)).to.deep.equal(kept(one, two));
        await rm(join(mounted, 'filling'));
        await keep(store);
        expect(await found(directory)).to.deep.equal(kept(one, two, ...more));
      }

      posix('says so, loses nothing of what was saved, and is saved when there is room', function () {
        return inDirectory(async (parent) => {
          const mounted = join(parent, 'disk');
          await mkdir(mounted);
          try {
            execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', mounted], { stdio: 'ignore' });
          } catch {
            return this.skip();
          }
          disk = mounted;
          await fillAndMend(mounted).finally(unmount);
        });
      });
    });
  });
});
