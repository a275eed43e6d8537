import { expect } from 'chai';
import { describeInChromium } from '../support/chromium.js';
import { embedding, running } from '../support/dashboard.js';
import { goodYear, nothingYet } from '../support/snapshots.js';
import { fullYear, historyIn } from '../support/timely.js';

const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen';

describeInChromium('The page holds still', ({ start, visit }) => {
  for (const width of [320, 700, 1280]) {
    it(`when an update begins and ends, ${width} pixels wide`, async () => {
      const dashboard = await start();
      dashboard.answers.payload = { ...goodYear(), is_stale: true };
      dashboard.answers.status = running(1, 2);
      const { page } = await visit(dashboard, {
        viewport: { width, height: 844 },
        reducedMotion: 'reduce',
        prepare: (fresh) => fresh.clock.install(),
      });
      await page.getByText('Updating').first().waitFor();
      const top = () => page.locator('[part="summary"]').evaluate((part) => part.getBoundingClientRect().top);
      const button = () =>
        page.getByRole('button', { name: 'Rescan' }).evaluate((found) => found.getBoundingClientRect().left);
      const before = [await top(), await button()];
      dashboard.answers.payload = goodYear();
      dashboard.answers.status = { state: 'idle', cache: 'fresh', progress: null };
      await page.clock.runFor(5_000);
      await page.getByText('Updating').first().waitFor({ state: 'hidden' });
      expect([await top(), await button()]).to.deep.equal(before);
    });
  }
});

describeInChromium('The page stays within its width', ({ start, visit }) => {
  const cases: readonly (readonly [title: string, width: number, style: string, dir: string])[] = [
    ['with long words', 320, '', 'ltr'],
    ['with long words', 390, '', 'ltr'],
    ['with long words', 1280, '', 'ltr'],
    ['with letters of twice the size', 390, 'html { font-size: 200% }', 'ltr'],
    ['from right to left', 390, '', 'rtl'],
    ['from right to left', 1280, '', 'rtl'],
  ];
  for (const [title, width, style, dir] of cases) {
    it(`${title}, ${width} pixels`, async () => {
      const dashboard = await start({
        base: '/a',
        before: (app) => {
          app.get(
            '/host.css',
            (_request, response) => void response.type('css').send(`body { margin: 0 } ${style}`),
          );
          const link = '<link rel="stylesheet" href="/host.css">';
          app.get(
            '/host',
            embedding('/a', `${link}<div dir="${dir}"><hermes-achievements></hermes-achievements></div>`),
          );
        },
      });
      const year = goodYear();
      const achievements = year.achievements.map((badge, index) =>
        index % 3 === 0 ? { ...badge, name: LONG, unit: LONG } : badge,
      );
      const payload = { ...year, achievements };
      Object.assign(dashboard.answers, { payload, activity: fullYear, history: historyIn(payload) });
      const { page } = await visit(dashboard, {
        url: `${dashboard.origin}/host`,
        viewport: { width, height: 844 },
      });
      await page.locator('ul.cards[data-measured]').waitFor();
      const log = page.getByRole('region', { name: 'Written down' });
      await log.scrollIntoViewIfNeeded();
      await log.getByRole('listitem').first().waitFor();
      await page.getByText('18 of the last 21 days').waitFor();
      const outside = await page.evaluate(() => {
        const root = document.querySelector('hermes-achievements')?.shadowRoot;
        const found = [...(root?.querySelectorAll('.page *') ?? [])].filter((element) => {
          if (
            element.closest(
              '.scroller, .visually-hidden, [hidden], svg, details:not([open]) > :not(summary)',
            ) !== null
          )
            return false;
          const { left, right, width } = element.getBoundingClientRect();
          const card = element.closest('.card')?.getBoundingClientRect();
          const most = Math.min(innerWidth, card?.right ?? innerWidth);
          return width > 0 && (left < Math.max(0, card?.left ?? 0) - 1 || right > most + 1);
        });
        return found.map((element) => `${element.className} ${element.textContent?.trim().slice(0, 20)}`);
      });
      expect(outside).to.deep.equal([]);
    });
  }
});

describeInChromium('An empty cabinet', ({ start, visit }) => {
  it('tells of no sessions, and offers nothing to share or to try again', async () => {
    const dashboard = await start();
    const empty = nothingYet();
    const scan_meta = { ...empty.scan_meta, sessions_total: 0 };
    dashboard.answers.payload = { ...empty, unlocked_count: 0, scan_meta };
    const { page } = await visit(dashboard);
    await page.getByText('An empty cabinet').waitFor();
    expect(await page.getByText(/in 0 sessions/).count()).to.equal(0);
    expect(await page.getByRole('button', { name: /Share the whole|Try again/ }).count()).to.equal(0);
  });
});
