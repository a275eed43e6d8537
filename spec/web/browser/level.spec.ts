import { expect } from 'chai';
import { describeInChromium } from '../support/chromium.js';
import { goodYear } from '../support/snapshots.js';

const LONG = 'Was eigentlich nur eine ganz kurze Angelegenheit werden sollte';

describeInChromium('The page is drawn on a line', ({ start, visit }) => {
  for (const width of [320, 390, 768, 1280]) {
    it(`and the Tab key goes through its actions as the eye does, ${width} pixels wide`, async () => {
      const { page } = await visit(await start(), { viewport: { width, height: 844 } });
      await page.locator('ul.cards[data-measured]').waitFor();
      const lefts = await page
        .locator('.header-actions button')
        .evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().left));
      expect(lefts).to.have.length(2);
      expect([...lefts].sort((a, b) => a - b)).to.deep.equal(lefts);
    });
  }

  it('with a name on one line of a phone, and the whole of it when it is opened', async () => {
    const dashboard = await start();
    const year = goodYear();
    const achievements = year.achievements.map((badge) => ({ ...badge, name: LONG }));
    dashboard.answers.payload = { ...year, achievements };
    const { page } = await visit(dashboard, { viewport: { width: 390, height: 844 } });
    await page.locator('ul.cards[data-measured]').waitFor();
    const heights = await page
      .locator('.card-name')
      .evaluateAll((names) => names.map((name) => name.getBoundingClientRect().height));
    expect(new Set(heights).size).to.equal(1);
    await page.locator('.card summary').first().click();
    const opened = page.locator('.card-name').first();
    expect(await opened.evaluate((name) => name.getBoundingClientRect().height)).to.be.above(
      (heights[0] ?? 0) * 1.5,
    );
  });

  it('with what counts at the foot of each card of a row, and tier and category on one line', async () => {
    const { page } = await visit(await start(), { viewport: { width: 1280, height: 844 } });
    await page.locator('ul.cards[data-measured]').waitFor();
    const cards = await page.locator('.card').evaluateAll((found) =>
      found.map((card) => ({
        row: card.getBoundingClientRect().top,
        foot: card.querySelector('.card-foot')?.getBoundingClientRect().top,
        meta: card.querySelector('.card-meta')?.getBoundingClientRect().height,
      })),
    );
    const feet = new Set(cards.map(({ row, foot }) => `${row}/${foot?.toFixed(0)}`));
    expect(feet.size).to.equal(new Set(cards.map(({ row }) => row)).size);
    expect(new Set(cards.map(({ meta }) => meta)).size).to.equal(1);
  });
});
