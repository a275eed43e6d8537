import { expect } from 'chai';
import { Clients, TroubleError } from '../../../src/web/client/client.js';
import type { HeaderHook } from '../../../src/web/public.js';
import { FakeBrowser, html, json, problem, type Reply, settled } from '../support/fake-browser.js';
import { payload } from '../support/payload.js';

const BASE = new URL('http://host/base/');
const RUNNING = json({ state: 'running', cache: 'scanning', progress: { scanned: 3, total: 9 } });
const IDLE = json({ state: 'idle', cache: 'fresh', progress: null });

/** One element's client, with what the server answers to each path. */
async function start(replies: Record<string, Reply[]>, headers?: HeaderHook, base = BASE) {
  const browser = new FakeBrowser();
  Object.assign(browser.replies, { 'GET scan-status': [IDLE], ...replies });
  const clients = new Clients(browser);
  const { client, release } = clients.use(base, () => headers);
  await settled();
  return { browser, clients, client, release };
}

describe('the client of the page', () => {
  describe('asks for the snapshot', () => {
    it('once, and for nothing else while that is fresh', async () => {
      const { browser, client } = await start({ 'GET achievements': [json(payload())] });
      await browser.pass(120_000);
      expect(browser.log).to.deep.equal(['GET achievements']);
      expect(client.state).to.deep.equal({
        snapshot: payload(),
        loading: false,
        scan: undefined,
        updating: false,
        rescanning: false,
        rescanned: false,
        trouble: undefined,
      });
    });

    it('as the same reader, following no redirect, letting the browser check what it has', async () => {
      const { browser } = await start({ 'GET achievements': [json(payload())] });
      expect(browser.asked[0]?.init).to.include({
        credentials: 'same-origin',
        redirect: 'manual',
        cache: 'no-cache',
      });
    });

    it('once for two elements, and for one that is taken out and put back', async () => {
      const { browser, clients, client, release } = await start({ 'GET achievements': [json(payload())] });
      const second = clients.use(new URL(BASE), () => undefined);
      expect(second.client).to.equal(client);
      release();
      release();
      second.release();
      const third = clients.use(BASE, () => undefined);
      await browser.pass(1_000);
      expect(third.client).to.equal(client);
      expect(browser.log).to.deep.equal(['GET achievements']);
    });

    it('for each router on its own', async () => {
      const { clients, client } = await start({ 'GET achievements': [json(payload())] });
      expect(clients.use(new URL('http://host/other/'), () => undefined).client).not.to.equal(client);
    });

    it('with the headers of the host, asked for each time', async () => {
      let token = 0;
      const headers = async () => ({ 'X-Token': String(++token) });
      const { browser, client } = await start(
        { 'GET achievements': [json(payload())], 'POST rescan': [json(payload())] },
        headers,
      );
      client.rescan();
      await settled();
      expect(browser.asked.map((asked) => asked.headers.get('X-Token'))).to.deep.equal(['1', '2']);
    });

    it('not at all when the headers of the host cannot be had, and says so', async () => {
      const { browser, client } = await start({}, () => Promise.reject(new Error('no token')));
      expect(browser.log).to.deep.equal([]);
      expect(client.state.trouble).to.include({ kind: 'server', detail: 'Error: no token' });
    });
  });

  describe('follows a scan', () => {
    it('while it waits for the first answer, and tells how far it is', async () => {
      const never = () => new Promise<Response>(() => undefined);
      const { browser, client } = await start({ 'GET achievements': [never], 'GET scan-status': [RUNNING] });
      await browser.pass(700);
      expect(client.state).to.deep.include({ loading: true, updating: true, scan: { scanned: 3, total: 9 } });
      expect(browser.log).to.deep.equal(['GET achievements', 'GET scan-status']);
    });

    it('of a first scan ever more seldom, and fetches once when it is done', async () => {
      const { browser, client } = await start({
        'GET achievements': [
          ...Array.from({ length: 8 }, () => json(payload({ mode: 'in_progress', scanned: 2, total: 9 }))),
          json(payload()),
        ],
        'GET scan-status': [RUNNING, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING, RUNNING, IDLE],
      });
      expect(client.state).to.deep.include({ updating: true, scan: { scanned: 2, total: 9 } });
      const begun = browser.now();
      const times: number[] = [];
      for (let count = 0; count < 8; count += 1) {
        while (browser.log.filter((line) => line === 'GET scan-status').length <= count)
          await browser.pass(50);
        times.push(browser.now() - begun);
      }
      const waits = times.map((time, index) => time - (times[index - 1] ?? 0));
      expect(waits).to.deep.equal([2_000, 3_000, 4_500, 6_750, 10_150, 15_000, 15_000, 15_000]);
      await browser.pass(60_000);
      // The cards fill with each look, and once more when all is counted.
      expect(browser.log.filter((line) => line === 'GET achievements')).to.have.length(9);
      expect(browser.log).to.have.length(17);
      expect(client.state).to.deep.include({ updating: false, scan: undefined, snapshot: payload() });
    });

    it('of stale data once: it does not go on for ever where everything is always stale', async () => {
      const { browser, client } = await start({ 'GET achievements': [json(payload({ stale: true }))] });
      expect(client.state.updating).to.equal(true);
      await browser.pass(60_000);
      expect(browser.log).to.deep.equal(['GET achievements', 'GET scan-status', 'GET achievements']);
      expect(client.state.updating).to.equal(false);
    });

    it('not in a hidden tab, and at once when that is seen again', async () => {
      const { browser } = await start({
        'GET achievements': [json(payload({ stale: true }))],
        'GET scan-status': [RUNNING],
      });
      await browser.hide(true);
      await browser.pass(60_000);
      expect(browser.log).to.have.length(1);
      await browser.hide(false);
      await browser.pass(0);
      expect(browser.log).to.have.length(2);
    });

    for (const [title, header, wait] of [
      ['in seconds', '40', 40_000],
      ['as a date', new Date(1_000_000 + 2_000 + 40_000).toUTCString(), 40_000],
    ] as const) {
      it(`waiting as long as it is told, ${title}`, async () => {
        const limited: Reply = () => new Response('', { status: 429, headers: { 'Retry-After': header } });
        const { browser, client } = await start({
          'GET achievements': [json(payload({ stale: true }))],
          'GET scan-status': [limited, IDLE],
        });
        await browser.pass(2_000);
        expect(client.state.trouble).to.deep.equal({ kind: 'limited', retryAt: browser.now() + wait });
        await browser.pass(wait - 1);
        expect(browser.log).to.have.length(2);
        await browser.pass(1);
        expect(browser.log.slice(2)).to.deep.equal(['GET scan-status', 'GET achievements']);
        expect(client.state.trouble).to.equal(undefined);
      });
    }
  });

  describe('rescans', () => {
    it('and takes over the answer, but not what is not for showing', async () => {
      const answer = { ok: true, ...payload({ total: 8 }), aggregate: { secret: 1 } };
      const { browser, client } = await start({
        'GET achievements': [json(payload())],
        'POST rescan': [json(answer)],
      });
      client.rescan();
      client.rescan();
      expect(client.state.rescanning).to.equal(true);
      await browser.pass(60_000);
      expect(browser.log).to.deep.equal(['GET achievements', 'POST rescan']);
      expect(client.state).to.deep.include({ rescanning: false, snapshot: payload({ total: 8 }) });
    });

    it('and follows one that takes longer, from when it is told to', async () => {
      const status = { state: 'running', cache: 'scanning', progress: { scanned: 1, total: 9 } };
      const { browser, client } = await start({
        'GET achievements': [json(payload()), json(payload({ total: 9 }))],
        'GET scan-status': [RUNNING, IDLE],
        'POST rescan': [json({ ok: true, joined: false, status, ...payload() }, 202, { 'Retry-After': '5' })],
      });
      client.rescan();
      await settled();
      expect(client.state).to.deep.include({ rescanning: true, scan: { scanned: 1, total: 9 } });
      await browser.pass(4_999);
      expect(browser.log).to.have.length(2);
      await browser.pass(1);
      expect(client.state).to.deep.include({
        rescanning: true,
        updating: false,
        scan: { scanned: 3, total: 9 },
      });
      await browser.pass(60_000);
      expect(browser.log.slice(2)).to.deep.equal(['GET scan-status', 'GET scan-status', 'GET achievements']);
      expect(client.state).to.deep.include({ rescanning: false, scan: undefined });
      expect(client.state.snapshot?.scan_meta.sessions_total).to.equal(9);
    });

    it('and says what is wrong when it fails, still showing what it has', async () => {
      const { client } = await start({
        'GET achievements': [json(payload())],
        'POST rescan': [problem(500, 'ERR_ACHIEVEMENTS_SCAN')],
      });
      client.rescan();
      await settled();
      const trouble = { kind: 'server', title: 'No luck', detail: 'Try tea.', code: 'ERR_ACHIEVEMENTS_SCAN' };
      expect(client.state).to.deep.include({ rescanning: false, trouble, snapshot: payload() });
    });

    it('in vain during a first scan, and goes on following that', async () => {
      const { browser, client } = await start({
        'GET achievements': [json(payload({ mode: 'pending' })), json(payload())],
        'POST rescan': [problem(403, 'ERR_ACHIEVEMENTS_CROSS_SITE')],
      });
      client.rescan();
      await settled();
      expect(client.state)
        .to.deep.include({ updating: true })
        .and.have.nested.property('trouble.kind', 'server');
      await browser.pass(2_000);
      expect(client.state).to.deep.include({ updating: false, snapshot: payload(), trouble: undefined });
    });
  });

  describe('stops', () => {
    it('some time after its last element has gone, and calls off what is on its way', async () => {
      const never = () => new Promise<Response>(() => undefined);
      const { browser, release } = await start({ 'GET achievements': [never] });
      release();
      expect(browser.asked[0]?.init.signal?.aborted).to.equal(false);
      await browser.pass(1_000);
      expect(browser.asked[0]?.init.signal?.aborted).to.equal(true);
      expect([browser.waiting, browser.listening]).to.deep.equal([0, 0]);
    });

    it('at once when the reader leaves, and begins anew when they come back', async () => {
      const never = () => new Promise<Response>(() => undefined);
      const { browser, clients, client } = await start({ 'GET achievements': [never, json(payload())] });
      clients.stop();
      expect(browser.asked[0]?.init.signal?.aborted).to.equal(true);
      await browser.pass(60_000);
      expect(client.state.trouble).to.equal(undefined);
      clients.restart();
      await settled();
      expect(browser.log).to.deep.equal(['GET achievements', 'GET achievements']);
      expect(client.state.snapshot).to.deep.equal(payload());
    });
  });

  it('gets the badges of one session, whatever its id is', async () => {
    const badge = { id: 'a', name: 'A', state: 'unlocked', category: 'c' };
    const { browser, client } = await start({
      'GET achievements': [json(payload())],
      'GET sessions/a%2F%3F/badges': [json({ session_id: 'a/?', badges: [badge] })],
      'GET sessions/b/badges': [html(403)],
    });
    const { signal } = new AbortController();
    expect(await client.sessionBadges({ session_id: 'a/?' }, signal)).to.deep.equal([badge]);
    const refused = await client.sessionBadges({ session_id: 'b' }, signal).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(TroubleError).and.have.deep.property('trouble', { kind: 'signed-out' });
    const left = await client
      .sessionBadges({ session_id: 'a/?' }, AbortSignal.abort('left'))
      .catch((error: unknown) => error);
    expect(left).to.equal('left');
    expect(browser.log).to.have.length(4);
  });

  it('asks for one home of several, or for that of a session, and for the page that comes next', async () => {
    const history = json({ items: [], next_cursor: null });
    const replies = {
      'GET achievements': [json(payload())],
      'GET history': [history],
      'GET sessions/a/badges': [json({ session_id: 'a', badges: [] })],
    };
    const { signal } = new AbortController();
    for (const [base, home] of [
      [BASE, ''],
      [new URL('http://host/base/?home=a%20%26'), 'home=a+%26'],
    ] as const) {
      const { browser, client } = await start(replies, undefined, base);
      await client.history('abc', signal);
      await client.sessionBadges({ session_id: 'a' }, signal);
      await client.sessionBadges({ session_id: 'a', home: 'ä&b' }, signal);
      const [first, ...rest] = browser.asked.map(({ search }) => new URLSearchParams(search).toString());
      expect(first).to.equal(home);
      expect(rest).to.deep.equal([['cursor=abc', home].filter(Boolean).join('&'), home, 'home=%C3%A4%26b']);
    }
  });

  it('tells who listens of every change, until they stop listening', async () => {
    const { browser, client } = await start({
      'GET achievements': [json(payload())],
      'POST rescan': [html()],
    });
    const seen: unknown[] = [];
    const end = client.subscribe(() => seen.push(client.state));
    client.rescan();
    await settled();
    expect(seen).to.have.length(2);
    expect(seen.at(-1)).to.equal(client.state);
    end();
    client.retry();
    await browser.pass(0);
    expect(seen).to.have.length(2);
  });
});
