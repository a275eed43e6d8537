import { expect } from 'chai';
import { describeInChromium } from '../support/chromium.js';
import { embedding, IDLE, running } from '../support/dashboard.js';
import { firstScan, goodYear, without } from '../support/snapshots.js';

const never = () => new Promise(() => undefined);

describeInChromium('The page asks', ({ start, visit }) => {
  it('for the snapshot once, and for nothing else of the router', async () => {
    const dashboard = await start();
    const { page } = await visit(dashboard);
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(dashboard.log.filter((line) => !/ \/(?:assets\/.*)?$/.test(line))).to.deep.equal([
      'GET /achievements',
    ]);
  });

  it('for the days of the year, and for what was unlocked, when their section comes into view', async () => {
    const dashboard = await start();
    const { page } = await visit(dashboard);
    const year = page.getByRole('region', { name: 'Your year' });
    await year.waitFor();
    expect([dashboard.asked('/activity'), dashboard.asked('/history')]).to.deep.equal([0, 0]);
    await year.scrollIntoViewIfNeeded();
    await year.getByRole('grid').waitFor();
    expect(await year.getByRole('gridcell').count()).to.equal(371);
    expect(dashboard.asked('/activity')).to.equal(1);
    await page.getByRole('region', { name: 'Written down' }).scrollIntoViewIfNeeded();
    await page.waitForLoadState('networkidle');
    expect([dashboard.asked('/activity'), dashboard.asked('/history')]).to.deep.equal([1, 1]);
  });

  it('again while it stays open, and celebrates what it finds', async () => {
    const dashboard = await start();
    const good = goodYear();
    const fresh = good.achievements.find(({ state }) => state === 'unlocked');
    dashboard.answers.payload = without(good, [fresh?.id ?? '']);
    const { page } = await visit(dashboard, { prepare: (tab) => tab.clock.install() });
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    dashboard.answers.payload = good;
    await page.clock.runFor(130_000);
    await page.getByText('New badge unlocked').first().waitFor();
    await page.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'New 1' }).waitFor();
    expect(dashboard.asked('/achievements')).to.equal(2);
  });

  for (const [title, body] of [
    ['two elements at once', '<hermes-achievements no-url></hermes-achievements>'.repeat(2)],
    ['an element that is told where the router is', '<hermes-achievements api="/a"></hermes-achievements>'],
  ] as const) {
    it(`once for ${title}`, async () => {
      const dashboard = await start({
        base: '/a',
        before: (app) => void app.get('/host', embedding('/a', body)),
      });
      const { page } = await visit(dashboard, { url: `${dashboard.origin}/host` });
      await page.getByRole('heading', { level: 3 }).first().waitFor();
      await page.waitForLoadState('networkidle');
      expect(dashboard.asked('/achievements')).to.equal(1);
    });
  }

  it('once under a framework that mounts, unmounts and mounts again', async () => {
    const dashboard = await start({
      base: '/a',
      before: (app) => void app.get('/host', embedding('/a', '')),
    });
    const { page } = await visit(dashboard, { url: `${dashboard.origin}/host` });
    await page.evaluate(async () => {
      await customElements.whenDefined('hermes-achievements');
      const main = document.querySelector('main');
      const element = document.createElement('hermes-achievements');
      main?.append(element);
      element.remove();
      main?.append(element);
      await Promise.resolve();
      element.remove();
      await new Promise((resolve) => setTimeout(resolve));
      main?.append(element);
    });
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    await page.waitForLoadState('networkidle');
    expect(dashboard.asked('/achievements')).to.equal(1);
    expect(dashboard.aborted).to.deep.equal([]);
  });

  it('no longer once the element has gone', async () => {
    const dashboard = await start({ base: '/a', before: (app) => void app.get('/host', embedding('/a')) });
    dashboard.answers.until = never();
    const { page } = await visit(dashboard, { url: `${dashboard.origin}/host` });
    const asked = page.waitForRequest('**/achievements');
    await page.reload();
    await asked;
    const failed = page.waitForEvent('requestfailed');
    await page.evaluate(() => document.querySelector('hermes-achievements')?.remove());
    expect((await failed).failure()?.errorText).to.equal('net::ERR_ABORTED');
  });

  it('no longer once the reader has left', async () => {
    const dashboard = await start({
      before: (app) => void app.get('/else', (_, response) => void response.send('!')),
    });
    dashboard.answers.until = never();
    const { page } = await visit(dashboard);
    const failed = page.waitForEvent('requestfailed');
    await page.goto(`${dashboard.origin}/else`);
    expect((await failed).url()).to.equal(`${dashboard.origin}/achievements`);
    await page.clock.install();
    expect(dashboard.asked('/achievements')).to.equal(1);
  });

  it('how far a first scan is and what it has found, ever more seldom, then for the snapshot once more', async () => {
    const dashboard = await start();
    dashboard.answers.payload = firstScan();
    dashboard.answers.status = running(180, 454);
    const { page } = await visit(dashboard, { prepare: (fresh) => fresh.clock.install() });
    const bar = page.getByRole('progressbar');
    await bar.waitFor();
    const status = () => page.waitForResponse('**/scan-status');
    for (const wait of [2_000, 3_000, 4_500]) {
      const answered = status();
      await page.clock.runFor(wait);
      await answered;
    }
    dashboard.answers.status = running(300, 454);
    const last = status();
    await page.clock.runFor(6_750);
    await last;
    await page.getByText('300 of 454').first().waitFor();
    expect(await bar.getAttribute('value')).to.match(/^(?:300|0\.66\d*|66)$/);

    dashboard.answers.payload = goodYear();
    dashboard.answers.status = IDLE;
    await page.clock.runFor(15_000);
    await page.getByText('300 of 454').first().waitFor({ state: 'hidden' });
    await page.clock.runFor(60_000);
    expect(dashboard.asked('/scan-status')).to.equal(5);
    // The cards fill with each of the four looks that found it running.
    expect(dashboard.asked('/achievements')).to.equal(6);
  });

  it('with the headers that its host adds', async () => {
    const dashboard = await start({
      base: '/a',
      before: (app) => void app.get('/host', embedding('/a', '')),
    });
    const { page } = await visit(dashboard, { url: `${dashboard.origin}/host` });
    const asked = page.waitForRequest('**/achievements');
    await page.evaluate(async () => {
      await customElements.whenDefined('hermes-achievements');
      const element = document.createElement('hermes-achievements');
      Object.assign(element, { headers: async () => ({ 'X-CSRF-Token': 'abc' }) });
      document.querySelector('main')?.append(element);
    });
    expect((await asked).headers()).to.include({ 'x-csrf-token': 'abc' });
  });

  it('to rescan, and shows progress without blocking the page', async () => {
    const dashboard = await start();
    dashboard.answers.status = running(9, 18);
    const { page } = await visit(dashboard, { prepare: (fresh) => fresh.clock.install() });
    const posted = page.waitForResponse('**/rescan');
    await page.getByRole('button', { name: 'Rescan' }).click();
    expect((await posted).status()).to.equal(202);
    await page.getByText('9 of 18').first().waitFor();
    await page.getByRole('searchbox').fill('port');
    expect(await page.getByRole('heading', { level: 3 }).count()).to.be.above(0);
    dashboard.answers.status = IDLE;
    await page.clock.runFor(5_000);
    await page.getByText('9 of 18').first().waitFor({ state: 'hidden' });
    expect(dashboard.asked('/achievements')).to.equal(2);
  });
});
