import { expect } from 'chai';
import { describeInChromium, type Tab } from '../support/chromium.js';
import { type DashboardOptions, embedding, strictPolicy } from '../support/dashboard.js';

const cards = ({ page }: Tab) => page.getByRole('heading', { level: 3 });

describeInChromium('The page works', ({ start, visit }) => {
  const places: readonly (readonly [string, DashboardOptions])[] = [
    ['at the root', {}],
    ['below a path', { base: '/a/b' }],
    ['behind a proxy that takes off a part of the path', { stripped: '/a/b' }],
    ['below a path behind such a proxy', { base: '/c', stripped: '/a/b' }],
  ];
  for (const [title, options] of places) {
    it(title, async () => {
      const dashboard = await start(options);
      await cards(await visit(dashboard))
        .first()
        .waitFor();
      expect(dashboard.asked('/achievements')).to.equal(1);
    });
  }

  it('without a trailing slash', async () => {
    const dashboard = await start({ base: '/c', stripped: '/a/b' });
    await cards(await visit(dashboard, { url: dashboard.url.slice(0, -1) }))
      .first()
      .waitFor();
  });

  it('where the host allows nothing but its own files, also when it draws and downloads a card', async () => {
    const dashboard = await start({ before: (app) => void app.use(strictPolicy) });
    const tab = await visit(dashboard);
    const { page } = tab;
    await cards(tab).first().waitFor();
    await page.getByRole('button', { name: 'Share the whole cabinet' }).click();
    const link = page.getByRole('link', { name: 'Download PNG' });
    await Promise.all([page.waitForEvent('download'), link.click()]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Rescan' }).click();
    expect(tab.complaints).to.deep.equal([]);
  });

  it('inside a page of the host, with two lines, under a strict policy', async () => {
    const dashboard = await start({
      base: '/plugins/a',
      before: (app) => void app.use(strictPolicy).get('/host/page', embedding('/plugins/a')),
    });
    await cards(await visit(dashboard, { url: `${dashboard.origin}/host/page` }))
      .first()
      .waitFor();
  });

  it('beside another copy of its script', async () => {
    const dashboard = await start({
      base: '/a',
      before: (app) => void app.get('/host', embedding('/a')),
    });
    const tab = await visit(dashboard, { url: `${dashboard.origin}/host` });
    await cards(tab).first().waitFor();
    const again = await tab.page.evaluate(async () => {
      const { href } = new URL('/a/achievements.js?copy', location.href);
      const [script] = performance
        .getEntriesByType('resource')
        .filter(({ name }) => /assets\/achievements-/.test(name));
      await import(href);
      await import(`${script?.name}?copy`);
      return true;
    });
    expect(again).to.equal(true);
  });
});
