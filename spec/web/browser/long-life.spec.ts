import { expect } from 'chai';
import type { CDPSession } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { goodYear } from '../support/snapshots.js';

const POLLS = 120;
const WARM_UP = 50;
/** A small part of the 5 MB of answers that came meanwhile; what the tools keep of each request is in it. */
const MOST_GROWN_BYTES = 700_000;
/** Two minutes, and a moment. */
const LIVES_MS = 121_500;

async function kept(tools: CDPSession): Promise<Readonly<Record<string, number>>> {
  await tools.send('HeapProfiler.collectGarbage');
  const { metrics } = await tools.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

describeInChromium('A page that stays open for days', ({ start, visit }) => {
  it('keeps no more after many more answers than after the first', async function () {
    this.timeout(300_000);
    const dashboard = await start();
    const { page } = await visit(dashboard, { prepare: (fresh) => fresh.clock.install() });
    await page.locator('ul.cards[data-measured]').waitFor();
    const tools = await page.context().newCDPSession(page);
    await tools.send('Performance.enable');
    const good = goodYear();
    const asked = () => dashboard.asked('/achievements');
    const poll = async (count: number) => {
      for (const end = asked() + count; asked() < end; ) {
        dashboard.answers.payload = { ...good, generated_at: good.generated_at + asked() };
        await page.clock.runFor(LIVES_MS);
      }
    };
    await poll(WARM_UP);
    const before = await kept(tools);
    await poll(POLLS);
    const after = await kept(tools);
    const grown = (name: string) => (after[name] ?? Number.NaN) - (before[name] ?? Number.NaN);
    console.log(
      `      ${grown('JSEventListeners')} listeners, ${grown('Nodes')} nodes, ${Math.round(grown('JSHeapUsedSize') / 1_024)} KB`,
    );
    expect(grown('JSEventListeners')).to.be.at.most(5);
    expect(grown('Nodes')).to.be.at.most(50);
    expect(grown('JSHeapUsedSize')).to.be.below(MOST_GROWN_BYTES);
  });
});
