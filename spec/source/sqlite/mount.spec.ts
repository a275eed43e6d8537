import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { noticeOfMount } from '#src/source/sqlite/mount.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { openWriter, writeHistory } from '../../support/history.js';
import { temporaryHome } from '../../support/home.js';
import { withReader } from '../../support/read.js';
import { scanned } from '../../support/scanned.js';

const SESSION = { id: 'a', started_at: 1_790_000_000, messages: [{ role: 'user', content: 'x' }] };
/** As Linux writes them, around the ones that matter. */
const AROUND = ['22 27 0:21 / /proc rw,relatime - proc proc rw', '30 27 8:1 / / rw - ext4 /dev/sda1 rw', ''];

describe('A history whose directory is not there', () => {
  const home = temporaryHome();
  const path = () => home().databasePath;

  beforeEach(() => writeHistory(path(), [SESSION]));

  /** A list of mount points with these among them. */
  async function mounted(...points: readonly string[]): Promise<string> {
    const escaped = (text: string) => text.replace(/[ \\\n\t]/g, (char) => `\\${octal(char)}`);
    const lines = points.map((point) => `99 30 8:1 /x ${escaped(point)} ro - ext4 /dev/sda1 rw`);
    const file = join(home().path, 'mountinfo');
    await writeFile(file, [...lines, ...AROUND].join('\n'));
    return file;
  }

  it('is told of, when it is written with a log: no path in it, and what helps', async () => {
    const notice = await noticeOfMount(path(), await mounted(path()));
    expect(notice).to.include('Mount the directory').and.not.include('/');
  });

  it('is told of wherever it lies', async () => {
    const odd = join(home().path, 'my history\\new', 'state 1.db');
    await mkdir(join(odd, '..'));
    await rename(path(), odd);
    expect(await noticeOfMount(odd, await mounted(odd))).to.be.a('string');
  });

  it('is no matter without a log, with the directory, or with the log mounted beside it', async () => {
    expect(await noticeOfMount(path(), await mounted(home().path))).to.equal(null);
    expect(await noticeOfMount(path(), await mounted(path(), `${path()}-wal`))).to.equal(null);
    const writer = await openWriter(path());
    await writer.exec('PRAGMA journal_mode = DELETE');
    await writer.close();
    expect(await noticeOfMount(path(), await mounted(path()))).to.equal(null);
  });

  it('is not looked for where nothing tells of mount points, nor in a file that is none', async () => {
    expect(await noticeOfMount(path(), join(home().path, 'missing'))).to.equal(null);
    const mounts = await mounted(path(), home().path);
    expect(await noticeOfMount(home().path, mounts)).to.equal(null);
    await writeFile(path(), 'SQLite');
    expect(await noticeOfMount(path(), mounts)).to.equal(null);
  });

  it('is no failure: what can be seen is counted, and the scan tells the rest', async () => {
    const writer = await openWriter(path());
    await writer.exec(`INSERT INTO sessions (id, started_at, source) VALUES ('b', 1790000001, 'cli')`);
    const alone = join(home().path, 'container', 'state.db');
    await mkdir(join(alone, '..'));
    await copyFile(path(), alone);
    await writer.close();
    const source = createSqliteSource({ databasePath: alone, mounts: await mounted(alone) });
    const outcome = await scanned(source);
    expect(outcome.records.map(({ id }) => id)).to.deep.equal(['a']);
    expect(outcome.notice).to.be.a('string');
    expect((await scanned(createSqliteSource({ databasePath: path() }))).notice).to.equal(null);
    await withReader(source, async (reader) => expect(reader.notice).to.equal(outcome.notice));
  });
});

function octal(char: string): string {
  return char.charCodeAt(0).toString(8).padStart(3, '0');
}
