import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Payload } from '#src/payload.js';
import { describeInChromium, type InChromium } from '../support/chromium.js';
import { goodYear } from '../support/snapshots.js';
import { fullYear, historyIn } from '../support/timely.js';

const DAYS = 60;

/** A good year in which something is under way with each count. */
function movingYear(): Payload {
  const year = goodYear();
  const pace = { last_7_days: 160, last_28_days: 640, eta_days: DAYS };
  const achievements = year.achievements.map((badge) =>
    badge.kind === 'multi_condition' || badge.next_tier === null ? badge : { ...badge, pace },
  );
  return { ...year, achievements };
}

async function open({ start, visit }: InChromium, width: number, payload = goodYear()): Promise<Page> {
  const dashboard = await start();
  Object.assign(dashboard.answers, { payload, activity: fullYear, history: historyIn(payload) });
  const { page } = await visit(dashboard, { viewport: { width, height: 844 }, reducedMotion: 'reduce' });
  await page.locator('ul.cards[data-measured]').waitFor();
  return page;
}

describeInChromium('What is said can be read as a whole', (tools) => {
  for (const width of [320, 768, 1920])
    for (const [title, payload] of [
      ['with a pace', movingYear()],
      ['without one', goodYear()],
    ] as const)
      it(`of what is next, ${title}, ${width} pixels wide`, async () => {
        const page = await open(tools, width, payload);
        const cut = await page
          .locator('.next .row-text > *')
          .evaluateAll((lines) =>
            lines
              .filter((line) => line.scrollWidth > line.clientWidth)
              .map((line) => line.textContent?.trim()),
          );
        expect(cut).to.deep.equal([]);
      });

  for (const width of [320, 390, 1280])
    it(`of the year: the run of days and all records, ${width} pixels wide`, async () => {
      const page = await open(tools, width);
      await page.getByRole('region', { name: 'Your year' }).scrollIntoViewIfNeeded();
      const records = page.locator('.records');
      for (const words of ['18 of the last 21 days', '640 messages', '1,204 messages', '31 tools'])
        await records.getByText(words).waitFor();
    });

  it('of a badge that is open on a phone: nothing lies over its description, and its category is told', async () => {
    const page = await open(tools, 390);
    const card = page
      .locator('.card')
      .filter({ has: page.getByRole('heading', { name: 'Test Suite Tamer' }) });
    await card.locator('summary').click();
    await card.getByText('Tool Mastery').waitFor();
    const [arrow, description] = await Promise.all([
      card.locator('summary .icon').boundingBox(),
      card.locator('.description').boundingBox(),
    ]);
    expect((arrow?.y ?? Number.NaN) + (arrow?.height ?? 0)).to.be.at.most(description?.y ?? 0);
  });

  it('of what stays on top of a phone: cards pass below it from edge to edge', async () => {
    const page = await open(tools, 390);
    await page.locator('.card').nth(30).scrollIntoViewIfNeeded();
    const above = await page.evaluate(() => {
      const root = document.querySelector('hermes-achievements')?.shadowRoot;
      return [2, innerWidth - 2].map(
        (x) => root?.elementFromPoint(x, 20)?.closest('.toolbar, .card')?.className,
      );
    });
    expect(above).to.deep.equal(['toolbar', 'toolbar']);
  });

  it('on paper: no control, but ladders and days, and no line that runs off', async () => {
    const page = await open(tools, 718);
    const log = page.getByRole('region', { name: 'Written down' });
    await log.scrollIntoViewIfNeeded();
    await log.getByRole('listitem').first().waitFor();
    await page.emulateMedia({ media: 'print' });
    for (const name of [/^Rescan/, /^Share/, 'Show earlier ones', /^All/])
      expect(await page.getByRole('button', { name }).count(), String(name)).to.equal(0);
    expect(await page.locator('.more summary:visible').count()).to.equal(0);
    const printed = await page.evaluate(() => {
      const root = document.querySelector('hermes-achievements')?.shadowRoot;
      const found = (selector: string) => [...(root?.querySelectorAll(selector) ?? [])];
      return {
        kept: [...new Set(found('.step, .cell').map((part) => getComputedStyle(part).printColorAdjust))],
        off: found('.day .row').filter((row) => row.getBoundingClientRect().right > innerWidth).length,
      };
    });
    expect(printed).to.deep.equal({ kept: ['exact'], off: 0 });
  });
});
