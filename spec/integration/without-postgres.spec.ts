import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { command, SESSIONS } from '../cli/command.js';
import { endAll, runProgram } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';

describe('Without the package postgres', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'without-'));
    await cp('dist', join(directory, 'dist'), { recursive: true });
    await cp('package.json', join(directory, 'package.json'));
    const packages = join(directory, 'node_modules');
    await mkdir(packages);
    for (const name of await readdir('node_modules'))
      if (name !== 'postgres') await symlink(resolve('node_modules', name), join(packages, name));
    await writeHistory(home().databasePath, SESSIONS);
  });
  afterEach(async () => {
    await endAll();
    await rm(directory, { recursive: true, force: true });
  });

  const scan = (...more: string[]) =>
    runProgram(
      process.execPath,
      [join(directory, 'dist/cli/main.js'), 'scan', '--home', home().path, ...more],
      {},
    ).ended;

  it('all is well where no address is given', async () => {
    const { stdout, code } = await scan();
    expect(code).to.equal(0);
    expect(stdout).to.include('Let Him Cook');
  });

  it('an address is answered by what to install', async () => {
    const { stderr, code } = await scan('--database-url', 'postgres://me:s3cret@127.0.0.1:1/hermes');
    expect(code).to.equal(1);
    expect(stderr)
      .to.match(/npm install postgres@3/)
      .and.not.include('s3cret');
    expect((await command(['status', '--home', home().path])).stdout).to.include('not yet');
  });
});
