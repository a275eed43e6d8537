import { expect } from 'chai';
import type { RequestHandler } from 'express';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { describeInChromium } from '../support/chromium.js';
import { running } from '../support/dashboard.js';
import {
  allOlympian,
  allSecret,
  firstScan,
  firstScanBegun,
  goodYear,
  noHistory,
  nothingYet,
  staleWithError,
} from '../support/snapshots.js';

const FAILED_LOADS = /Failed to load resource/;

describeInChromium('The page shows', ({ start, visit }) => {
  it('skeletons while it waits, then all badges', async () => {
    const dashboard = await start();
    let answer = () => {};
    dashboard.answers.until = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { page } = await visit(dashboard);
    await page.locator('[aria-busy="true"]').waitFor();
    expect(await page.getByRole('heading', { level: 3 }).count()).to.equal(0);
    answer();
    await page.locator('[aria-busy="false"]').waitFor();
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    const cabinet = page.getByRole('region', { name: 'Cabinet' });
    expect(await cabinet.getByRole('heading', { level: 3 }).count()).to.equal(CATALOG.length);
  });

  for (const [title, payload, words] of [
    ['a first scan that has just begun', firstScanBegun(), /First look through your history/],
    ['a first scan under way', firstScan(), /180 of 454/],
    ['that there is no history', noHistory(), /no state\.db in the Hermes home/],
    ['what is wrong with the history, above what was known before', staleWithError(), /The history is busy/],
    ['an empty cabinet', nothingYet(), /\bof \d+/],
    ['that all is secret', allSecret(), /\?\?\?/],
    ['that nothing is left to climb', allOlympian(), /Take a bow/],
  ] as const) {
    it(`${title}`, async () => {
      const dashboard = await start();
      dashboard.answers.payload = payload;
      dashboard.answers.status = running(180, 454);
      const { page } = await visit(dashboard);
      await page.getByText(words).first().waitFor();
    });
  }

  it('stale data at once, with a quiet word that it is being updated', async () => {
    const dashboard = await start();
    dashboard.answers.payload = { ...goodYear(), is_stale: true };
    dashboard.answers.status = running(1, 2);
    const { page } = await visit(dashboard);
    await page.getByText('Updating').first().waitFor();
    expect(await page.getByRole('heading', { level: 3 }).count()).to.be.above(59);
  });

  const hosts: readonly (readonly [string, RequestHandler, RegExp, RegExp])[] = [
    [
      'that a host which redirects wants a login',
      (_request, response) => response.redirect('/login'),
      /signed out/i,
      /Sign in/,
    ],
    [
      'that a host which answers a page wants a login',
      (_request, response) => void response.type('html').send('<h1>Log in</h1>'),
      /signed out/i,
      /Sign in/,
    ],
    [
      'that a host which refuses wants a login',
      (_request, response) => void response.status(401).json({ error: 'no' }),
      /signed out/i,
      /Sign in/,
    ],
    [
      'that the server stumbled',
      (_request, response) => void response.status(500).send('oh'),
      /The server stumbled|Internal Server Error/,
      /Try again/,
    ],
    [
      'that an answer makes no sense',
      (_request, response) => void response.json({ hello: 'world' }),
      /made no sense/,
      /Load the page again/,
    ],
  ];
  for (const [title, answer, what, todo] of hosts) {
    it(`${title}, and recovers`, async () => {
      let broken = true;
      const dashboard = await start({
        before: (app) =>
          void app.get('/achievements', (request, response, next) =>
            broken ? answer(request, response, next) : next(),
          ),
      });
      const { page } = await visit(dashboard, { expected: FAILED_LOADS });
      await page.getByText(what).first().waitFor();
      await page.getByText(todo).first().waitFor();
      broken = false;
      const button = page.getByRole('button', { name: /Try again|Load the page again/ });
      await button.first().click();
      await page.getByRole('heading', { level: 3 }).first().waitFor();
    });
  }

  it('when it tries again where a host limits how often, and does', async () => {
    let left = 1;
    const dashboard = await start({
      before: (app) =>
        void app.get('/achievements', (_request, response, next) => {
          left -= 1;
          if (left < 0) next();
          else response.status(429).set('Retry-After', '30').send('slow down');
        }),
    });
    const { page } = await visit(dashboard, {
      expected: FAILED_LOADS,
      prepare: (fresh) => fresh.clock.install(),
    });
    await page.getByText(/try again by ourselves at/).waitFor();
    await page.clock.runFor(29_000);
    expect(dashboard.asked('/achievements')).to.equal(1);
    await page.clock.runFor(1_500);
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    expect(dashboard.asked('/achievements')).to.equal(2);
  });

  it('that it is offline, and comes back by itself', async () => {
    const dashboard = await start();
    const { page } = await visit(dashboard, { expected: FAILED_LOADS });
    await page.getByRole('heading', { level: 3 }).first().waitFor();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Rescan' }).click();
    await page
      .getByText(/does not answer|Nobody answers/)
      .first()
      .waitFor();
    expect(await page.getByRole('heading', { level: 3 }).count(), 'what was known before').to.be.above(59);
    await page.context().setOffline(false);
    await page
      .getByText(/does not answer|Nobody answers/)
      .first()
      .waitFor({ state: 'hidden' });
  });
});
