import { existsSync } from 'node:fs';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import request from 'supertest';
import { createProfilesHost, type ProfilesHost } from '../../examples/profiles.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { ask, endAll, read, run } from './run.js';

interface Answer {
  readonly unlocked_count: number;
  readonly scan_meta: { readonly sessions_total: number };
}

describe('The host with a router for each profile', function () {
  this.timeout(60_000);

  const hosts: ProfilesHost[] = [];
  const homeOf = (name: string) => join(home().path, 'profiles', name);

  // Before their home goes.
  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.close()));
  });
  afterEach(endAll);
  const home = temporaryHome();

  async function start(): Promise<ProfilesHost> {
    const host = await createProfilesHost(home().path);
    hosts.push(host);
    return host;
  }

  /** A home with a history of so many sessions. */
  async function furnish(path: string, sessions: number): Promise<void> {
    await mkdir(path, { recursive: true });
    await writeHistory(
      join(path, 'state.db'),
      Array.from({ length: sessions }, (_, index) => ({
        id: `s${index}`,
        started_at: 1_780_000_000 + index,
        messages: [{ content: 'hello' }],
      })),
    );
  }

  it('counts each history on its own, and keeps its state in its own place', async () => {
    await furnish(home().path, 1);
    await furnish(homeOf('work'), 2);
    await furnish(homeOf('Work'), 3);
    await furnish(homeOf('side-project_2.0'), 4);
    const { app, mounts } = await start();
    expect(mounts).to.deep.equal([
      '/default',
      '/profiles/Work',
      '/profiles/side-project_2.0',
      '/profiles/work',
    ]);
    for (const [mount, path, sessions] of [
      ['/default', home().path, 1],
      ['/profiles/work', homeOf('work'), 2],
      ['/profiles/Work', homeOf('Work'), 3],
      ['/profiles/side-project_2.0', homeOf('side-project_2.0'), 4],
    ] as const) {
      const stateDir = join(path, 'plugins', 'hermes-achievements');
      expect(existsSync(stateDir)).to.equal(false);
      const { body }: { body: Answer } = await request(app).get(`${mount}/achievements`).expect(200);
      expect(body.scan_meta.sessions_total).to.equal(sessions);
      expect(await readdir(stateDir)).to.include.members(['scan_snapshot.json', 'scan_checkpoint.json']);
    }
  });

  it('resets one, and leaves the others alone', async () => {
    await furnish(home().path, 1);
    await furnish(homeOf('work'), 2);
    const { app } = await start();
    for (const mount of ['/default', '/profiles/work']) await request(app).get(`${mount}/achievements`);
    await request(app).post('/profiles/work/reset-state').expect(200);
    const { body } = await request(app).get('/default/scan-status');
    expect(body.snapshot_generated_at).to.be.a('number');
    expect((await request(app).get('/profiles/work/scan-status')).body.snapshot_generated_at).to.equal(null);
  });

  it('skips what is no profile, and names that do not belong into a path or a page', async () => {
    const odd = [
      '..%2f..',
      '%2e%2e',
      '<script>alert(1)<',
      '"onclick="x',
      'a b',
      ':name',
      '*',
      '(a|b)+',
      '\\..\\..',
      'line\nbreak',
      '.git',
      '-rf',
      'é',
      ' ',
      'x'.repeat(65),
    ];
    for (const name of odd) await mkdir(homeOf(name), { recursive: true });
    await writeFile(homeOf('a-file'), '');
    await symlink('/', homeOf('a-link'));
    await mkdir(homeOf('good'));
    const { app, mounts } = await start();
    expect(mounts).to.deep.equal(['/default', '/profiles/good']);
    const { text } = await request(app).get('/').expect(200);
    expect(text).to.not.match(/script|onclick/);
    for (const name of [...odd, 'a-file', 'a-link', '..', '.']) {
      await request(app)
        .get(`/profiles/${encodeURIComponent(name)}/achievements`)
        .expect(404);
    }
  });

  it('has an index that leads to all of them', async () => {
    await furnish(home().path, 1);
    await furnish(homeOf('work'), 2);
    const { app } = await start();
    const { text } = await request(app).get('/').expect(200);
    const links = [...text.matchAll(/href="([^"]*)"/g)].map(([, link = '']) => link);
    expect(links).to.have.length(2);
    for (const link of links) await request(app).get(link).expect(200);
  });

  it('serves the home alone where there are no profiles, and closes all of them', async () => {
    const { app, mounts, close } = await start();
    expect(mounts).to.deep.equal(['/default']);
    await request(app).get('/default/achievements').expect(200);
    await close();
    await request(app).get('/default/achievements').expect(503);
  });

  it('runs on its own, and ends when asked to, though each of them has scanned', async () => {
    await furnish(home().path, 1);
    await furnish(homeOf('work'), 2);
    const server = run('profiles', { HERMES_HOME: home().path, PORT: '0' });
    const [, url = ''] = await server.shows(/^(http:\S+)\/\n/m);
    expect((await ask(url)).body).to.include('href="/profiles/work/"');
    for (const mount of ['/default', '/profiles/work']) {
      expect((await read<Answer>(`${url}${mount}/achievements`)).unlocked_count).to.be.a('number');
    }
    const { code, stdout, stderr } = await server.stop();
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: '' });
    expect(stdout).to.match(/^\/profiles\/work: Scanned 2 of 2 sessions/m);
  });
});
