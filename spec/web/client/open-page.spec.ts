import { expect } from 'chai';
import { Clients } from '../../../src/web/client/client.js';
import { keepSame } from '../../../src/web/client/same.js';
import { badgeOf } from '../support/badges.js';
import { FakeBrowser, json, type Reply, settled } from '../support/fake-browser.js';
import { payload } from '../support/payload.js';

const BASE = new URL('http://host/base/');
const IDLE = json({ state: 'idle', cache: 'fresh', progress: null });
const FRESH = json(payload());
const STALE = json(payload({ stale: true }));
/** Of these snapshots, whose age cannot be told: two minutes, and a moment. */
const LIVES_MS = 121_500;

async function start(replies: Record<string, Reply[]>) {
  const browser = new FakeBrowser();
  Object.assign(browser.replies, { 'GET scan-status': [IDLE], ...replies });
  const { client, release } = new Clients(browser).use(BASE, () => undefined);
  await settled();
  return { browser, client, release };
}

describe('a page that stays open', () => {
  it('asks again when what it has is no longer fresh, and not before', async () => {
    const { browser } = await start({ 'GET achievements': [FRESH] });
    await browser.pass(LIVES_MS - 1);
    expect(browser.log).to.deep.equal(['GET achievements']);
    await browser.pass(1);
    expect(browser.log).to.have.length(2);
    await browser.pass(LIVES_MS);
    expect(browser.log).to.deep.equal(Array.from({ length: 3 }, () => 'GET achievements'));
  });

  it('asks once more a few seconds later when the answer was stale', async () => {
    const { browser, client } = await start({
      'GET achievements': [FRESH, STALE, json(payload({ total: 8 }))],
    });
    await browser.pass(LIVES_MS);
    expect(client.state.updating).to.equal(true);
    await browser.pass(5_000);
    expect(browser.log.slice(1)).to.deep.equal(['GET achievements', 'GET scan-status', 'GET achievements']);
    expect(client.state.snapshot?.scan_meta.sessions_total).to.equal(8);
    expect(client.state.updating).to.equal(false);
  });

  it('counts the age that the snapshot had when it came', async () => {
    // The browser's clock begins at 1,000 s.
    const { browser } = await start({ 'GET achievements': [json({ ...payload(), generated_at: 900 })] });
    await browser.pass(21_499);
    expect(browser.log).to.have.length(1);
    await browser.pass(1);
    expect(browser.log).to.have.length(2);
  });

  it('asks nothing while nobody can see it, and at once when it is seen again', async () => {
    const { browser } = await start({ 'GET achievements': [FRESH] });
    await browser.hide(true);
    await browser.pass(3_600_000);
    expect(browser.log).to.have.length(1);
    await browser.hide(false);
    await browser.pass(0);
    expect(browser.log).to.have.length(2);
  });

  it('waits for no time that is over when it is seen again too soon', async () => {
    const { browser } = await start({ 'GET achievements': [FRESH] });
    await browser.hide(true);
    await browser.pass(60_000);
    await browser.hide(false);
    await browser.pass(60_000);
    expect(browser.log).to.have.length(1);
  });

  it('is not asked for by a time to live of nothing', async () => {
    const hasty = payload();
    const status = { ...hasty.scan_meta.status, ttl_seconds: 0 };
    const { browser } = await start({
      'GET achievements': [json({ ...hasty, scan_meta: { ...hasty.scan_meta, status } })],
    });
    await browser.pass(60_000);
    expect(browser.log).to.have.length(7);
  });

  it('leaves nothing behind when it goes', async () => {
    const { browser, release } = await start({ 'GET achievements': [FRESH] });
    release();
    await browser.pass(1_000);
    expect([browser.waiting, browser.listening]).to.deep.equal([0, 0]);
  });

  it('says for some seconds that a rescan is done, however quick it was', async () => {
    const { browser, client } = await start({ 'GET achievements': [FRESH], 'POST rescan': [FRESH] });
    client.rescan();
    await settled();
    expect(client.state).to.include({ rescanning: false, rescanned: true });
    await browser.pass(4_000);
    expect(client.state.rescanned).to.equal(false);
  });

  it('keeps the badges that say the same, so that they are not drawn anew', () => {
    const [a, b] = [badgeOf({ id: 'a' }), badgeOf({ id: 'b' })];
    const next = keepSame(
      { ...payload(), achievements: [a, b] },
      { ...payload(), achievements: [{ ...a }, { ...b, progress: 151 }] },
    );
    expect(next.achievements[0]).to.equal(a);
    expect(next.achievements[1]).to.deep.equal({ ...b, progress: 151 });
  });
});
