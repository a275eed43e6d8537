import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { HomeStatus, Payload } from '#src/payload.js';
import { describeInChromium } from '../support/chromium.js';
import { goodYear, NOW } from '../support/snapshots.js';
import { fullYear } from '../support/timely.js';

const LONG = 'a client with a name that is longer than others and has <b>no</b> end';

function homes(number: number): readonly HomeStatus[] {
  return Array.from({ length: number }, (_, place) => ({
    name: ['default', 'work', LONG][place] ?? `home ${place}`,
    sessions: 1_000 * (place + 1),
    messages: 9,
    generated_at: NOW,
    is_stale: place === 2,
    error: place === 2 ? 'It cannot be read.' : null,
  }));
}

/** A cabinet of several homes; without a number of one that is not named. */
function cabinetOf(number?: number): Payload {
  const good = goodYear();
  if (number === undefined) return good;
  return {
    ...good,
    homes: homes(number),
    achievements: good.achievements.map((badge) =>
      badge.evidence ? { ...badge, evidence: { ...badge.evidence, home: LONG } } : badge,
    ),
  };
}

function asked(page: Page): readonly string[] {
  const paths: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    paths.push(`${pathname}${search}`);
  });
  return paths;
}

describeInChromium('The page of several homes', ({ start, visit }) => {
  const item = (home?: string) => ({
    id: 'let_him_cook',
    name: 'Let Him Cook',
    tier: 'Copper' as const,
    previous_tier: null,
    reached_at: NOW,
    recorded_at: NOW,
    session: { session_id: 'session-1', ...(home !== undefined && { home }) },
  });

  it('shows nothing of homes where there is one', async () => {
    const dashboard = await start();
    Object.assign(dashboard.answers, { payload: cabinetOf(), history: [item()] });
    const { page } = await visit(dashboard);
    await page.getByRole('region', { name: 'Cabinet' }).waitFor();
    expect(await page.getByRole('combobox', { name: 'Home' }).count()).to.equal(0);
    expect(await page.getByText('Everything', { exact: true }).count()).to.equal(0);
  });

  for (const number of [3, 12])
    for (const width of [390, 1280])
      it(`has a choice of ${number} at ${width} pixels that is kept in the address, and no line is too wide`, async () => {
        const dashboard = await start();
        dashboard.answers.payload = cabinetOf(number);
        const { page } = await visit(dashboard, { viewport: { width, height: 800 } });
        const paths = asked(page);
        const choice = page.getByRole('combobox', { name: 'Home' });
        await choice.waitFor();
        const options = await choice.getByRole('option').allTextContents();
        expect(options).to.have.length(number + 1);
        expect(options.slice(0, 4)).to.deep.equal([
          'Everything',
          'default · 1,000 sessions',
          'work · 2,000 sessions',
          `${LONG} · 3,000 sessions, not readable now`,
        ]);
        const overflow = () => document.documentElement.scrollWidth - innerWidth;
        expect(await page.evaluate(overflow)).to.be.at.most(0);
        await Promise.all([
          page.waitForRequest(/achievements\?home=work$/),
          choice.selectOption({ label: 'work · 2,000 sessions' }),
        ]);
        expect(new URL(page.url()).searchParams.get('badges-home')).to.equal('work');
        expect(paths).to.include('/achievements?home=work');
        await choice.selectOption({ index: 3 });
        expect(await page.evaluate(overflow)).to.be.at.most(0);
      });

  it('tells in the line of recent unlocks in which home each was, unless one alone is shown', async () => {
    const dashboard = await start();
    const all = cabinetOf(3);
    const dated = all.achievements.map((badge) => ({
      ...badge,
      ...(badge.tiers === undefined && badge.unlocked && { home: LONG, unlocked_at: NOW + 1 }),
      ...(badge.tiers && {
        tiers: badge.tiers.map((tier) => ({
          ...tier,
          ...(tier.name === badge.tier && { reached_at: NOW, home: 'work' }),
        })),
      }),
    }));
    dashboard.answers.payload = { ...all, achievements: dated };
    const { page } = await visit(dashboard, { viewport: { width: 1280, height: 800 } });
    const line = page.getByRole('region', { name: 'Recent unlocks' });
    await line.getByRole('button').first().waitFor();
    const told = await line.getByRole('button').allTextContents();
    const homeOf = (text: string) => (text.includes('Feat') ? LONG : 'work');
    expect(told.filter((text) => !text.includes(homeOf(text)))).to.deep.equal([]);
    expect(new Set(told.map(homeOf))).to.have.keys(LONG, 'work');
    const widths = await line
      .locator('.row > .label')
      .evaluateAll((labels) => labels.map((one) => one.clientWidth));
    expect(Math.max(...widths)).to.be.at.most(130);
    dashboard.answers.payload = { ...all, achievements: dated, home: 'work' };
    await page.reload();
    await line.getByRole('button').first().waitFor();
    expect(await line.getByText('work', { exact: true }).count()).to.equal(0);
  });

  for (const width of [360, 390])
    it(`tells all records of the year whole on a phone of ${width} pixels`, async () => {
      const dashboard = await start();
      const { records, ...year } = fullYear(365);
      const longest = { date: '2026-04-02', session_id: 'longest', messages: 1_204, home: LONG };
      const most = { date: '2025-05-13', session_id: 'handiest', tools: 31, home: 'work' };
      Object.assign(dashboard.answers, {
        payload: cabinetOf(3),
        activity: () => ({ ...year, records: { ...records, longest_session: longest, most_tools: most } }),
      });
      const { page } = await visit(dashboard, { viewport: { width, height: 800 } });
      const section = page.getByRole('region', { name: 'Your year' });
      await section.scrollIntoViewIfNeeded();
      for (const words of ['1,204 messages', '31 tools']) {
        const link = section.getByRole('button', { name: words });
        await link.waitFor();
        const isWhole = await link.evaluate(
          ({ clientWidth, scrollWidth }) => clientWidth >= scrollWidth && clientWidth > 40,
        );
        expect(isWhole, words).to.equal(true);
      }
      for (const words of ['Together lately', 'Busiest day', LONG]) await section.getByText(words).waitFor();
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).to.be.at.most(0);
      const edges = await section
        .locator('.records dd *')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
      expect(Math.max(...edges)).to.be.at.most(width);
    });

  it('tells the home of a session where it is proof, in the log and in its dialog, and asks in it', async () => {
    const dashboard = await start();
    Object.assign(dashboard.answers, { payload: cabinetOf(3), history: [item('work')] });
    const { page } = await visit(dashboard);
    const paths = asked(page);
    const badge = dashboard.answers.payload.achievements.find(({ evidence }) => evidence);
    const heading = page.getByRole('heading', { name: badge?.name ?? '', exact: true });
    const card = page.getByRole('region', { name: 'Cabinet' }).getByRole('listitem').filter({ has: heading });
    await card
      .getByText(/^What counts/)
      .first()
      .click();
    await card.getByText(LONG).waitFor();
    await card.getByRole('button', { name: 'The long evening' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(LONG).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const log = page.getByRole('region', { name: 'Written down' });
    await log.scrollIntoViewIfNeeded();
    await log.getByText('work', { exact: true }).waitFor();
    await log.getByRole('button', { name: 'The session of Let Him Cook' }).click();
    await dialog.getByText('work', { exact: true }).waitFor();
    expect(paths.filter((path) => path.includes('/sessions/'))).to.deep.equal([
      `/sessions/session-1/badges?home=${encodeURIComponent(LONG)}`,
      '/sessions/session-1/badges?home=work',
    ]);
  });
});
