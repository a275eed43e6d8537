import axe from 'axe-core';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { running } from '../support/dashboard.js';
import {
  allOlympian,
  allSecret,
  firstScan,
  goodYear,
  HOSTILE_TITLES,
  noHistory,
} from '../support/snapshots.js';

/** Between them, cards of every look. */
const SCENES = [
  ['a good year', goodYear()],
  ['a first scan', firstScan()],
  ['no history', noHistory()],
  ['all secret', allSecret()],
  ['everything at Olympian', allOlympian()],
] as const;

/** In the dark nothing but the colours is another. */
const RULES = { light: undefined, dark: ['color-contrast', 'link-in-text-block'] };

/** @param rules those that the spec is about; by default all. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (only) =>
      axe.run(document, {
        resultTypes: ['violations'],
        ...(only === undefined ? {} : { runOnly: [...only] }),
      }),
    rules,
  );
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
        expect(await violations(page, RULES[colorScheme])).to.deep.equal([]);
      });
    }

    it(`has nothing that axe finds fault with: the dialog, ${colorScheme}`, async () => {
      const { page } = await visit(await start(), { colorScheme, reducedMotion: 'reduce' });
      await page.getByRole('button', { name: 'Share the whole cabinet' }).click();
      await page.getByRole('link', { name: 'Download PNG' }).waitFor();
      expect(await violations(page, RULES[colorScheme])).to.deep.equal([]);
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
});
