import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { CATALOG } from '#src/engine/badges/catalog.js';
import type { Achievement } from '#src/types.js';
import { describeInChromium } from '../support/chromium.js';
import { goodYear, HOSTILE_TITLES, nothingYet, without } from '../support/snapshots.js';

const GOOD = goodYear();
const UNLOCKED = GOOD.achievements.filter(({ state }) => state === 'unlocked');

/** The names on the cards that are to be seen, in their order. */
async function names(page: Page): Promise<readonly string[]> {
  const cabinet = page.getByRole('region', { name: 'Cabinet' });
  await cabinet.locator('ul.cards:not([data-returning])').waitFor();
  // A hidden card has no role, and so no heading.
  return cabinet.getByRole('listitem').getByRole('heading').allTextContents();
}

function cardOf(page: Page, badge: Achievement | undefined): Locator {
  const heading = page.getByRole('heading', { name: badge?.name ?? '', exact: true });
  return page.getByRole('region', { name: 'Cabinet' }).getByRole('listitem').filter({ has: heading });
}

describeInChromium('The cabinet', ({ start, visit }) => {
  it('is filtered by state and category, and keeps that in the address', async () => {
    const dashboard = await start();
    const { page } = await visit(dashboard);
    const before = await page.evaluate(() => history.length);
    const states = page.getByRole('group', { name: 'Show' });
    await states.getByRole('button', { name: /^Unlocked/ }).click();
    expect(await names(page)).to.have.members(UNLOCKED.map(({ name }) => name));
    const { category } =
      UNLOCKED.find((badge) => badge.category !== UNLOCKED[0]?.category) ?? UNLOCKED[0] ?? {};
    await page
      .getByRole('group', { name: 'Category' })
      .getByRole('button', { name: category ?? '', exact: true })
      .click();
    const both = UNLOCKED.filter((badge) => badge.category === category).map(({ name }) => name);
    expect(await names(page)).to.have.members(both);

    const address = page.url();
    expect(new URL(address).searchParams.get('badges-state')).to.equal('unlocked');
    const { page: linked } = await visit(dashboard, { url: address });
    expect(await names(linked)).to.deep.equal(await names(page));
    await page.getByRole('button', { name: 'Clear filters' }).first().click();
    expect(await names(page)).to.have.length(CATALOG.length);
    expect(page.url()).to.equal(dashboard.url);
    // One entry for the whole visit to the filters: back leads to where one was before it.
    expect(await page.evaluate(() => history.length)).to.equal(before + 1);
  });

  it('answers a letter with what the first screen may show, and has the rest come back by itself', async () => {
    const { page } = await visit(await start());
    await page.getByRole('searchbox').fill('no such badge');
    await page.getByText('Nothing here by that name').waitFor();
    const atOnce = await page.evaluate(async () => {
      const root = document.querySelector('hermes-achievements')?.shadowRoot;
      const search = root?.querySelector<HTMLInputElement>('input[type=search]');
      if (!root || !search) return undefined;
      search.value = '';
      search.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
      return root.querySelectorAll('.card:not([hidden])').length;
    });
    expect(atOnce).to.equal(10);
    expect(await names(page)).to.have.length(CATALOG.length);
  });

  it('points at a card that has not come back yet', async () => {
    const { page } = await visit(await start());
    await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Closest to next tier' });
    const latest = await page.locator('.facts .link').first().textContent();
    const name = latest?.trim() ?? '';
    expect((await names(page)).indexOf(name)).to.be.at.least(10);
    await page.getByRole('searchbox').fill('no such badge');
    await page.getByText('Nothing here by that name').waitFor();
    await page.locator('.facts .link').first().click();
    await page.locator('.card[data-pointed]:not([hidden])', { hasText: name }).waitFor();
  });

  it('is searched, and says when nothing is found', async () => {
    const { page } = await visit(await start());
    await page.getByRole('searchbox').fill('port 3000');
    expect(await names(page)).to.deep.equal(['Port 3000 Is Taken']);
    expect(new URL(page.url()).searchParams.get('badges-q')).to.equal('port 3000');
    await page.getByRole('searchbox').fill('no such badge');
    await page.getByText('Nothing here by that name').first().waitFor();
  });

  it('is sorted', async () => {
    const { page } = await visit(await start());
    await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Name' });
    const sorted = await names(page);
    expect(sorted).to.deep.equal([...sorted].sort((a, b) => a.localeCompare(b)));
    await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Recently unlocked' });
    const newest = Math.max(...UNLOCKED.map(({ unlocked_at }) => unlocked_at ?? 0));
    const latest = UNLOCKED.filter(({ unlocked_at }) => unlocked_at === newest).map(({ name }) => name);
    expect(latest).to.include((await names(page))[0]);
    expect(new URL(page.url()).searchParams.get('badges-sort')).to.equal('unlocked_at');
  });

  it('shows what counts, and the session that proves it with its badges', async () => {
    const dashboard = await start();
    dashboard.answers.sessionBadges = UNLOCKED.slice(0, 2);
    const { page } = await visit(dashboard);
    const badge = UNLOCKED.find(({ evidence }) => evidence);
    const card = cardOf(page, badge);
    await card
      .getByText(/^What counts/)
      .first()
      .click();
    await card.getByText(badge?.criteria ?? '').waitFor();
    await card.getByRole('button', { name: 'The long evening' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This session alone would have earned 2 badges.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(dashboard.log.filter((line) => line.includes('/sessions/'))).to.deep.equal([
      'GET /sessions/session-1/badges',
    ]);
  });

  it('hides what is secret', async () => {
    const dashboard = await start();
    const payload = nothingYet();
    dashboard.answers.payload = payload;
    const { page } = await visit(dashboard);
    const group = page.getByRole('group', { name: 'Show' });
    await group.getByRole('button', { name: /^Secret/ }).click();
    expect(payload.secret_count).to.be.above(0);
    expect(await names(page)).to.deep.equal(Array.from({ length: payload.secret_count }, () => '???'));
  });

  it('celebrates a new unlock once: not at the first visit, and never again when the page is loaded again', async () => {
    const dashboard = await start();
    const fresh = UNLOCKED[3];
    dashboard.answers.payload = without(GOOD, [fresh?.id ?? '']);
    const { page } = await visit(dashboard);
    const toast = page.getByText('New badge unlocked');
    await names(page);
    expect(await toast.count()).to.equal(0);
    dashboard.answers.payload = GOOD;
    await page.reload();
    await toast.first().waitFor();
    const card = cardOf(page, fresh);
    await card.getByText('New', { exact: true }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const focused = () =>
      document.querySelector('hermes-achievements')?.shadowRoot?.activeElement?.textContent;
    expect(await page.evaluate(focused), 'shown with the keyboard').to.include(fresh?.name);
    await page.reload();
    await names(page);
    expect(await toast.count()).to.equal(0);
  });

  for (const [index, title] of HOSTILE_TITLES.entries()) {
    it(`shows a hostile session title as the text it is (${index + 1})`, async () => {
      const dashboard = await start();
      const hostile = goodYear(title);
      const [first] = hostile.achievements;
      const fresh = UNLOCKED[0]?.id ?? '';
      const renamed = {
        ...hostile,
        achievements: hostile.achievements.map((badge) =>
          badge.id === fresh ? { ...badge, name: title } : badge,
        ),
      };
      dashboard.answers.payload = without(renamed, [fresh]);
      dashboard.answers.sessionBadges = first ? [first] : [];
      const { page } = await visit(dashboard);
      await names(page);
      dashboard.answers.payload = renamed;
      await page.reload();
      await page.getByText('New badge unlocked').first().waitFor();
      const proof = hostile.achievements.find(({ evidence, id }) => evidence && id !== fresh);
      const card = cardOf(page, proof);
      await card
        .getByText(/^What counts/)
        .first()
        .click();
      const shown = await card.getByRole('button').allInnerTexts();
      expect(shown.some((text) => text.includes(title.slice(0, 12)))).to.equal(true);
      await card
        .getByRole('button')
        .filter({ hasText: title.slice(0, 12) })
        .click();
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      const found = await page.evaluate(() => {
        const root = document.querySelector('hermes-achievements')?.shadowRoot;
        return { images: root?.querySelectorAll('img, script').length, hacked: 'hacked' in globalThis };
      });
      expect(found).to.deep.equal({ images: 0, hacked: false });
      const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(width, 'wider than the window').to.be.at.most(0);
    });
  }

  it('is gone through with the keyboard alone, and the focus is always to be seen', async () => {
    const { page } = await visit(await start());
    await names(page);
    const reached: string[] = [];
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      const focus = await page.evaluate(() => {
        const element = document.querySelector('hermes-achievements')?.shadowRoot?.activeElement;
        if (!(element instanceof HTMLElement)) return undefined;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
        const ring = outlineStyle !== 'none' && outlineWidth !== '0px';
        const around = element.closest('label');
        const other = around ? getComputedStyle(around).outlineStyle !== 'none' : false;
        return {
          name: element.localName + (element.textContent ?? ''),
          seen: ring || other || boxShadow !== 'none',
        };
      });
      if (focus === undefined) continue;
      expect(focus.seen, focus.name).to.equal(true);
      reached.push(focus.name);
    }
    for (const name of [
      /^button.*Rescan/s,
      /^button.*Unlocked/s,
      /^input/,
      /^select/,
      /^summary.*What counts/s,
    ]) {
      expect(
        reached.some((one) => name.test(one)),
        String(name),
      ).to.equal(true);
    }
    await page.getByRole('button', { name: 'Share the whole cabinet' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(
      await page.evaluate(
        () => document.querySelector('hermes-achievements')?.shadowRoot?.activeElement?.ariaLabel,
      ),
    ).to.equal('Share the whole cabinet');
  });
});
