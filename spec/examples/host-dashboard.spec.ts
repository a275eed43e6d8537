import { existsSync } from 'node:fs';
import { expect } from 'chai';
import request from 'supertest';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { ROUTES } from '#src/http/routes.js';
import { createDashboard, type Dashboard } from '../../examples/host-dashboard.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { ask, endAll, read, run } from './run.js';

const MOUNT = '/api/plugins/hermes-achievements';
const TOKEN = 'a token';
const nothing = (): void => {};

describe('The dashboard that mounts the router', function () {
  this.timeout(60_000);

  let dashboard: Dashboard;
  // Before their home goes.
  afterEach(() => dashboard.close());
  afterEach(endAll);
  const home = temporaryHome();

  beforeEach(async () => {
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: 1_780_000_000, messages: [{ content: 'hello' }] },
    ]);
    dashboard = createDashboard(TOKEN, {
      hermesHome: home().path,
      logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    });
  });

  const routes = ROUTES.map(({ method, path }) => ({ method, path: MOUNT + path.replace(':id', 'a') }));

  it('lets nobody in without credentials, whatever the path, and reads nothing for them', async () => {
    const others = [
      '/',
      '/nothing',
      `${MOUNT}/nothing`,
      `${MOUNT}/%2e%2e/achievements`,
      `${MOUNT.toUpperCase()}/achievements`,
    ];
    for (const { method, path } of [...routes, ...others.map((path) => ({ method: 'GET', path }) as const)]) {
      for (const headers of [
        {},
        { Authorization: 'Bearer wrong' },
        { Cookie: `session=${TOKEN}; xsession=wrong` },
      ]) {
        const answer = await request(dashboard.app)[method === 'GET' ? 'get' : 'post'](path).set(headers);
        expect([method, path, answer.status]).to.deep.equal([method, path, 401]);
        expect(answer.body).to.deep.equal({ error: 'Please log in.' });
      }
    }
    expect(existsSync(home().stateDir)).to.equal(false);
  });

  it('answers every route to a script with the token', async () => {
    for (const { method, path } of routes) {
      const answer = await request(dashboard.app)
        [method === 'GET' ? 'get' : 'post'](path)
        .set('Authorization', `Bearer ${TOKEN}`);
      expect([method, path, answer.status]).to.deep.equal([method, path, 200]);
    }
  });

  it('gives a browser a session at login, which opens its pages and the achievements', async () => {
    const browser = request.agent(dashboard.app);
    await browser.get('/login?token=wrong').expect(401);
    await browser.get('/').expect(401);
    await browser
      .get('/login')
      .query({ token: TOKEN })
      .expect(302)
      .expect('Location', '/')
      .expect('Set-Cookie', /HttpOnly; SameSite=Strict/);
    expect((await browser.get('/').expect(200)).text).to.include(`href="${MOUNT}/achievements"`);
    const { body } = await browser.get(`${MOUNT}/achievements`).expect(200);
    expect(body.achievements).to.have.lengthOf(CATALOG.length);
    expect(body.scan_meta.sessions_total).to.equal(1);
  });

  it('takes no write that another site has the browser send', async () => {
    for (const origin of [{ Origin: 'https://evil.example' }, { 'Sec-Fetch-Site': 'cross-site' }]) {
      await request(dashboard.app)
        .post(`${MOUNT}/reset-state`)
        .set({ Authorization: `Bearer ${TOKEN}`, ...origin })
        .expect(403);
    }
  });

  it('takes a write of its own page behind its reverse proxy', async () => {
    await request(dashboard.app)
      .post(`${MOUNT}/rescan`)
      .set({ Authorization: `Bearer ${TOKEN}`, Origin: 'https://dash.example' })
      .set({ 'X-Forwarded-Host': 'dash.example', 'X-Forwarded-Proto': 'https' })
      .expect(200);
  });

  it('answers a path below the mount that is not ours with its own 404', async () => {
    for (const path of [`${MOUNT}/nothing`, '/nothing']) {
      await request(dashboard.app)
        .get(path)
        .set('Authorization', `Bearer ${TOKEN}`)
        .expect(404, { error: 'No such page.' });
    }
  });

  it('runs on its own, and ends when asked to', async () => {
    const server = run('host-dashboard', { HERMES_HOME: home().path, PORT: '0' });
    const [, url = '', token = ''] = await server.shows(/^(http:\S+)\/login\?token=(\w{32})\n/);
    expect((await ask(`${url}${MOUNT}/achievements`)).status).to.equal(401);
    const headers = { Authorization: `Bearer ${token}` };
    const { achievements } = await read<{ achievements: unknown[] }>(`${url}${MOUNT}/achievements`, headers);
    expect(achievements).to.have.lengthOf(CATALOG.length);
    expect(await server.stop()).to.include({ code: 0, stderr: '' });
  });
});
