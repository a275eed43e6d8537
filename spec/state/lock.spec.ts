import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { SqliteDatabase } from '#src/sqlite/driver.js';
import { loadDriver } from '#src/sqlite/load-driver.js';
import { createLock, type Held, type Lock } from '#src/state/lock.js';
import { asNobody, inDirectory, modeOf, namesIn } from './support.js';

const CHILD = fileURLToPath(new URL('./locking-child.js', import.meta.url));
const posix = process.platform === 'win32' ? it.skip : it;

describe('A lock', function () {
  this.timeout(30_000);
  const children: ChildProcess[] = [];

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  function start(...parameters: readonly string[]): ChildProcess {
    const child = fork(CHILD, parameters);
    children.push(child);
    return child;
  }

  /** Another process that has it. */
  async function ownerOf(path: string): Promise<ChildProcess> {
    const owner = start(path);
    await once(owner, 'message');
    return owner;
  }

  const inLock = (work: (path: string) => Promise<void>) => () =>
    inDirectory((directory) => work(join(directory, 'some.lock')));

  async function taken(lock: Lock): Promise<Held> {
    const held = await lock.take();
    if (held === undefined) throw new Error('another has it');
    expect(lock.problem).to.equal(undefined);
    return held;
  }

  it(
    'is one for all in a process, and to be had again when it is released',
    inLock(async (path) => {
      const [one, other] = [createLock(path), createLock(path)];
      const held = await taken(one);
      expect([await other.take(), await one.take()]).to.deep.equal([undefined, undefined]);
      await held.release();
      await (await taken(other)).release();
      await (await taken(one)).release();
    }),
  );

  it(
    'is given to one of many who ask at the same moment',
    inLock(async (path) => {
      const locks = Array.from({ length: 20 }, () => createLock(path));
      for (let round = 0; round < 5; round++) {
        const tries = await Promise.all(locks.map((lock) => lock.take()));
        const given = tries.filter((held) => held !== undefined);
        expect(given).to.have.length.at.most(1);
        for (const held of given) await held.release();
      }
      await (await taken(createLock(path))).release();
    }),
  );

  it(
    'leaves an empty file for its owner alone, and nothing beside it',
    inLock(async (path) => {
      await writeFile(`${path}.neighbour`, '');
      const held = await taken(createLock(path));
      expect(await namesIn(join(path, '..'))).to.deep.equal(['some.lock', 'some.lock.neighbour']);
      await held.release();
      expect(await namesIn(join(path, '..'))).to.deep.equal(['some.lock', 'some.lock.neighbour']);
      expect({ size: (await stat(path)).size, mode: await modeOf(path) }).to.deep.equal({
        size: 0,
        mode: 0o600,
      });
    }),
  );

  describe('of another process', () => {
    posix(
      'is not to be had while that is suspended, however long, and is free at once when it is killed',
      inLock(async (path) => {
        const owner = await ownerOf(path);
        const lock = createLock(path);
        expect(await lock.take()).to.equal(undefined);
        owner.kill('SIGSTOP');
        // There is no heartbeat to wait for: whatever the clocks say, it is taken.
        await delay(300);
        expect(await lock.take()).to.equal(undefined);
        owner.kill('SIGCONT');
        owner.send('are you there?');
        await once(owner, 'message');
        expect(await lock.take()).to.equal(undefined);

        owner.kill('SIGSTOP');
        const ended = once(owner, 'exit');
        owner.kill('SIGKILL');
        await ended;
        await (await taken(lock)).release();
      }),
    );

    it(
      'is never held by two of many that contend for it',
      inLock(async (path) => {
        const contenders = Array.from({ length: 4 }, () => start(path, '60'));
        const codes = await Promise.all(contenders.map((contender) => once(contender, 'exit')));
        expect(codes.map(([code]) => code)).to.deep.equal([0, 0, 0, 0]);
      }),
    );

    it(
      'stays its own whatever this process opens and closes',
      inLock(async (path) => {
        const lock = createLock(path);
        const held = await taken(lock);
        for (let i = 0; i < 20; i++) expect(await createLock(path).take()).to.equal(undefined);
        const other = start(path);
        const heard = once(other, 'message').then(() => true);
        expect(await Promise.race([heard, delay(1_000, false)])).to.equal(false);
        await held.release();
        expect(await heard).to.equal(true);
      }),
    );
  });

  describe('whose file', () => {
    it(
      'was removed is to be had by the next, and by nobody else',
      inLock(async (path) => {
        const before = await taken(createLock(path));
        await rm(path);
        const held = await taken(createLock(path));
        expect(await createLock(path).take()).to.equal(undefined);
        // The end of the former owner changes nothing for the new one.
        await before.release();
        expect(await createLock(path).take()).to.equal(undefined);
        await held.release();
        await (await taken(createLock(path))).release();
      }),
    );

    it(
      'was replaced is to be had by the next, and by nobody else',
      inLock(async (path) => {
        const before = await taken(createLock(path));
        await writeFile(`${path}.new`, '');
        await rename(`${path}.new`, path);
        const held = await taken(createLock(path));
        expect(await createLock(path).take()).to.equal(undefined);
        await before.release();
        await held.release();
      }),
    );

    it(
      'holds what is not ours is made anew',
      inLock(async (path) => {
        await writeFile(path, 'Whatever this is, it is no lock. '.repeat(50));
        const held = await taken(createLock(path));
        expect(await createLock(path).take()).to.equal(undefined);
        await held.release();
        expect((await stat(path)).size).to.equal(0);
      }),
    );

    posix(
      'lost the permission to be written gets it back',
      inLock(async (path) => {
        await writeFile(path, '', { mode: 0o400 });
        if (process.geteuid?.() === 0) await chown(path, 65534, 65534);
        await asNobody(dirname(path), async () => {
          const held = await taken(createLock(path));
          expect(await createLock(path).take()).to.equal(undefined);
          await held.release();
        });
      }),
    );

    it(
      'has a stray journal beside it works all the same',
      inLock(async (path) => {
        await writeFile(`${path}-journal`, 'what is left of something');
        const held = await taken(createLock(path));
        expect(await createLock(path).take()).to.equal(undefined);
        await held.release();
      }),
    );
  });

  describe('that cannot be had', () => {
    const hopeless: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
      'because a directory has its name': (path) => mkdir(path),
      'because its name leads nowhere': (path) => symlink('/nowhere/at/all', path),
    };
    for (const [why, prepare] of Object.entries(hopeless)) {
      it(
        `${why}, lets everybody in and says so`,
        inLock(async (path) => {
          await prepare(path);
          const lock = createLock(path);
          const both = [await lock.take(), await lock.take()];
          expect(both).to.not.include(undefined);
          expect(lock.problem).to.be.an('error').with.property('code', 'SQLITE_CANTOPEN');
          for (const held of both) await held?.release();
          await rm(path, { recursive: true });
          await (await taken(lock)).release();
        }),
      );
    }

    const rootOnly = process.geteuid?.() === 0 ? it : it.skip;
    rootOnly(
      'because another user made it, lets everybody in and says so',
      inLock(async (path) => {
        await writeFile(path, '', { mode: 0o444 });
        await asNobody(dirname(path), async () => {
          const lock = createLock(path);
          expect(await lock.take()).to.not.equal(undefined);
          expect(lock.problem).to.be.an('error').with.property('code', 'EPERM');
        });
      }),
    );

    it(
      'because a file lies where its directory should be, lets everybody in and says so',
      inLock(async (path) => {
        await writeFile(path, '');
        const lock = createLock(join(path, 'deeper', 'some.lock'));
        expect(await lock.take()).to.not.equal(undefined);
        expect(lock.problem).to.be.an('error').with.property('code', 'ENOTDIR');
      }),
    );
  });

  /** A driver of which a database does what it is told in another way. */
  const loading = (exec: (database: SqliteDatabase, sql: string) => Promise<void>) => async () => {
    const driver = await loadDriver();
    return {
      ...driver,
      async open(...how: Parameters<typeof driver.open>): Promise<SqliteDatabase> {
        const database = await driver.open(...how);
        return {
          prepare: (sql) => database.prepare(sql),
          exec: (sql) => exec(database, sql),
          interrupt: () => database.interrupt(),
          close: () => database.close(),
        };
      },
    };
  };

  it(
    'whose file is replaced while it is taken is taken on the new one, where the others look',
    inLock(async (path) => {
      await writeFile(path, '');
      let replaced = 0;
      const lock = createLock(
        path,
        loading(async (database, sql) => {
          await database.exec(sql);
          if (replaced++ > 0) return;
          await writeFile(`${path}.new`, '');
          await rename(`${path}.new`, path);
        }),
      );
      const held = await taken(lock);
      expect(await createLock(path).take()).to.equal(undefined);
      await held.release();
      await (await taken(createLock(path))).release();
    }),
  );

  it(
    'whose file stays one that may only be read, however often that is mended, lets everybody in and says so',
    inLock(async (path) => {
      const refusal = Object.assign(new Error('attempt to write a readonly database'), {
        code: 'SQLITE_READONLY',
      });
      const lock = createLock(
        path,
        loading(() => Promise.reject(refusal)),
      );
      expect(await lock.take()).to.not.equal(undefined);
      expect(lock.problem).to.equal(refusal);
    }),
  );

  describe('in a directory that is not there', () => {
    it('makes it, and takes it away again when nobody has used it', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'made', 'for it', 'some.lock');
        const held = await taken(createLock(path));
        expect(await modeOf(join(directory, 'made', 'for it'))).to.equal(0o700);
        await held.release();
        expect(await readdir(directory)).to.deep.equal([]);
      }));

    it('leaves what others have put there', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'made', 'some.lock');
        const held = await taken(createLock(path));
        await writeFile(join(directory, 'made', 'a file'), '');
        await held.release();
        expect(await namesIn(join(directory, 'made'))).to.deep.equal(['a file', 'some.lock']);
      }));

    it('is one for all from the first moment', () =>
      inDirectory(async (directory) => {
        const path = join(directory, 'made', 'some.lock');
        for (let round = 0; round < 20; round++) {
          const tries = await Promise.all([createLock(path).take(), createLock(path).take()]);
          expect(tries.filter((held) => held !== undefined)).to.have.length.at.most(1);
          await Promise.all(tries.map((held) => held?.release()));
          await rm(join(directory, 'made'), { recursive: true, force: true });
        }
      }));
  });
});
