import { expect } from 'chai';
import { describeInChromium } from '../support/chromium.js';
import { goodYear } from '../support/snapshots.js';
import { fullYear, historyIn } from '../support/timely.js';

const GOOD = goodYear();
const HISTORY = historyIn(GOOD);

describeInChromium('The year', ({ start, visit }) => {
  const open = async (width = 1280) => {
    const dashboard = await start();
    dashboard.answers.activity = fullYear;
    dashboard.answers.history = HISTORY;
    const { page } = await visit(dashboard, { viewport: { width, height: 844 } });
    const year = page.getByRole('region', { name: 'Your year' });
    await year.scrollIntoViewIfNeeded();
    return { dashboard, page, year };
  };

  it('has a square for each day, in four amounts of ink and none, and each says its numbers', async () => {
    const { page, year } = await open();
    await year.getByRole('grid').waitFor();
    const grounds = new Map<string, string>();
    for (const level of ['0', '1', '2', '3', '4']) {
      const cell = year.getByRole('grid').locator(`[data-level="${level}"]`).first();
      grounds.set(level, await cell.evaluate((found) => getComputedStyle(found).backgroundColor));
    }
    expect(new Set(grounds.values())).to.have.property('size', 5);
    const last = year.getByRole('gridcell', { name: /^Tuesday,? 2 June 2026/ });
    expect(await last.getAttribute('aria-label')).to.match(/10 messages, 2 sessions begun, 30 tool calls/);
    await year.getByRole('gridcell', { name: /27 May 2026: a day off/ }).waitFor();

    await last.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowUp');
    const name = await page.evaluate(
      () => document.querySelector('hermes-achievements')?.shadowRoot?.activeElement?.ariaLabel,
    );
    expect(name, 'a week and a day before').to.match(/^Monday,? 25 May 2026/);
    await year.getByText('18 of the last 21 days').waitFor();
    await year.getByRole('button', { name: '1,204 messages' }).waitFor();
    await year.getByText('31 tools').waitFor();
  });

  it('names its months in their order, each over its own weeks', async () => {
    const { year } = await open();
    await year.getByRole('grid').waitFor();
    const names = await year.locator('.heat-months span').allInnerTexts();
    expect(names).to.have.length(54);
    const told = names.filter(Boolean);
    expect(told).to.have.length.within(12, 13);
    expect(new Set(told.slice(0, 12))).to.have.property('size', 12);
    const place = await year
      .locator('.heat-months span', { hasText: 'Jan' })
      .evaluate((span) => span.getBoundingClientRect().left);
    const first = year.getByRole('gridcell', { name: /^Monday,? 5 January 2026/ });
    expect(await first.evaluate((cell) => cell.getBoundingClientRect().left)).to.be.closeTo(place, 1);
  });

  it('is a list of months where it is narrow', async () => {
    const { year } = await open(390);
    await year.getByText('May 2026', { exact: true }).click();
    await year.getByText(/31 May 2026: \d+ messages/).waitFor();
    expect(await year.getByRole('grid').count()).to.equal(0);
  });

  it('ends with what was written down, page by page, each with its session', async () => {
    const { dashboard, page } = await open();
    const log = page.getByRole('region', { name: 'Written down' });
    await log.scrollIntoViewIfNeeded();
    const entries = log.getByRole('listitem');
    await entries.first().waitFor();
    expect(await entries.nth(0).innerText()).to.match(/unlocked/);
    expect(await log.getByText('up from Copper').count()).to.be.above(0);
    const before = await entries.count();
    expect(before).to.be.below(HISTORY.length);
    await log.getByRole('button', { name: 'Show earlier ones' }).click();
    await entries.nth(before).waitFor();
    const names = await log.locator('li > button').allInnerTexts();
    expect(names).to.deep.equal(HISTORY.slice(0, names.length).map(({ name }) => name));
    dashboard.answers.sessionBadges = GOOD.achievements.slice(0, 1);
    await log.getByRole('button', { name: `The session of ${HISTORY[1]?.name}` }).click();
    await page.getByRole('dialog').waitFor();
    expect(dashboard.asked('/sessions/session-1/badges')).to.equal(1);
  });
});
