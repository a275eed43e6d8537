import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, open, rename, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { AchievementsError, type ErrorCode } from '#src/errors.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import type { SqliteDatabase } from '#src/sqlite/driver.js';
import { onEachDriver } from '../../support/drivers.js';
import { type HistoryWriter, openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { collect, identityOf, listAll, listed, readAll, withReader } from '../../support/read.js';
import { rejection } from '../../support/rejection.js';

const T = 1_790_000_000;
const AS_ROOT = process.getuid?.() === 0;
const IMPATIENT = { busyTimeoutMs: 0, retryDelaysMs: [1, 1] };

onEachDriver('A history that cannot be read', (loadDriver) => {
  const home = temporaryHome();
  const path = () => home().databasePath;
  const source = () => createSqliteSource({ databasePath: path(), loadDriver, ...IMPATIENT });
  const session = (id: string, ...contents: string[]) => ({
    id,
    started_at: T,
    messages: contents.map((content) => ({ content })),
  });

  /** Reading fails with this code, and a message that may be shown to the user. */
  async function failsWith(code: ErrorCode, words: RegExp): Promise<void> {
    const { message } = await rejection(readAll(source()), code);
    expect(message).to.match(words);
    expect(message).to.not.include(home().path);
    expect(message).to.not.match(/SQLITE|SELECT|ENOENT|\bat /);
  }

  describe('because of the file', () => {
    it('is missing: Hermes never ran', async () => {
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_MISSING', /has not written a history yet/);
    });

    it('is missing: its home is a file', async () => {
      await writeFile(join(home().path, 'file'), 'x');
      const below = createSqliteSource({ databasePath: join(home().path, 'file', 'state.db') });
      await rejection(below.open(), 'ERR_ACHIEVEMENTS_DATABASE_MISSING');
    });

    it('is missing: a link leads nowhere', async () => {
      await symlink(join(home().path, 'nowhere'), path());
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_MISSING', /has not written a history yet/);
    });

    it('is empty', async () => {
      await writeFile(path(), '');
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_EMPTY', /empty file/);
    });

    it('is a directory', async () => {
      await mkdir(path());
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_NOT_A_FILE', /directory/);
    });

    it('is no database', async () => {
      for (const text of ['x', 'not a database '.repeat(1_000)]) {
        await writeFile(path(), text);
        await failsWith('ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE', /not an SQLite database/);
      }
    });

    (AS_ROOT ? it.skip : it)(
      `may not be read${AS_ROOT ? ' (skipped: root may read everything)' : ''}`,
      async () => {
        await writeHistory(path(), [session('a')]);
        await chmod(path(), 0o000);
        await failsWith('ERR_ACHIEVEMENTS_DATABASE_UNREADABLE', /permission/);
      },
    );

    it('is cut off', async () => {
      await writeHistory(path(), [session('a', ...Array<string>(500).fill('x'.repeat(1_000)))]);
      await truncate(path(), 100_000);
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', /damaged/);
    });

    /** Overwrites the page in the middle of the messages. */
    async function damage(): Promise<void> {
      const leaves = await withWriter((writer) =>
        writer.query(`SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'leaf' ORDER BY path`),
      );
      await overwrite(Number(leaves[leaves.length >> 1]?.[0]), Buffer.alloc(4096, 0xff));
    }

    async function overwrite(page: number, bytes: Buffer): Promise<void> {
      const file = await open(path(), 'r+');
      await file.write(bytes, 0, bytes.length, (page - 1) * 4096);
      await file.close();
    }

    for (const schema of ['plain', 'full'] as const) {
      it(`has a malformed page in its middle (${schema} schema)`, async () => {
        await writeHistory(path(), [session('a', ...Array<string>(500).fill('x'.repeat(1_000)))], { schema });
        await damage();
        await failsWith('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', /damaged/);
      });
    }

    it('has a malformed page, which is told when it is reached, however slowly what is before it is used', async () => {
      await writeHistory(path(), [session('a', ...Array<string>(3_000).fill('x'))], { schema: 'plain' });
      await damage();
      // Mocha lets unhandled rejections pass.
      const unhandled: unknown[] = [];
      const listen = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', listen);
      await withReader(source(), async (reader) => {
        const pages = reader.messages(await listed(reader))[Symbol.asyncIterator]();
        expect((await pages.next()).value).to.have.lengthOf(1_000);
        await reader.list();
        await rejection(pages.next(), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED');
      }).finally(() => process.off('unhandledRejection', listen));
      expect(unhandled).to.deep.equal([]);
    });

    it('has noise in the middle of a long text, which SQLite itself reads without a word', async () => {
      await writeHistory(path(), [session('a', 'x'.repeat(30_000), 'y')]);
      const [[page] = []] = await withWriter((writer) =>
        writer.query(
          `SELECT pageno FROM dbstat WHERE name = 'messages' AND pagetype = 'overflow' ORDER BY path DESC`,
        ),
      );
      await overwrite(Number(page), Buffer.alloc(4096, 0xff));
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', /damaged/);
    });

    it('has sessions that lost their ids', async () => {
      await writeHistory(path(), [session('a', 'x'), session('b', 'y')]);
      await withWriter(async (writer) => {
        await writer.exec("UPDATE sessions SET id = NULL WHERE id = 'b'");
      });
      // Odd, yet sound: it is read, whatever other tables look like.
      expect((await readAll(source())).map(({ content }) => content)).to.deep.equal(['x']);
      const pageOf = async (name: string) => {
        const [[page] = []] = await withWriter((writer) =>
          writer.query(`SELECT pageno FROM dbstat WHERE name = '${name}'`),
        );
        return Number(page);
      };
      const [other, index] = [await pageOf('schema_version'), await pageOf('sqlite_autoindex_sessions_1')];
      await overwrite(other, Buffer.alloc(4096, 0xff));
      expect((await readAll(source())).map(({ content }) => content)).to.deep.equal(['x']);
      await overwrite(index, Buffer.alloc(4096, 0xff));
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_DAMAGED', /damaged/);
    });

    it('has texts that are none, and is read all the same when it is sound', async () => {
      await writeHistory(path(), [session('a', 'x')]);
      await withWriter((writer) =>
        writer.exec(
          "UPDATE messages SET content = CAST(x'66ff67' AS TEXT), tool_calls = CAST(x'eda080' AS TEXT)",
        ),
      );
      expect(await readAll(source())).to.have.length(1);
    });

    it('has no tables', async () => {
      await withWriter((writer) => writer.exec('CREATE TABLE other (id)'));
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_SCHEMA', /sessions, messages/);
    });

    it('has no messages table', async () => {
      await writeHistory(path(), [], { extraSql: 'DROP TABLE messages' });
      await failsWith('ERR_ACHIEVEMENTS_DATABASE_SCHEMA', /sessions, messages/);
    });
  });

  describe('because another program locks it', () => {
    /** Through the same driver: two libraries of SQLite in one process do not see each other's locks. */
    async function whileLocked<T>(use: (locker: SqliteDatabase) => Promise<T>): Promise<T> {
      const locker = await (await loadDriver()).open(path(), 'write', 0);
      // It must have been open without that before, or it could not go back.
      await locker.exec('SELECT count(*) FROM sessions');
      await locker.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE noise (id)');
      return await use(locker).finally(() => locker.close());
    }

    it('is waited for no longer than told', async () => {
      await writeHistory(path(), [session('a')]);
      await whileLocked(() => failsWith('ERR_ACHIEVEMENTS_DATABASE_BUSY', /locked by another program/));
    });

    it('is read as soon as the lock is gone', async () => {
      await writeHistory(path(), [session('a')]);
      await whileLocked(async (locker) => {
        const patient = createSqliteSource({ databasePath: path(), loadDriver, busyTimeoutMs: 10_000 });
        const listed = listAll(patient);
        await locker.exec('ROLLBACK; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM sessions');
        expect((await listed).map(({ id }) => id)).to.deep.equal(['a']);
      });
    });
  });

  it('because there is no driver is told of as the driver itself tells it', async () => {
    await writeHistory(path(), [session('a')]);
    const missing = new AchievementsError('ERR_ACHIEVEMENTS_DRIVER', 'neither is there');
    const without = createSqliteSource({ databasePath: path(), loadDriver: () => Promise.reject(missing) });
    const { message } = await rejection(without.open(), 'ERR_ACHIEVEMENTS_DRIVER');
    expect(message).to.equal('neither is there');
  });

  describe('the usual way, because SQLite may create no file beside it', () => {
    /** Root may write to any directory; but SQLite follows no link here, so this stops it all the same. */
    const forbidSharedMemory = async (database = path()) => await symlink('nowhere', `${database}-shm`);

    it('is read as it lies there when no change waits in a log', async () => {
      await writeHistory(path(), [session('a', 'x')]);
      await forbidSharedMemory();
      expect((await readAll(source())).map(({ content }) => content)).to.deep.equal(['x']);
    });

    it('is read in a directory with any name', async () => {
      const odd = join(home().path, `100% #1? é'"&=`);
      await mkdir(odd);
      await writeHistory(path(), [session('a', 'x')]);
      await rename(path(), join(odd, 'state.db'));
      await forbidSharedMemory(join(odd, 'state.db'));
      const there = createSqliteSource({ databasePath: join(odd, 'state.db'), ...IMPATIENT });
      expect((await readAll(there)).map(({ content }) => content)).to.deep.equal(['x']);
    });

    for (const suffix of ['-wal', '-journal']) {
      it(`is refused while changes wait in a ${suffix} file`, async () => {
        await writeHistory(path(), [session('a', 'x')]);
        await withWriter(async (writer) => {
          await writer.append('a', [{ content: 'y' }]);
          const copy = join(home().path, 'copy.db');
          await copyFile(path(), copy);
          await copyFile(`${path()}-wal`, `${copy}${suffix}`);
          await forbidSharedMemory(copy);
          const { message } = await rejection(
            createSqliteSource({ databasePath: copy, loadDriver, ...IMPATIENT }).open(),
            'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
          );
          expect(message)
            .to.match(suffix === '-wal' ? /log beside .+ could not be opened/ : /journal beside/)
            .and.to.not.include(home().path);
        });
      });
    }

    it('is not trusted any more once somebody wrote to it', async () => {
      await writeHistory(path(), [session('a', 'x')]);
      await forbidSharedMemory();
      await withReader(source(), async (reader) => {
        const sessions = await listed(reader);
        await utimes(path(), T, T);
        await rejection(collect(reader, sessions), 'ERR_ACHIEVEMENTS_DATABASE_BUSY');
        await rejection(reader.list(), 'ERR_ACHIEVEMENTS_DATABASE_BUSY');
      });
    });
  });

  describe('any more, because the file was replaced', () => {
    it('is read to its end, and anew at the next opening', async () => {
      const other = join(home().path, 'other.db');
      await writeHistory(path(), [session('a', 'old')]);
      await writeHistory(other, [session('b', 'new')]);
      const identity = await identityOf(source());
      await withReader(source(), async (reader) => {
        const sessions = await listed(reader);
        await rename(other, path());
        expect((await collect(reader, sessions)).map(({ content }) => content)).to.deep.equal(['old']);
      });
      expect((await readAll(source())).map(({ content }) => content)).to.deep.equal(['new']);
      expect(await identityOf(source())).to.not.equal(identity);
    });
  });

  it('has another identity in another place, but not under another name for the same place', async () => {
    const [copy, link] = [join(home().path, 'copy.db'), join(home().path, 'link.db')];
    await writeHistory(path(), [session('a')]);
    await copyFile(path(), copy);
    await symlink(path(), link);
    const [here, there, linked] = await Promise.all(
      [path(), copy, link].map((databasePath) =>
        identityOf(createSqliteSource({ databasePath, loadDriver })),
      ),
    );
    expect(there).to.not.equal(here);
    expect(linked).to.equal(here);
    expect(here).to.match(/^[\w-]{22}$/);
  });

  it('leaves a thread that ends right after closing it alone', async function () {
    this.timeout(60_000);
    await writeHistory(path(), [session('a', ...Array<string>(20_000).fill('x'))]);
    const script = join(home().path, 'thread.mjs');
    await writeFile(script, THREAD);
    const url = new URL('../../../../dist/source/sqlite/source.js', import.meta.url).href;
    const child = spawn(process.execPath, [script, url, path()], { stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    const [code, signal] = await once(child, 'exit');
    expect({ code, signal, complaint }).to.deep.equal({ code: 0, signal: null, complaint: '' });
  });

  async function withWriter<T>(use: (writer: HistoryWriter) => Promise<T>): Promise<T> {
    const writer = await openWriter(path());
    try {
      return await use(writer);
    } finally {
      await writer.close();
    }
  }
});

/** Ends a thread in the middle of a reading, the moment that `close` allows it, many times. */
const THREAD = `
import { once } from 'node:events';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
if (isMainThread) {
  for (let run = 0; run < 8; run += 1) {
    const worker = new Worker(new URL(import.meta.url), { workerData: process.argv.slice(2) });
    const [code] = await once(worker, 'exit');
    if (code !== 0) process.exitCode = 1;
  }
} else {
  const { createSqliteSource } = await import(workerData[0]);
  const reader = await createSqliteSource({ databasePath: workerData[1] }).open();
  const { sessions } = await reader.list();
  for await (const page of reader.messages(sessions)) break;
  reader.messages(sessions)[Symbol.asyncIterator]().next().catch(() => {});
  await reader.close();
  process.exit(0);
}
`;
