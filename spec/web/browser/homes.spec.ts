import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { HomeStatus, Payload } from '#src/payload.js';
import { describeInChromium } from '../support/chromium.js';
import { goodYear, NOW } from '../support/snapshots.js';

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
