import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Payload } from '#src/payload.js';
import { describeInChromium } from '../support/chromium.js';
import { IDLE, running } from '../support/dashboard.js';
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
import { fullYear, historyIn } from '../support/timely.js';

const SCENES: readonly (readonly [title: string, payload: Payload])[] = [
  ['a good year', goodYear()],
  ['sixty at Olympian', allOlympian()],
  ['an empty cabinet', nothingYet()],
  ['all secret', allSecret()],
  ['no history', noHistory()],
  ['an old answer and an error', staleWithError()],
  ['an old answer', { ...goodYear(), is_stale: true }],
];

/** What all scenes are tried at; between them the first one, and what comes later. */
const NARROWEST_AND_WIDEST = new Set([320, 1280]);

/** What has moved since the page began, by how much, as browsers count it. */
async function moved(page: Page): Promise<readonly string[]> {
  return page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const observer = new PerformanceObserver((list) => {
          resolve(
            list.getEntries().map((entry) => JSON.stringify({ ...entry.toJSON(), parts: parts(entry) })),
          );
          observer.disconnect();
        });
        const parts = (entry: PerformanceEntry) =>
          'sources' in entry && Array.isArray(entry.sources)
            ? entry.sources.map(({ node, previousRect, currentRect }) => [
                node instanceof Element
                  ? `${node.tagName}.${node.getAttribute('class')}`
                  : node?.textContent?.trim(),
                previousRect,
                currentRect,
              ])
            : [];
        observer.observe({ type: 'layout-shift', buffered: true });
        // Where nothing has moved, nobody is told of it.
        requestAnimationFrame(() => requestAnimationFrame(() => resolve([])));
      }),
  );
}

describeInChromium('From the first paint on nothing moves', ({ start, visit }) => {
  for (const width of [320, 390, 768, 1280]) {
    for (const [title, payload] of NARROWEST_AND_WIDEST.has(width) ? SCENES : SCENES.slice(0, 1)) {
      it(`${title}, ${width} pixels wide`, async () => {
        const dashboard = await start();
        let answer = () => {};
        dashboard.answers.until = new Promise<void>((resolve) => {
          answer = resolve;
        });
        dashboard.answers.payload = payload;
        const { page } = await visit(dashboard, { viewport: { width, height: 844 } });
        await page.locator('[aria-busy="true"]').waitFor();
        await page.evaluate(
          () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
        );
        answer();
        await page.locator('ul.cards[data-measured]').waitFor();
        expect(await moved(page)).to.deep.equal([]);
      });
    }

    it(`the days of the year and the log come in, ${width} pixels wide`, async () => {
      const dashboard = await start();
      const payload = goodYear();
      Object.assign(dashboard.answers, { payload, activity: fullYear, history: historyIn(payload) });
      let answer = () => {};
      const asked = new Promise<void>((resolve) => {
        answer = resolve;
      });
      const { page } = await visit(dashboard, {
        viewport: { width, height: 844 },
        prepare: (fresh) =>
          fresh.route(/\/(?:activity|history)/, (route) => asked.then(() => route.continue())),
      });
      await page.locator('ul.cards[data-measured]').waitFor();
      const log = page.getByRole('region', { name: 'Written down' });
      await log.evaluate((section) => section.scrollIntoView({ block: 'center' }));
      answer();
      await log.getByRole('listitem').first().waitFor();
      await page.getByText('18 of the last 21 days').waitFor();
      expect(await moved(page)).to.deep.equal([]);
    });

    it(`a first scan from its beginning to its end, ${width} pixels wide`, async () => {
      const dashboard = await start();
      dashboard.answers.payload = firstScanBegun();
      dashboard.answers.status = running(0, 454);
      const { page } = await visit(dashboard, {
        viewport: { width, height: 844 },
        prepare: (fresh) => fresh.clock.install(),
      });
      await page.locator('ul.cards[data-measured]').waitFor();
      dashboard.answers.payload = firstScan();
      dashboard.answers.status = running(180, 454);
      await page.clock.runFor(5_000);
      await page.getByText('180 of 454').first().waitFor();
      dashboard.answers.payload = goodYear();
      dashboard.answers.status = IDLE;
      await page.clock.runFor(20_000);
      await page.getByText('Earned in 454 sessions').waitFor();
      expect(await moved(page)).to.deep.equal([]);
    });
  }
});
