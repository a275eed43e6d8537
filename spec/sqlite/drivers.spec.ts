import { join } from 'node:path';
import { expect } from 'chai';
import type { SqliteDatabase } from '#src/sqlite/driver.js';
import { createLock } from '#src/state/lock.js';
import { onEachDriver } from '../support/drivers.js';
import { temporaryHome } from '../support/home.js';

onEachDriver('A driver of SQLite', (loadDriver) => {
  const home = temporaryHome();
  const open = async (access: 'read' | 'write', name = 'some.db') =>
    await (await loadDriver()).open(join(home().path, name), access, 0);

  async function using<T>(
    database: SqliteDatabase,
    use: (database: SqliteDatabase) => Promise<T>,
  ): Promise<T> {
    return await use(database).finally(() => database.close());
  }

  const codeOf = async (task: Promise<unknown>) =>
    await task.then(
      () => 'none',
      (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
    );

  it('makes a file, and answers with what stands in it', async () => {
    await using(await open('write'), (database) =>
      database.exec("CREATE TABLE t (a, b); INSERT INTO t VALUES (1, 'x'), (2, NULL)"),
    );
    await using(await open('read'), async (database) => {
      const statement = await database.prepare('SELECT b, a FROM t WHERE a >= ? ORDER BY a');
      expect((await statement.all([1])).map((row) => ({ ...row }))).to.deep.equal([
        { b: 'x', a: 1 },
        { b: null, a: 2 },
      ]);
      expect(await statement.all([2])).to.have.lengthOf(1);
      await statement.finalize();
    });
  });

  it('answers with numbers, texts and bytes', async () => {
    await using(await open('write'), async (database) => {
      const statement = await database.prepare(
        "SELECT 9223372036854775807 AS huge, 0.1 AS float, 9e999 AS infinite, x'00ff' AS bytes, CAST(x'ff61' AS TEXT) AS text",
      );
      const [{ bytes, ...others } = {}] = await statement.all([]);
      expect(bytes instanceof Uint8Array && [...bytes]).to.deep.equal([0, 0xff]);
      expect(others).to.deep.equal({
        huge: 2 ** 63,
        float: 0.1,
        infinite: Number.POSITIVE_INFINITY,
        text: '\ufffda',
      });
    });
  });

  it('tells by code what went wrong', async () => {
    expect(await codeOf(open('read'))).to.equal('SQLITE_CANTOPEN');
    await using(await open('write'), async (one) => {
      expect(await codeOf(one.prepare('SELECT nothing'))).to.equal('SQLITE_ERROR');
      expect(await codeOf(one.exec('nonsense'))).to.equal('SQLITE_ERROR');
      await one.exec('CREATE TABLE t (a); BEGIN EXCLUSIVE');
      await using(await open('write'), async (other) => {
        expect(await codeOf(other.exec('BEGIN EXCLUSIVE'))).to.equal('SQLITE_BUSY');
      });
    });
    await using(await open('read'), async (database) => {
      expect(await codeOf(database.exec('CREATE TABLE u (a)'))).to.equal('SQLITE_READONLY');
    });
  });

  it('says truly whether a statement leaves its caller’s thread to others', async () => {
    const { isThreaded } = await loadDriver();
    await using(await open('write'), async (database) => {
      const statement = await database.prepare(
        'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) SELECT count(*) AS rows FROM n',
      );
      let turns = 0;
      const turn = () => {
        turns++;
        next = setImmediate(turn);
      };
      let next = setImmediate(turn);
      expect((await statement.all([])).map(({ rows }) => rows)).to.deep.equal([1_000_000]);
      clearImmediate(next);
      // Who holds the thread gives others one turn before, and perhaps one after.
      expect(turns > 10, `${turns} turns`).to.equal(isThreaded);
    });
  });

  it('closes with statements that nobody finalized, and lets go of its locks', async () => {
    await using(await open('write'), async (database) => {
      await database.exec('CREATE TABLE t (a); BEGIN EXCLUSIVE');
      await (await database.prepare('SELECT * FROM t')).all([]);
    });
    await using(await open('write'), (database) => database.exec('BEGIN EXCLUSIVE'));
  });

  it('takes the lock of a file, which another connection cannot', async () => {
    const path = join(home().path, 'some.lock');
    // Two libraries of SQLite in one process do not see each other's locks: both go through one driver.
    const [one, other] = [createLock(path, loadDriver), createLock(path, loadDriver)];
    const held = await one.take();
    expect([await other.take(), one.problem, other.problem]).to.deep.equal([undefined, undefined, undefined]);
    await held?.release();
    const next = await other.take();
    expect(await one.take()).to.equal(undefined);
    await next?.release();
  });
});
