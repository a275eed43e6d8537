import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { hasPendingChanges } from '#src/source/sqlite/pending.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { readAll } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';

const T = 1_790_000_000;
const UNWRITABLE = /may not write/;
const child = fileURLToPath(new URL('./reading-child.js', import.meta.url));

describe('Changes that wait beside a history', function () {
  this.timeout(20_000);
  const home = temporaryHome();
  /** A folder that everybody may write to. */
  const folder = () => join(home().path, 'open');
  const there = () => join(folder(), 'state.db');

  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  beforeEach(async () => {
    await chmod(home().path, 0o755);
    await mkdir(folder());
    await chmod(folder(), 0o777);
    await writeHistory(home().databasePath, [{ id: 'a', started_at: T, messages: [{ content: 'x' }] }]);
    await copyFile(home().databasePath, there());
    await chmod(there(), 0o644);
  });

  it('are in a log that is longer than its header, and in a journal that is not empty', async () => {
    const waiting = async (name: string, bytes: number) => {
      await writeFile(`${there()}${name}`, Buffer.alloc(bytes));
      const found = await hasPendingChanges(there());
      await rm(`${there()}${name}`);
      return found;
    };
    expect(await hasPendingChanges(there())).to.equal(false);
    expect(await waiting('-wal', 32)).to.equal(false);
    expect(await waiting('-wal', 33)).to.equal(true);
    expect(await waiting('-journal', 0)).to.equal(false);
    expect(await waiting('-journal', 1)).to.equal(true);
  });

  /** What a user without special rights reads. */
  function readAsNobody(): { readonly contents?: string[]; readonly error?: string; readonly code?: string } {
    const { stdout, stderr } = spawnSync(process.execPath, [child, there(), home().databasePath], {
      encoding: 'utf8',
    });
    expect(stderr).to.equal('');
    return JSON.parse(stdout);
  }

  async function refused(words: RegExp, error: string | undefined = readAsNobody().error): Promise<void> {
    expect(error).to.match(words).and.to.not.include(home().path);
    expect(error).to.not.match(/SQLITE|-?errno|\bat /);
  }

  describe('on a disk that is full', () => {
    let isMounted = false;
    const disk = () => join(home().path, 'disk');
    const onDisk = () => join(disk(), 'state.db');

    beforeEach(async function () {
      await mkdir(disk());
      try {
        execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk()], { stdio: 'ignore' });
        isMounted = true;
      } catch {
        this.skip();
      }
      await copyFile(home().databasePath, onDisk());
    });

    afterEach(() => {
      if (isMounted) execFileSync('umount', [disk()]);
      isMounted = false;
    });

    /** Not a byte is left, though an empty file can be made. */
    const fill = () =>
      writeFile(join(disk(), 'filling'), Buffer.alloc(2 * 1024 * 1024)).then(
        () => expect.fail('the disk was not full'),
        () => {},
      );
    const read = () =>
      readAll(createSqliteSource({ databasePath: onDisk(), busyTimeoutMs: 0, retryDelaysMs: [] }));

    it('are none, where Hermes has ended: all is read', async () => {
      await fill();
      expect((await read()).map(({ content }) => content)).to.deep.equal(['x']);
    });

    it('are not passed over', async () => {
      const hermes = await openWriter(onDisk());
      await hermes.append('a', [{ content: 'y' }]);
      const log = await readFile(`${onDisk()}-wal`);
      await hermes.close();
      await copyFile(home().databasePath, onDisk());
      await writeFile(`${onDisk()}-wal`, log);
      await fill();
      const { message } = await rejection(read(), 'ERR_ACHIEVEMENTS_DATABASE_IO');
      expect(message).to.match(/whether it is full/);
    });
  });

  describe('in the journal of a Hermes that was killed', () => {
    /** The database and its journal as they lie there in the middle of a change: nobody holds a lock on the copy. */
    beforeEach(async () => {
      const writer = await openWriter(home().databasePath);
      try {
        await writer.exec(
          'PRAGMA journal_mode = DELETE; PRAGMA cache_size = 2; PRAGMA synchronous = FULL; BEGIN IMMEDIATE',
        );
        for (let i = 0; i < 40; i++) await writer.append('a', [{ content: 'y'.repeat(10_000) }]);
        await copyFile(home().databasePath, there());
        await copyFile(`${home().databasePath}-journal`, `${there()}-journal`);
        await writer.exec('ROLLBACK');
      } finally {
        await writer.close();
      }
    });

    it('are told as what they are: Hermes has to be started once', async () => {
      const source = createSqliteSource({ databasePath: there(), busyTimeoutMs: 0, retryDelaysMs: [] });
      const { message } = await rejection(readAll(source), 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE');
      await refused(/journal .+ Start Hermes once/, message);
      expect(message).to.not.match(UNWRITABLE);
      // That is true: any program that writes takes the change back.
      await (await openWriter(there())).close();
      expect((await readAll(source)).map(({ content }) => content)).to.deep.equal(['x']);
    });
  });

  describe('in the log of a Hermes that another user runs', () => {
    let hermes: HistoryWriter;

    beforeEach(async () => {
      hermes = await openWriter(there());
      await hermes.append('a', [{ content: 'y' }]);
    });

    afterEach(() => hermes.close());

    const both = async (mode: number) => {
      for (const suffix of ['-wal', '-shm']) await chmod(there() + suffix, mode);
    };

    it('are read by who may read both files', async () => {
      await both(0o644);
      expect(readAsNobody()).to.deep.equal({ contents: ['x', 'y'] });
    });

    for (const suffix of ['-wal', '-shm']) {
      it(`are told to be out of reach when ${suffix} may not be read`, async () => {
        await both(0o644);
        await chmod(there() + suffix, 0o600);
        const { error, code } = readAsNobody();
        expect(code).to.equal('ERR_ACHIEVEMENTS_DATABASE_UNREADABLE');
        await refused(
          /another user runs Hermes\. Let the user that runs this process read the two files/,
          error,
        );
        expect(error).to.not.match(UNWRITABLE);
      });
    }

    it('are told to need a directory that may be written to, where that is what is missing', async () => {
      const log = `${there()}-wal`;
      const aside = join(home().path, 'log');
      await copyFile(log, aside);
      await copyFile(there(), `${aside}.db`);
      await hermes.close();
      hermes = await openWriter(home().databasePath);
      await copyFile(`${aside}.db`, there());
      await copyFile(aside, log);
      await chmod(log, 0o644);
      await rm(`${there()}-shm`, { force: true });
      await chmod(folder(), 0o555);
      await refused(UNWRITABLE);
      await chmod(folder(), 0o777);
      expect(readAsNobody().contents).to.deep.equal(['x', 'y']);
    });
  });
});
