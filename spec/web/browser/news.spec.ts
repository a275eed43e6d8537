import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { Payload } from '#src/payload.js';
import { describeInChromium } from '../support/chromium.js';
import { goodYear, without } from '../support/snapshots.js';
import { beforeClimb } from '../support/timely.js';

const GOOD = goodYear();
const GOLD = GOOD.achievements.filter(({ tier }) => tier === 'Gold').map(({ id }) => id);
const OTHERS = GOOD.achievements
  .filter(({ state, tier }) => state === 'unlocked' && tier !== 'Gold')
  .map(({ id }) => id);

const [CLIMBED = ''] = GOLD;
const UNLOCKED = OTHERS.slice(0, 4);
const NEWS = [CLIMBED, ...UNLOCKED];

/** Of the cards that are to be seen. */
async function ids(page: Page): Promise<readonly (string | null)[]> {
  return page
    .locator('.card:not([hidden])')
    .evaluateAll((cards) => cards.map((card) => card.getAttribute('data-id')));
}

describeInChromium('News', ({ start, visit }) => {
  /** The page of who was there before all of it. */
  async function comeBack(before: Payload, viewport = { width: 1280, height: 720 }): Promise<Page> {
    const dashboard = await start();
    dashboard.answers.payload = before;
    const { page } = await visit(dashboard, { viewport });
    await page.locator('.card').nth(59).waitFor();
    dashboard.answers.payload = GOOD;
    await page.reload();
    return page;
  }

  it('of a climb says the tier that was reached, and leads to the card', async () => {
    const page = await comeBack(beforeClimb(GOOD, [CLIMBED]));
    await page.getByText('Climbed to Gold').first().waitFor();
    await page.getByRole('button', { name: 'Show it' }).click();
    await page.waitForFunction((id) => {
      const active = document.querySelector('hermes-achievements')?.shadowRoot?.activeElement;
      return active?.getAttribute('data-id') === id;
    }, CLIMBED);
  });

  it('of several tells of unlocks and climbs, and shows all of them', async () => {
    const page = await comeBack(beforeClimb(without(GOOD, UNLOCKED), [CLIMBED]));
    await page.getByText('4 unlocked, 1 climbed').first().waitFor();
    await page.getByRole('button', { name: 'Show them' }).click();
    await page
      .getByRole('group', { name: 'Show' })
      .getByRole('button', { name: 'New 5', pressed: true })
      .waitFor();
    expect(await ids(page)).to.have.members(NEWS);
  });

  it('of several brings the choice of what is new into view, where choices scroll', async () => {
    const page = await comeBack(without(GOOD, UNLOCKED), { width: 390, height: 844 });
    await page.getByRole('button', { name: 'Show them' }).click();
    const chosen = page.getByRole('button', { name: 'New 4', pressed: true });
    await chosen.waitFor();
    await page.waitForFunction((right) => {
      const root = document.querySelector('hermes-achievements')?.shadowRoot;
      const box = root?.querySelector('.choice[aria-pressed="true"]')?.getBoundingClientRect();
      return box !== undefined && box.left >= 0 && box.right <= right;
    }, 390);
  });

  it('stays new over reloads until it was looked at for a while', async () => {
    const dashboard = await start();
    dashboard.answers.payload = without(GOOD, UNLOCKED);
    const options = {
      viewport: { width: 1280, height: 300 },
      prepare: (fresh: Page) => fresh.clock.install(),
    };
    const { page } = await visit(dashboard, options);
    await page.locator('.card').nth(59).waitFor();
    dashboard.answers.payload = GOOD;
    const news = page.getByRole('group', { name: 'Show' }).getByRole('button', { name: /^New/ });
    for (let visits = 0; visits < 2; visits += 1) {
      await page.reload();
      await page.locator('.card').nth(59).waitFor();
      expect(await news.innerText()).to.match(/^New\s+4$/);
    }
    // Looked at, and then looked at for long enough.
    const seen = page.locator(`[data-id="${UNLOCKED[0]}"]`);
    await seen.evaluate((card) => card.scrollIntoView({ block: 'center' }));
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await page.clock.runFor(2_500);
    expect(await news.innerText(), 'in this visit it stays').to.match(/^New\s+4$/);
    await page.reload();
    await page.locator('.card').nth(59).waitFor();
    const left = Number(/\d+/.exec(await news.innerText()));
    expect(left).to.be.within(1, 3);
    expect(await seen.getAttribute('data-new')).to.equal(null);
  });
});
