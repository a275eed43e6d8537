import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { describeInChromium } from '../support/chromium.js';

describeInChromium('The back button', ({ start, visit }) => {
  it('undoes a whole visit to the filters, and brings back what it left', async () => {
    const dashboard = await start();
    const { page } = await visit(dashboard);
    const states = page.getByRole('group', { name: 'Show' });
    const cards = page.locator('.card:not([hidden])');
    await cards.nth(CATALOG.length - 1).waitFor();
    const entries = () => page.evaluate(() => history.length);
    const before = await entries();
    await page.getByRole('searchbox').click();
    await page.keyboard.type('the');
    await states.getByRole('button', { name: /^Unlocked/ }).click();
    await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Name' });
    expect(await entries()).to.equal(before + 1);
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).to.deep.equal({
      'badges-q': 'the',
      'badges-state': 'unlocked',
      'badges-sort': 'name',
    });
    const found = await cards.count();
    expect(found).to.be.within(1, CATALOG.length - 1);

    // The reader goes on to a card, and comes again for another search.
    await page.locator('.card:not([hidden]) summary').first().click();
    await states.getByRole('button', { name: /^On the way/ }).click();
    expect(await entries()).to.equal(before + 2);
    await page.goBack();
    await states.getByRole('button', { name: /^Unlocked/, pressed: true }).waitFor();
    expect(await cards.count()).to.equal(found);
    expect(await page.getByRole('searchbox').inputValue()).to.equal('the');
    await page.goBack();
    await states.getByRole('button', { name: /^All/, pressed: true }).waitFor();
    expect(await cards.count()).to.equal(CATALOG.length);
    expect(page.url()).to.equal(dashboard.url);
  });

  it('gets the word that was typed, not the letters', async () => {
    const dashboard = await start();
    const { page } = await visit(dashboard, { prepare: (fresh) => fresh.clock.install() });
    await page.locator('ul.cards[data-measured]').waitFor();
    const queryOf = () => page.evaluate(() => new URLSearchParams(location.search).get('badges-q'));
    await page.getByRole('searchbox').click();
    // However long the keys take, no time goes by.
    await page.clock.pauseAt(Date.now() + 60_000);
    await page.keyboard.type('port');
    expect(await queryOf(), 'the first letter begins the visit').to.equal('p');
    await page.clock.runFor(1_000);
    expect(await queryOf()).to.equal('port');
    await page.keyboard.type(' 3');
    await page.getByRole('button', { name: 'Rescan' }).focus();
    expect(await queryOf(), 'who goes on has done typing').to.equal('port 3');
  });
});
