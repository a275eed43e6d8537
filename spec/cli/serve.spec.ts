import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { ask, endAll, read, runProgram, until } from '../examples/run.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { SESSIONS, start, UNSET } from './command.js';

describe('The command serve', function () {
  this.timeout(60_000);

  const home = temporaryHome();
  afterEach(endAll);
  beforeEach(() => writeHistory(home().databasePath, SESSIONS));

  it('serves the page and the API to this machine, names the page first, and stops well', async () => {
    const server = start(['serve', '--port', '0', '--home', home().path]);
    const [, url = ''] = await server.shows(/(http:\/\/127\.0\.0\.1:\d+)\/\n/);
    await server.shows(/^\d+ of \d+ achievements unlocked, counted in \d+\.\d s\.\n/m);
    const { scan_meta } = await read<{ scan_meta: { sessions_total: number } }>(`${url}/achievements`);
    expect(scan_meta.sessions_total).to.equal(2);
    const page = await ask(`${url}/`);
    expect(page.status).to.equal(200);
    expect(page.type).to.match(/^text\/html\b/);
    const names = ['evil.example', 'localhost', 'LOCALHOST.:80', '[::1]:80'];
    const statuses = await Promise.all(names.map(async (Host) => (await ask(`${url}/`, { Host })).status));
    expect(statuses).to.deep.equal([403, 200, 200, 200]);
    const { stdout, stderr, code } = await server.stop();
    expect({ stderr, code }).to.deep.equal({ stderr: '', code: 0 });
    expect(stdout)
      .to.include(`History: ${home().databasePath}\n`)
      .and.match(/Stopped\.\n$/);
  });

  it('answers where clients of the earlier plugin look for it, too, with the same', async () => {
    const server = start(['serve', '--port', '0', '--home', home().path]);
    const [, url = ''] = await server.shows(/(http:\/\/127\.0\.0\.1:\d+)\/\n/);
    await server.shows(/achievements unlocked/);
    const plugin = `${url}/api/plugins/hermes-achievements`;
    expect(await read(`${plugin}/achievements`)).to.deep.equal(await read(`${url}/achievements`));
    for (const address of [plugin, `${plugin}/`]) {
      const page = await ask(address);
      expect(page.status).to.equal(200);
      const [, script = ''] = /<script type="module" src="([^"]+)"/.exec(page.body) ?? [];
      expect((await ask(new URL(script, address).href)).type).to.match(/javascript/);
    }
    expect((await ask(`${plugin}/`, { Host: 'evil.example' })).status).to.equal(403);
    expect(
      (await read<{ metrics: { scan_count: number } }>(`${plugin}/scan-status`)).metrics.scan_count,
    ).to.equal(1);
    expect((await server.stop()).code).to.equal(0);
  });

  it('takes the port from PORT, where no flag says otherwise', async () => {
    const server = start(['serve', '--refresh-every', 'off'], { HERMES_HOME: home().path, PORT: '0' });
    await server.shows(/http:\/\/127\.0\.0\.1:\d+\/\n/);
    expect((await server.stop()).code).to.equal(0);
  });

  it('names another port where its own is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    const port = await until(async () => {
      const address = other.address();
      return typeof address === 'object' ? address?.port : undefined;
    });
    try {
      const { code, stderr } = await start(['serve', '--port', String(port), '--home', home().path]).ended;
      expect(stderr).to.match(new RegExp(`^Port ${port} is taken .* serve --port \\d+\n$`));
      expect(code).to.equal(1);
    } finally {
      other.close();
    }
  });

  it('says how to get Express where that is missing; the other commands do without', async () => {
    const place = join(home().path, 'installed');
    await cp('dist', join(place, 'dist'), { recursive: true });
    await cp('package.json', join(place, 'package.json'));
    await mkdir(join(place, 'node_modules'));
    for (const name of await readdir('node_modules')) {
      if (name !== 'express') await symlink(resolve('node_modules', name), join(place, 'node_modules', name));
    }
    const run = (name: string) =>
      runProgram(
        process.execPath,
        [join(place, 'dist', 'cli', 'main.js'), name, '--home', home().path],
        UNSET,
      ).ended;
    const { stdout, stderr, code } = await run('serve');
    expect({ stdout, code }).to.deep.equal({ stdout: '', code: 1 });
    expect(stderr)
      .to.match(/^serve needs Express/)
      .and.include('npm install express');
    expect((await run('scan')).code).to.equal(0);
  });
});
