import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { firstScan, nothingYet } from '../support/snapshots.js';

/** The system's own colours, as they are computed. */
async function system(page: Page, ...names: readonly string[]): Promise<readonly string[]> {
  return page.evaluate((wanted) => {
    const probe = document.body.appendChild(document.createElement('i'));
    return wanted.map((name) => {
      probe.style.color = name;
      return getComputedStyle(probe).color;
    });
  }, names);
}

/** The values of a property of all that a selector finds in the element, or of their pseudo-elements; each once. */
async function computed(page: Page, selector: string, property: string, pseudo?: string) {
  await page.locator(selector).first().waitFor({ state: 'attached' });
  const values = await page
    .locator(selector)
    .evaluateAll(
      (found, [name, part]) =>
        found.map((element) => getComputedStyle(element, part ?? null).getPropertyValue(name ?? '')),
      [property, pseudo],
    );
  return [...new Set(values)];
}

describeInChromium('In forced colours', ({ start, visit }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const open = async (payload = firstScan()) => {
      const dashboard = await start();
      dashboard.answers.payload = payload;
      const { page } = await visit(dashboard, { colorScheme, forcedColors: 'active' });
      await page.getByRole('region', { name: 'Cabinet' }).waitFor();
      return page;
    };

    it(`what is chosen is highlighted, and nothing else is: ${colorScheme}`, async () => {
      const page = await open();
      const [highlight, text, canvas] = await system(page, 'Highlight', 'HighlightText', 'Canvas');
      expect(highlight).not.to.equal(canvas);
      for (const kind of ['.choice', '.chip']) {
        const chosen = `${kind}[aria-pressed='true']`;
        expect(await computed(page, chosen, 'background-color')).to.deep.equal([highlight]);
        expect(await computed(page, chosen, 'color')).to.deep.equal([text]);
        const others = await computed(page, `${kind}[aria-pressed='false']`, 'background-color');
        expect(others).not.to.include(highlight);
      }
    });

    it(`ladders are framed, and filled as far as they are climbed: ${colorScheme}`, async () => {
      const page = await open();
      const [text, canvas] = await system(page, 'CanvasText', 'Canvas');
      expect(text).not.to.equal(canvas);
      expect(await computed(page, '.step', 'border-top-color')).to.deep.equal([text]);
      expect(await computed(page, '.step', 'border-top-style')).to.deep.equal(['solid']);
      expect(await computed(page, '.step', 'background-color', '::before')).to.deep.equal([text]);
      expect(await computed(page, '.step', 'background-color')).not.to.include(text);
      expect(await computed(page, '.step', 'width', '::before')).to.have.length.above(2);
    });

    it(`the line of time has its dots: ${colorScheme}`, async () => {
      const dashboard = await start();
      const { page } = await visit(dashboard, { colorScheme, forcedColors: 'active' });
      const [text] = await system(page, 'CanvasText');
      for (const part of ['::before', '::after']) {
        expect(await computed(page, '.day-name', 'background-color', part)).to.deep.equal([text]);
      }
    });

    it(`the ring and the outlines of medals are drawn in the system's colours: ${colorScheme}`, async () => {
      const page = await open();
      const [text, grey] = await system(page, 'CanvasText', 'GrayText');
      for (const line of ['.arc', '.s-arc', '.s-mark']) {
        expect(await computed(page, line, 'stroke'), line).to.deep.equal([text]);
      }
      for (const line of ['.track', '.s-track']) {
        expect(await computed(page, line, 'stroke'), line).to.deep.equal([grey]);
      }
      const empty = await open(nothingYet());
      expect(await computed(empty, '.medal .s-track', 'stroke')).to.deep.equal([grey]);
    });
  }
});
