import { mkdir, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { databaseMark, databasePlace } from '#src/scan/database-mark.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { readAll } from '../support/read.js';
import { until } from '../support/scanning.js';

const SESSION = { id: 'a', started_at: 1_790_000_000, messages: [{ content: 'x' }] };

describe('The mark of a history', () => {
  const home = temporaryHome();
  const path = () => home().databasePath;

  /** The mark, once the files have been left alone for a moment. */
  async function settled(): Promise<string> {
    let mark: string | undefined;
    await until(async () => {
      mark = await databaseMark(path());
      return mark !== undefined;
    });
    return mark ?? '';
  }

  it('cannot be told without a database, or with an empty one', async () => {
    expect(await databaseMark(path())).to.equal(undefined);
    await writeFile(path(), '');
    expect(await databaseMark(path())).to.equal(undefined);
  });

  it('cannot be told just after a change, because the next one might not show', async () => {
    await writeHistory(path(), [SESSION]);
    const mark = await databaseMark(path());
    const { ctimeMs } = await stat(path());
    if (Date.now() - ctimeMs < 100) expect(mark).to.equal(undefined);
    const writer = await openWriter(path());
    await settled();
    await writer.append('a', [{ content: 'y' }]);
    const afterwards = await databaseMark(path());
    const { mtimeMs } = await stat(`${path()}-wal`);
    if (Date.now() - mtimeMs < 100) expect(afterwards).to.equal(undefined);
    await writer.close();
  });

  it('stays while the history is only read, also by us', async () => {
    await writeHistory(path(), [SESSION]);
    const mark = await settled();
    await readAll(createSqliteSource({ databasePath: path() }));
    expect(await settled()).to.equal(mark);
    const writer = await openWriter(path());
    await writer.query('SELECT count(*) FROM messages');
    const open = await settled();
    for (let scan = 0; scan < 3; scan++) await readAll(createSqliteSource({ databasePath: path() }));
    expect(await settled()).to.equal(open);
    await writer.close();
  });

  it('changes with every commit, and when the log is brought into the database', async () => {
    await writeHistory(path(), [SESSION]);
    const writer = await openWriter(path());
    const marks = [await settled()];
    for (let commit = 0; commit < 3; commit++) {
      await writer.append('a', [{ content: 'y' }]);
      marks.push(await settled());
    }
    await writer.exec('PRAGMA wal_checkpoint(RESTART)');
    marks.push(await settled());
    // Written over the beginning of the log, which stays as large as it was.
    await writer.append('a', [{ content: 'z' }]);
    marks.push(await settled());
    await writer.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    marks.push(await settled());
    await writer.close();
    expect(new Set(marks).size).to.equal(marks.length);
  });

  it('changes when another file takes its place, even one of the same size and time', async () => {
    await writeHistory(path(), [SESSION]);
    const { atime, mtime } = await stat(path());
    const mark = await settled();
    const other = join(home().path, 'other.db');
    await writeHistory(other, [SESSION]);
    await utimes(other, atime, mtime);
    await rename(other, path());
    expect(await settled()).to.not.equal(mark);
  });

  it('changes when it is written anew with its old time', async () => {
    await writeFile(path(), 'one');
    const { atime, mtime } = await stat(path());
    const mark = await settled();
    await writeFile(path(), 'two');
    await utimes(path(), atime, mtime);
    expect(await settled()).to.not.equal(mark);
  });

  it('looks for the log beside the database itself, not beside a link to it', async () => {
    await mkdir(join(home().path, 'real'));
    const real = join(home().path, 'real', 'history.db');
    await writeHistory(real, [SESSION]);
    await symlink(real, path());
    const writer = await openWriter(real);
    const mark = await settled();
    await writer.append('a', [{ content: 'y' }]);
    expect(await settled()).to.not.equal(mark);
    await writer.close();
  });
});

describe('The place of a history', () => {
  const home = temporaryHome();

  it('differs from that of another, and tells nothing of it', async () => {
    const one = await databasePlace(home().databasePath);
    expect(one).to.match(/^[0-9a-f]{16}$/);
    expect(await databasePlace(join(home().path, 'other.db'))).to.not.equal(one);
  });

  it('is the same under another name', async () => {
    await writeHistory(home().databasePath, [SESSION]);
    await symlink(home().databasePath, join(home().path, 'link.db'));
    expect(await databasePlace(join(home().path, 'link.db'))).to.equal(
      await databasePlace(home().databasePath),
    );
  });

  it('stays while the database is away, also in a home that is a link', async () => {
    await mkdir(join(home().path, 'real'));
    await symlink('real', join(home().path, 'link'));
    const path = join(home().path, 'link', 'state.db');
    const before = await databasePlace(path);
    await writeHistory(path, [SESSION]);
    expect(await databasePlace(path)).to.equal(before);
  });

  it('can be told of a path that leads nowhere', async () => {
    expect(await databasePlace(join(home().path, 'no', 'such', 'state.db'))).to.match(/^[0-9a-f]{16}$/);
  });
});
