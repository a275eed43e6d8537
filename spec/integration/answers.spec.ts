import { rm, writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import request from 'supertest';
import { createMemorySource } from '#src/source/memory-source.js';
import { writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { servedHomes } from '../support/served.js';

const MARK = 'zz-marked-zz';
const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain'];

/** What clients send that nobody should. */
const ODD: readonly (readonly [method: 'get' | 'post' | 'put' | 'delete', path: string])[] = [
  ['get', `/sessions/${MARK.repeat(60)}/badges`],
  ['get', `/sessions/%E0%A4%A${MARK}/badges`],
  ['get', `/sessions/..%2f..%2fetc%2f${MARK}/badges`],
  ['get', `/sessions/%00${MARK}/badges`],
  ['get', `/sessions/<script>${MARK}/badges`],
  ['post', `/rescan?full=${MARK}`],
  ['post', `/rescan?full=true&full=${MARK}`],
  ['post', `/rescan?${'full=true&'.repeat(1_000)}`],
  ['post', `/rescan?${Array.from({ length: 600 }, (_, n) => `a${n}=${MARK}`).join('&')}&full=x`],
  ['put', `/achievements?${MARK}`],
  ['delete', `/reset-state?${MARK}`],
  ['post', `/overview?${MARK}`],
];

describe('Answers to whoever asks', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);
  const source = createMemorySource([
    { id: 'a', startedAt: 1_790_000_000, messages: [{ role: 'user', content: 'hello' }] },
  ]);

  it('repeat nothing of what was sent, and tell nothing of the inside', async () => {
    const { app } = serve({ source });
    for (const [method, path] of ODD) {
      const response = await request(app)[method](path);
      expect(response.status, path.slice(0, 80)).to.be.within(200, 499);
      // The id of a session that is asked for comes back, as a string in JSON.
      if (response.status >= 300) {
        expect(response.type).to.equal('application/problem+json');
        expect(response.text, path.slice(0, 80)).to.not.include(MARK);
      } else expect(response.type).to.equal('application/json');
      expect(response.text).to.not.match(/node:|\bat [\w.]+ \(|\/home\//);
    }
  });

  it('name no path, query or stack, whatever is wrong with the history or the files', async () => {
    const troubles = [
      async () => {},
      () => writeFile(home().databasePath, 'no database '.repeat(50)),
      async () => {
        await rm(`${home().path}/plugins`, { recursive: true, force: true });
        await writeFile(`${home().path}/plugins`, 'in the way');
      },
    ];
    for (const make of troubles) {
      await make();
      const { app, router } = serve();
      for (const [method, path] of [
        ['get', '/achievements'],
        ['get', '/scan-status'],
        ['get', '/recent-unlocks'],
        ['get', '/sessions/a/badges'],
        ['post', '/rescan'],
        ['post', '/rescan?full=true'],
        ['post', '/reset-state'],
        ['get', '/overview'],
      ] as const) {
        const { text, headers } = await request(app)[method](path);
        const all = text + JSON.stringify(headers);
        expect(all, path).to.not.include(home().path);
        expect(all, path).to.not.match(/SELECT |PRAGMA|SQLITE_|node:|\.js\b|\bat [\w.]+ \(|E[A-Z]{4,}:/);
      }
      await router.close();
    }
  });

  it('carry no permission for other sites', async () => {
    const { app } = serve({ source });
    for (const path of ['/achievements', '/scan-status', '/rescan', '/reset-state', '/overview']) {
      for (const method of ['get', 'post', 'options'] as const) {
        const { headers } = await request(app)
          [method](path)
          .set('Origin', 'http://evil.example')
          .set('Access-Control-Request-Method', 'POST');
        expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).to.deep.equal([]);
      }
    }
  });

  it('refuse a form of another site, of any type, and take one that comes from no browser', async () => {
    const { app } = serve({ source });
    for (const type of FORMS) {
      const post = (headers: Readonly<Record<string, string>>) =>
        request(app)
          .post('/rescan')
          .set({ 'Content-Type': type, ...headers })
          .send('');
      expect((await post({ Origin: 'http://evil.example' })).status, type).to.equal(403);
      expect((await post({ Origin: 'null' })).status, type).to.equal(403);
      expect((await post({ 'Sec-Fetch-Site': 'cross-site' })).status, type).to.equal(403);
      expect((await post({})).status, type).to.equal(200);
    }
  });

  it('to a flood of rescans cost two scans at most, and reads are answered meanwhile', async () => {
    await writeHistory(home().databasePath, [
      { id: 'a', started_at: 1_790_000_000, messages: Array(2_000).fill({ content: 'traceback' }) },
    ]);
    const { router, app, read, get } = serve();
    await read();
    const before = (await get('/scan-status')).body.run_count;
    const server = app.listen(0, '127.0.0.1');
    const flood = Array.from({ length: 200 }, () => request(server).post('/rescan?full=true'));
    const reads = Array.from({ length: 50 }, () => request(server).get('/achievements'));
    const answers = await Promise.all([...flood, ...reads]);
    expect(answers.map(({ status }) => status).filter((status) => status !== 200)).to.deep.equal([]);
    expect((await get('/scan-status')).body.run_count - before).to.be.within(1, 2);
    server.close();
    await router.close();
  });
});
