import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { IDLE, running } from '../support/dashboard.js';
import { firstScan, goodYear, staleWithError } from '../support/snapshots.js';

const FAILED_LOADS = /Failed to load resource/;

/** Counts from now on how much of what is seen has moved, as browsers do. */
async function watch(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const entries: PerformanceEntry[] = [];
    const observer = new PerformanceObserver((list) => void entries.push(...list.getEntries()));
    observer.observe({ type: 'layout-shift' });
    Object.assign(globalThis, { shifts: () => [...entries, ...observer.takeRecords()] });
  });
  return () =>
    page.evaluate<number>(`new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() =>
      resolve(shifts().reduce((sum, { value }) => sum + value, 0)))))`);
}

describeInChromium('Nothing that is read moves', ({ start, visit }) => {
  for (const width of [320, 390, 768, 1280]) {
    const options = {
      viewport: { width, height: 844 },
      expected: FAILED_LOADS,
      prepare: (fresh: Page) => fresh.clock.install(),
    };

    it(`when the history cannot be read for a while, ${width} pixels wide`, async () => {
      const dashboard = await start();
      const { page } = await visit(dashboard, options);
      await page.locator('ul.cards[data-measured]').waitFor();
      const moved = await watch(page);
      dashboard.answers.payload = staleWithError();
      await page.clock.runFor(130_000);
      await page.getByText('The history is busy').waitFor();
      dashboard.answers.payload = goodYear();
      await page.clock.runFor(130_000);
      await page.getByText('The history is busy').waitFor({ state: 'hidden' });
      expect(await moved()).to.equal(0);
    });

    it(`when the network goes and comes back, ${width} pixels wide`, async () => {
      const dashboard = await start();
      const { page } = await visit(dashboard, options);
      await page.locator('ul.cards[data-measured]').waitFor();
      const moved = await watch(page);
      await page.context().setOffline(true);
      await page.clock.runFor(130_000);
      await page.getByText('The dashboard does not answer').waitFor();
      await page.context().setOffline(false);
      await page.clock.runFor(130_000);
      await page.getByText('The dashboard does not answer').waitFor({ state: 'hidden' });
      expect(await moved()).to.equal(0);
    });

    it(`while a first scan goes on, ${width} pixels wide`, async () => {
      const dashboard = await start();
      dashboard.answers.payload = firstScan();
      dashboard.answers.status = running(180, 454);
      const { page } = await visit(dashboard, options);
      await page.locator('ul.cards[data-measured]').waitFor();
      const moved = await watch(page);
      dashboard.answers.status = running(300, 454);
      await page.clock.runFor(5_000);
      await page.getByText('300 of 454').first().waitFor();
      expect(await moved()).to.equal(0);
    });
  }

  it('and a first scan tells how far it is before there is anything to show', async () => {
    const dashboard = await start();
    let answer = () => {};
    dashboard.answers.until = new Promise<void>((resolve) => {
      answer = resolve;
    });
    dashboard.answers.status = running(9, 454);
    const { page } = await visit(dashboard, options(700));
    const moved = await watch(page);
    await page.clock.runFor(1_000);
    await page.getByText('9 of 454').waitFor();
    expect(await page.getByRole('heading', { level: 3 }).count()).to.equal(0);
    expect(await moved()).to.equal(0);
    dashboard.answers.status = IDLE;
    answer();
    await page.getByRole('heading', { level: 3 }).first().waitFor();
  });
});

function options(height: number) {
  return { viewport: { width: 1280, height }, prepare: (fresh: Page) => fresh.clock.install() };
}
