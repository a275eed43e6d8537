import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { endAll } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { servedHomes } from '../support/served.js';
import { command, SESSIONS } from './command.js';

describe('The command export', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  const served = servedHomes(home);
  afterEach(endAll);
  beforeEach(() => writeHistory(home().databasePath, SESSIONS));

  const run = (...args: string[]) => command(['export', '--home', home().path, ...args]);

  for (const [flags, query] of [
    [[], ''],
    [['--format', 'markdown', '--state', 'unlocked'], '?format=markdown&state=unlocked'],
    [['--format', 'svg', '--titles'], '?format=svg&titles=true'],
    [['--format', 'json', '--titles'], '?format=json&titles=true'],
  ] as const) {
    it(`writes for ${flags.join(' ') || 'no flags'} what GET /export${query} answers`, async () => {
      const { stdout, stderr, code } = await run(...flags);
      expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
      const { text, body } = await served()
        .get(`/export${query}`)
        .then((response) => response);
      expect(stdout).to.equal(text ?? body.toString());
    });
  }

  it('leaves titles out unless asked', async () => {
    expect((await run()).stdout).not.to.include('Move the blog');
    expect((await run('--titles')).stdout).to.include('Move the blog');
  });

  it('takes the format from the ending of the file, which is as open as any other of the user', async () => {
    const file = join(home().path, 'badges.md');
    const { stdout, stderr, code } = await run('--output', file);
    expect({ stdout, stderr, code }).to.deep.equal({
      stdout: '',
      stderr: `Wrote ${CATALOG.length} badges to ${file}.\n`,
      code: 0,
    });
    expect(await readFile(file, 'utf8')).to.match(/^# Hermes Achievements\n/);
    const other = join(home().path, 'other');
    await writeFile(other, '');
    expect((await stat(file)).mode).to.equal((await stat(other)).mode);
  });

  it('replaces a file only when told to', async () => {
    const file = join(home().path, 'wall.svg');
    await writeFile(file, 'mine');
    const refused = await run('-o', file);
    expect(refused.code).to.equal(1);
    expect(refused.stderr).to.include(file).and.include('--force');
    expect(await readFile(file, 'utf8')).to.equal('mine');
    expect(existsSync(home().stateDir), 'nothing was counted in vain').to.equal(false);
    expect((await run('-o', file, '--force')).code).to.equal(0);
    expect(await readFile(file, 'utf8')).to.match(/^<svg/);
  });

  it('says where it cannot write', async () => {
    const directory = join(home().path, 'folder');
    await mkdir(directory);
    for (const args of [
      ['-o', join(home().path, 'no', 'such.md')],
      ['-o', directory, '--force'],
    ]) {
      const { stdout, stderr, code } = await run(...args);
      expect({ stdout, code }).to.deep.equal({ stdout: '', code: 1 });
      expect(stderr).to.match(/^The report cannot be written: /);
    }
  });

  it('writes nothing where nothing has ever been counted', async () => {
    const file = join(home().path, 'badges.md');
    const { code, stderr } = await command(['export', '--home', join(home().path, 'nowhere'), '-o', file]);
    expect(code).to.equal(1);
    expect(stderr).to.include('nowhere');
    expect(existsSync(file)).to.equal(false);
  });
});
