import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import type { HandleTask } from '../support/handle-host.js';
import { openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';

const PROGRAM = fileURLToPath(new URL('../support/handle-host.js', import.meta.url));
const run = promisify(execFile);

const SESSIONS = Array.from({ length: 20 }, (_, index) => ({
  id: `s${index}`,
  started_at: 1_790_000_000 + index,
  messages: Array.from({ length: 250 }, () => ({ content: 'x' })),
}));

/** SQLite's locks belong to the process: whoever closes the file drops those of everybody else in it. */
describe('A host with a handle of its own on the history', function () {
  this.timeout(60_000);
  const home = temporaryHome();

  before(function () {
    // Node 20, and 22 before 22.13 without a flag.
    if (process.getBuiltinModule('node:sqlite') === undefined) this.skip();
  });

  async function outcomeOf(does: HandleTask['does']): Promise<Readonly<Record<string, unknown>>> {
    const task: HandleTask = { does, databasePath: home().databasePath, where: 'process' };
    const { stdout } = await run(process.execPath, ['--no-warnings', PROGRAM, JSON.stringify(task)]);
    return JSON.parse(stdout);
  }

  /** A history that is written in this way. */
  async function writeWith(mode: 'WAL' | 'DELETE'): Promise<void> {
    await writeHistory(home().databasePath, SESSIONS);
    const writer = await openWriter(home().databasePath);
    await writer.exec(`PRAGMA journal_mode = ${mode}`);
    await writer.close();
  }

  for (const [kind, mode] of [
    ['a log', 'WAL'],
    ['a journal', 'DELETE'],
  ] as const) {
    it(`keeps its transaction to itself while we scan, and no commit is lost, over a history with ${kind}`, async () => {
      await writeWith(mode);
      expect(await outcomeOf('transaction')).to.deep.equal({
        within: 'database is locked',
        committed: 1,
        after: 1,
        kept: 2,
      });
    });

    it(`goes on seeing what its long read began with, over a history with ${kind}`, async () => {
      await writeWith(mode);
      expect(await outcomeOf('read')).to.deep.equal({ before: 5_000, within: 5_000 });
    });
  }

  it('sees what others write after we have scanned, and holds no log that is gone', async () => {
    await writeWith('WAL');
    expect(await outcomeOf('open')).to.deep.equal({ before: 5_000, after: 0, deleted: [] });
  });
});
