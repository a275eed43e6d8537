import { expect } from 'chai';
import { Clients } from '../../../src/web/client/client.js';
import type { Trouble } from '../../../src/web/client/state.js';
import { FakeBrowser, html, json, problem, type Reply, settled } from '../support/fake-browser.js';
import { payload } from '../support/payload.js';

const BASE = new URL('http://host/base/');
const IDLE = json({ state: 'idle', cache: 'fresh', progress: null });
const GOOD = json(payload());
const STALE = json(payload({ stale: true }));
const FAILED = json(payload({ stale: true, cache: 'failed' }));
const offline: Reply = () => Promise.reject(new TypeError('no network'));
const answered =
  (status: number, headers: Record<string, string> = {}): Reply =>
  () =>
    new Response('', { status, headers });

/** A client, with what the server answers to each path; the last reply again and again. */
async function start(replies: Record<string, Reply[]>) {
  const browser = new FakeBrowser();
  Object.assign(browser.replies, { 'GET scan-status': [IDLE], ...replies });
  const clients = new Clients(browser);
  const begun = browser.now();
  const { client, release } = clients.use(BASE, () => undefined);
  await settled();
  const count = (line: string) => browser.log.filter((asked) => asked === line).length;
  return { browser, client, release, count, begun };
}

const TROUBLES: readonly (readonly [title: string, reply: Reply, kind: Trouble['kind']])[] = [
  ['is offline', offline, 'offline'],
  ['is signed out', answered(401), 'signed-out'],
  ['gets a page', html(), 'page'],
  ['meets a server that stumbles', answered(500), 'server'],
  ['has its first scan cut off by a proxy', answered(504), 'offline'],
  ['gets what makes no sense', answered(404), 'unreadable'],
];

describe('a client that', () => {
  for (const [title, reply, kind] of TROUBLES) {
    it(`${title} asks again by itself, ever more seldom, and is well as soon as the server is`, async () => {
      const { browser, client, begun } = await start({ 'GET achievements': [reply] });
      const times = [0];
      while (times.length < 8) {
        await browser.pass(500);
        const asked = browser.log.filter((line) => line === 'GET achievements').length;
        if (asked > times.length) times.push(browser.now() - begun);
      }
      const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
      expect(waits).to.deep.equal([3_000, 6_000, 12_000, 24_000, 48_000, 60_000, 60_000]);
      expect(client.state.trouble?.kind).to.equal(kind);
      expect(client.state.loading).to.equal(false);

      browser.replies['GET achievements'] = [GOOD];
      await browser.pass(60_000);
      expect(client.state).to.deep.include({ snapshot: payload(), trouble: undefined });
      const asked = browser.log.length;
      await browser.pass(100_000);
      expect(browser.log.slice(asked)).to.deep.equal([]);
      expect(browser.waiting, 'only for the end of its freshness').to.equal(1);
    });

    it(`${title} asks at once when the reader comes back to it`, async () => {
      const { browser, client, count } = await start({ 'GET achievements': [reply] });
      await browser.pass(30_000);
      const asked = count('GET achievements');
      browser.replies['GET achievements'] = [GOOD];
      await browser.returns();
      await browser.pass(0);
      expect(count('GET achievements')).to.equal(asked + 1);
      expect(client.state.snapshot).to.deep.equal(payload());
    });
  }

  it('is signed out asks soon when its host has changed something, however often it does', async () => {
    const { browser, client, count } = await start({ 'GET achievements': [answered(401)] });
    await browser.pass(30_000);
    const asked = count('GET achievements');
    for (let times = 0; times < 100; times += 1) {
      client.hurry();
      await browser.pass(50);
    }
    expect(count('GET achievements') - asked).to.equal(3);
  });

  it('lacks nothing asks nothing more, whoever comes back', async () => {
    const { browser, client } = await start({ 'GET achievements': [GOOD] });
    await browser.returns();
    client.hurry();
    await browser.pass(60_000);
    expect(browser.log).to.deep.equal(['GET achievements']);
  });

  it('nobody looks at waits until somebody does', async () => {
    const { browser, count } = await start({ 'GET achievements': [answered(401), GOOD] });
    await browser.hide(true);
    await browser.returns();
    await browser.pass(100_000);
    expect(count('GET achievements')).to.equal(1);
    await browser.hide(false);
    await browser.pass(0);
    expect(count('GET achievements')).to.equal(2);
  });

  it('no element uses any more asks no more', async () => {
    const { browser, count, release } = await start({ 'GET achievements': [answered(401)] });
    release();
    await browser.pass(100_000);
    expect(count('GET achievements')).to.equal(1);
    expect([browser.waiting, browser.listening]).to.deep.equal([0, 0]);
  });

  for (const status of [429, 503]) {
    it(`is told by a ${status} how long to wait does, also when the reader comes back`, async () => {
      const { browser, client, count } = await start({
        'GET achievements': [answered(status, { 'Retry-After': '40' }), GOOD],
      });
      await browser.pass(39_000);
      await browser.returns();
      await browser.pass(999);
      expect(count('GET achievements')).to.equal(1);
      await browser.pass(1);
      expect(client.state.snapshot).to.deep.equal(payload());
    });
  }

  it('sees that the history could not be read asks again, ever more seldom', async () => {
    const { browser, client, count } = await start({ 'GET achievements': [FAILED] });
    await browser.pass(600_000);
    expect(count('GET achievements')).to.be.within(10, 15);
    browser.replies['GET achievements'] = [GOOD];
    await browser.pass(60_000);
    expect(client.state.snapshot).to.deep.equal(payload());
    expect(browser.waiting, 'only for the end of its freshness').to.equal(1);
  });

  it('may see the snapshot, but not the scan, keeps asking ever more seldom', async () => {
    const { browser, count } = await start({ 'GET achievements': [STALE], 'GET scan-status': [html()] });
    await browser.pass(600_000);
    expect(count('GET achievements')).to.be.within(9, 15);
  });
});

describe('a rescan', () => {
  it('that comes too often is sent again when it may, once, however often it is asked for', async () => {
    const { browser, client, count } = await start({
      'GET achievements': [GOOD],
      'POST rescan': [answered(429, { 'Retry-After': '30' }), json({ ok: true, ...payload({ total: 8 }) })],
    });
    client.rescan();
    await settled();
    const at = browser.now() + 30_000;
    expect(client.state).to.deep.include({ rescanning: false, trouble: { kind: 'limited', retryAt: at } });
    for (let times = 0; times < 9; times += 1) {
      await browser.pass(3_000);
      client.rescan();
      await settled();
    }
    expect(count('POST rescan')).to.equal(1);
    expect(client.state.trouble).to.deep.equal({ kind: 'limited', retryAt: at });
    await browser.pass(3_000);
    expect(count('POST rescan')).to.equal(2);
    expect(client.state).to.deep.include({ snapshot: payload({ total: 8 }), trouble: undefined });
    await browser.pass(100_000);
    expect(browser.log).to.deep.equal(['GET achievements', 'POST rescan', 'POST rescan']);
  });

  it('that is asked for while the server wants to be left alone is sent afterwards', async () => {
    const { browser, client, count } = await start({
      'GET achievements': [STALE],
      'GET scan-status': [answered(429, { 'Retry-After': '20' })],
      'POST rescan': [json({ ok: true, ...payload() })],
    });
    await browser.pass(2_000);
    client.rescan();
    client.rescan();
    await browser.pass(19_999);
    expect(count('POST rescan')).to.equal(0);
    await browser.pass(1);
    expect(count('POST rescan')).to.equal(1);
    expect(client.state.trouble).to.equal(undefined);
    await browser.pass(100_000);
    expect(count('POST rescan')).to.equal(1);
  });

  it('that reached nobody is sent again when the network is back', async () => {
    const { browser, client, count } = await start({
      'GET achievements': [GOOD],
      'POST rescan': [offline, json({ ok: true, ...payload({ total: 8 }) })],
    });
    client.rescan();
    await settled();
    expect(client.state.trouble).to.deep.equal({ kind: 'offline' });
    await browser.returns();
    await browser.pass(2_000);
    expect(count('POST rescan')).to.equal(2);
    expect(client.state.snapshot).to.deep.equal(payload({ total: 8 }));
  });

  for (const [title, reply] of [
    ['403', html(403)],
    ['403 in JSON of its own', json({ error: 'csrf' }, 403)],
    ['401', answered(401)],
    ['419', answered(419)],
    ['its login page', html()],
  ] as const) {
    it(`that the host refuses with ${title}, while it lets all else pass, was refused: nobody is signed out`, async () => {
      const { browser, client } = await start({ 'GET achievements': [GOOD], 'POST rescan': [reply] });
      client.rescan();
      await settled();
      expect(client.state).to.deep.include({
        trouble: { kind: 'refused' },
        snapshot: payload(),
        rescanning: false,
      });
      await browser.pass(100_000);
      await browser.returns();
      expect(browser.log).to.deep.equal(['GET achievements', 'POST rescan', 'GET scan-status']);
      expect(client.state.trouble, 'it stays told').to.deep.equal({ kind: 'refused' });
    });
  }

  it('that is refused as all else is means that the reader is signed out', async () => {
    const { browser, client } = await start({
      'GET achievements': [GOOD],
      'GET scan-status': [answered(401)],
      'POST rescan': [html(403)],
    });
    client.rescan();
    await settled();
    expect(client.state).to.deep.include({ trouble: { kind: 'signed-out' }, snapshot: payload() });
    await browser.pass(3_000);
    expect(client.state.trouble).to.equal(undefined);
  });

  it('that our own router refuses says why, and that stays', async () => {
    const { browser, client } = await start({
      'GET achievements': [GOOD],
      'POST rescan': [problem(503, 'ERR_ACHIEVEMENTS_DATABASE_BUSY', { 'Retry-After': '5' })],
    });
    client.rescan();
    await browser.pass(100_000);
    expect(client.state.trouble).to.include({ kind: 'server', detail: 'Try tea.' });
    expect(browser.log).to.have.length(2);
  });

  it('that takes longer is followed, though its answer brings the old snapshot along', async () => {
    const status = { state: 'running', cache: 'scanning', progress: { scanned: 1, total: 9 } };
    const { browser, client } = await start({
      'GET achievements': [GOOD, json(payload({ total: 9 }))],
      'POST rescan': [json({ ok: true, joined: false, ...payload(), status }, 202, { 'Retry-After': '2' })],
    });
    client.rescan();
    await settled();
    expect(client.state).to.deep.include({ rescanning: true, scan: { scanned: 1, total: 9 } });
    await browser.pass(2_000);
    expect(client.state).to.deep.include({ rescanning: false, snapshot: payload({ total: 9 }) });
  });
});

describe('elements of one router', () => {
  it('send the headers of the newest one that has some, as they are at the time', async () => {
    const browser = new FakeBrowser();
    browser.replies['GET achievements'] = [answered(401)];
    const clients = new Clients(browser);
    let first: Record<string, string> | undefined;
    clients.use(BASE, () => first);
    clients.use(BASE, () => undefined);
    await settled();
    first = { 'X-Token': 'late' };
    await browser.pass(3_000);
    const third = clients.use(BASE, () => ({ 'X-Token': 'newest' }));
    await browser.pass(6_000);
    third.release();
    await browser.pass(12_000);
    expect(browser.asked.map(({ headers }) => headers.get('X-Token'))).to.deep.equal([
      null,
      'late',
      'newest',
      'late',
    ]);
  });
});
