import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import { nothingYet } from '../support/snapshots.js';

/**
 * On a quiet machine filtering takes less than a frame, and the cabinet 300 ms from the first paint. Where others are busy
 * both take a multiple: what is asked for here is that nothing made it another order of magnitude. The times are printed.
 */
const BUSY = 4;
const FILTER_MS = (BUSY * 1_000) / 60;
const TO_CABINET_MS = BUSY * 300;
/** From a key to the frame that shows what it did, on a machine that is four times slower. */
const TYPED_MS = BUSY * 100;
const SLOWER = 4;

/** How long script, style and layout take for each of these choices of state. */
async function filterTimes(page: Page, choices: readonly number[]): Promise<readonly number[]> {
  return page.evaluate(async (indexes) => {
    const root = document.querySelector('hermes-achievements')?.shadowRoot;
    const buttons = root?.querySelectorAll<HTMLElement>('.states button');
    const times: number[] = [];
    for (const index of indexes) {
      await new Promise(requestAnimationFrame);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const begun = performance.now();
      buttons?.[index]?.click();
      // Lit renders in a microtask.
      await new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(resolve)));
      root?.querySelector('.cards')?.lastElementChild?.getBoundingClientRect();
      root?.querySelector('.cards')?.getBoundingClientRect();
      times.push(performance.now() - begun);
    }
    return times;
  }, choices);
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? Number.NaN;
}

function cardsOf(page: Page) {
  return page.evaluate(() => {
    const root = document.querySelector('hermes-achievements')?.shadowRoot;
    return [...(root?.querySelectorAll<HTMLElement>('.card') ?? [])].map((card) => ({
      hidden: card.hidden,
      kept: getComputedStyle(card).contentVisibility === 'hidden',
      height: card.getBoundingClientRect().height,
    }));
  });
}

describeInChromium('The page is quick', ({ start, visit }) => {
  // Others may be busy on the same machine.
  it('to filter 60 cards: within a few frames, be the machine busy', async function () {
    this.retries(3);
    const { page } = await visit(await start());
    await page.getByRole('region', { name: 'Cabinet' }).waitFor();
    const choices = Array.from({ length: 24 }, (_, index) => (index % 2 === 1 ? 0 : 1 + ((index / 2) % 3)));
    const times = await filterTimes(page, choices);
    console.log(`      median ${median(times).toFixed(1)} ms, at worst ${Math.max(...times).toFixed(1)} ms`);
    expect(median(times)).to.be.below(FILTER_MS);
  });

  it('to search: each letter is answered at once, also where the machine is slow', async function () {
    this.retries(3);
    const { page } = await visit(await start());
    await page.locator('ul.cards[data-measured]').waitFor();
    const tools = await page.context().newCDPSession(page);
    await tools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.evaluate(() => {
      const times: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const { name, duration } of list.getEntries()) if (name === 'keydown') times.push(duration);
      });
      const quickToo = { type: 'event', durationThreshold: 16 };
      observer.observe(quickToo);
      Object.assign(globalThis, { typed: () => times });
    });
    await page.getByRole('searchbox').click();
    for (const key of [...'marathon', ...Array<string>(8).fill('Backspace')]) {
      await page.keyboard.press(key);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    }
    await tools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
    const times = await page.evaluate<number[]>('typed()');
    console.log(`      median ${median(times)} ms, at worst ${Math.max(...times)} ms`);
    expect(times).not.to.deep.equal([]);
    expect(median(times)).to.be.below(TYPED_MS);
  });

  it('to show them: the first paint and the whole cabinet are close together', async function () {
    this.retries(3);
    const dashboard = await start();
    const { page } = await visit(dashboard, {
      prepare: (fresh) =>
        fresh.addInitScript(() => {
          const look = () => {
            const root = document.querySelector('hermes-achievements')?.shadowRoot;
            if ((root?.querySelectorAll('.card').length ?? 0) >= 60) {
              requestAnimationFrame(() => setTimeout(() => performance.mark('cabinet')));
            } else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        }),
    });
    const took = await page.waitForFunction(() => {
      const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime;
      const paint = at('first-contentful-paint');
      const cabinet = at('cabinet');
      return paint === undefined || cabinet === undefined ? false : { ms: cabinet - paint };
    });
    const value = await took.jsonValue();
    const ms = value === false ? Number.NaN : value.ms;
    console.log(`      ${ms.toFixed(0)} ms`);
    expect(ms).to.be.at.most(TO_CABINET_MS);
  });

  it('as hidden cards are kept as they were drawn, and those out of sight at their height', async () => {
    const dashboard = await start();
    const payload = nothingYet();
    dashboard.answers.payload = payload;
    const { page } = await visit(dashboard);
    // Each was laid out once.
    await page.locator('ul.cards[data-measured]').waitFor();
    const before = await cardsOf(page);
    const states = page.getByRole('group', { name: 'Show' });
    await states.getByRole('button', { name: /^Secret/ }).click();
    await page.waitForFunction(
      () =>
        document.querySelector('hermes-achievements')?.shadowRoot?.querySelector<HTMLElement>('.card')
          ?.hidden,
    );
    const filtered = await cardsOf(page);
    expect(filtered.filter(({ hidden }) => !hidden)).to.have.length(payload.secret_count);
    expect(filtered.every(({ hidden, kept }) => hidden === kept)).to.equal(true);
    await states.getByRole('button', { name: /^All/ }).click();
    await page.getByRole('listitem').nth(59).waitFor();
    expect(await cardsOf(page)).to.deep.equal(before);
  });
});
