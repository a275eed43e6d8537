import axe from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { running } from '../support/dashboard.js';
import { firstScan, goodYear, HOSTILE_TITLES, noHistory } from '../support/snapshots.js';

/** A good year has badges of every look. */
const SCENES = [
  ['a good year', goodYear()],
  ['a first scan', firstScan()],
  ['no history', noHistory()],
] as const;

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  return violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ html }) => html)
        .slice(0, 3)
        .join(' | ')}`,
  );
}

describeInChromium('For everyone, the page', ({ start, visit }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const [scene, payload] of SCENES) {
      it(`has nothing that axe finds fault with: ${scene}, ${colorScheme}`, async () => {
        const dashboard = await start();
        Object.assign(dashboard.answers, { payload, status: running(180, 454) });
        const { page } = await visit(dashboard, { colorScheme, reducedMotion: 'reduce' });
        await page.getByRole('region', { name: 'Cabinet' }).waitFor();
        expect(await violations(page)).to.deep.equal([]);
      });
    }

    it(`has nothing that axe finds fault with: the dialog, ${colorScheme}`, async () => {
      const { page } = await visit(await start(), { colorScheme, reducedMotion: 'reduce' });
      await page.getByRole('button', { name: 'Share the whole cabinet' }).click();
      await page.getByRole('link', { name: 'Download PNG' }).waitFor();
      expect(await violations(page)).to.deep.equal([]);
    });
  }

  for (const width of [320, 768, 1_920]) {
    it(`fits into ${width} pixels`, async () => {
      const dashboard = await start();
      for (const payload of [goodYear(HOSTILE_TITLES[1]), firstScan(), noHistory()]) {
        dashboard.answers.payload = payload;
        const { page } = await visit(dashboard, { viewport: { width, height: 700 } });
        await page.getByRole('region', { name: 'Cabinet' }).waitFor();
        await page.evaluate(() => {
          const root = document.querySelector('hermes-achievements')?.shadowRoot;
          for (const details of root?.querySelectorAll('details') ?? []) details.open = true;
        });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).to.be.at.most(width);
      }
    });
  }

  it('filters 60 cards, and tells how long that takes', async () => {
    const { page } = await visit(await start());
    await page.getByRole('region', { name: 'Cabinet' }).waitFor();
    const times = await page.evaluate(async () => {
      const paint = performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0;
      const root = document.querySelector('hermes-achievements')?.shadowRoot;
      const input = root?.querySelector('input');
      if (!input) throw new Error('no search');
      const took: number[] = [];
      for (const text of ['a', 'ab', '', 'port', '', 'e', '']) {
        await new Promise(requestAnimationFrame);
        const begun = performance.now();
        input.value = text;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        // What the element does itself, and the layout that follows from it.
        await new Promise((resolve) => setTimeout(resolve));
        root?.querySelector('ul')?.getBoundingClientRect();
        took.push(performance.now() - begun);
      }
      return { paint, worst: Math.max(...took), median: took.sort((a, b) => a - b)[3] ?? 0 };
    });
    expect(times.worst).to.be.above(0);
    console.log(
      `      first paint ${times.paint.toFixed(0)} ms, a filter ${times.median.toFixed(1)} ms, at worst ${times.worst.toFixed(1)} ms`,
    );
  });
});
