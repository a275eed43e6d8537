import { expect } from 'chai';
import { describeInChromium } from '../support/chromium.js';
import { allOlympian, goodYear, nothingYet } from '../support/snapshots.js';
import { fullYear, historyIn } from '../support/timely.js';

const HEIGHT = 844;
const MOST_SCREENS = 8;

describeInChromium('On a phone', ({ start, visit }) => {
  for (const width of [320, 390]) {
    for (const [title, payload] of [
      ['a good year', goodYear()],
      ['sixty at Olympian', allOlympian()],
      ['nothing counted yet', nothingYet()],
    ] as const) {
      it(`the summary has a third of the screen, and sixty badges have eight: ${title}, ${width} pixels wide`, async () => {
        const dashboard = await start();
        dashboard.answers.payload = payload;
        dashboard.answers.activity = fullYear;
        dashboard.answers.history = historyIn(payload);
        const { page } = await visit(dashboard, { viewport: { width, height: HEIGHT } });
        await page.locator('ul.cards[data-measured]').waitFor();
        await page.getByRole('region', { name: 'Written down' }).scrollIntoViewIfNeeded();
        await page.waitForLoadState('networkidle');
        await page.evaluate(() => scrollTo(0, 0));
        const measured = await page.evaluate(() => {
          const root = document.querySelector('hermes-achievements')?.shadowRoot;
          const box = (selector: string) => root?.querySelector(selector)?.getBoundingClientRect();
          return {
            summary: box('.summary')?.height,
            firstCard: box('.card')?.bottom,
            page: document.documentElement.scrollHeight,
          };
        });
        expect(measured.summary).to.be.at.most(HEIGHT / 3);
        expect(measured.firstCard).to.be.at.most(HEIGHT);
        expect(measured.page).to.be.at.most(MOST_SCREENS * HEIGHT);
      });
    }
  }
});
