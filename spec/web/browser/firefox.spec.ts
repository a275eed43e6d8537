import { env } from 'node:process';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { type Dashboard, startDashboard, strictPolicy } from '../support/dashboard.js';
import { type Firefox, firefoxPath, startFirefox } from '../support/firefox.js';

const { CI } = env;
const ROOT = "document.querySelector('hermes-achievements').shadowRoot";
const CARDS = `new Promise((resolve) => {
  const look = () => {
    const cards = document.querySelector('hermes-achievements')?.shadowRoot?.querySelectorAll('.card');
    if (cards?.length >= 60) resolve(cards.length);
    else setTimeout(look, 20);
  };
  look();
})`;

describe('The page, in Firefox', function () {
  this.timeout(90_000);
  let firefox: Firefox | undefined;
  let dashboard: Dashboard | undefined;

  before(async function () {
    const path = firefoxPath();
    if (path === undefined) {
      if (CI !== undefined) throw new Error('There is no Firefox; FIREFOX_PATH says where one is.');
      console.log('    skipped: there is no Firefox here; FIREFOX_PATH says where one is');
      this.skip();
    }
    dashboard = await startDashboard({ before: (app) => void app.use(strictPolicy) });
    firefox = await startFirefox(path);
  });
  after(async () => {
    await firefox?.close();
    await dashboard?.close();
  });

  const evaluate = async (expression: string) => firefox?.evaluate(expression);

  for (const width of [390, 1280]) {
    it(`shows sixty badges, asking once, and stays within ${width} pixels`, async () => {
      const asked = dashboard?.asked('/achievements') ?? 0;
      await firefox?.visit(dashboard?.url ?? '');
      // The element answers to its own width.
      await evaluate(`document.body.style.setProperty('width', '${width}px')`);
      expect(await evaluate(CARDS)).to.equal(CATALOG.length);
      expect(dashboard?.asked('/achievements')).to.equal(asked + 1);
      expect(await evaluate(`${ROOT}.querySelector('.page').scrollWidth`)).to.be.at.most(width);
    });
  }

  it('fades nothing that is chosen', async () => {
    const chosen = `${ROOT}.querySelector('.chip[aria-pressed="true"]')`;
    expect(
      await evaluate(`getComputedStyle(${chosen}.closest('.scroller')).maskImage`),
      'no mask where it cannot tell how far it is scrolled',
    ).to.equal('none');
  });

  it('filters by a tier', async () => {
    const shown = `[...${ROOT}.querySelectorAll('.card')].filter((card) => !card.hidden).length`;
    const last = `${ROOT}.querySelector('.shelves > li:last-child`;
    const count = await evaluate(`Number(${last} strong').textContent)`);
    await evaluate(`${last} > button').click()`);
    expect(await evaluate(shown)).to.equal(count);
  });
});
