import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { describeInChromium } from '../support/chromium.js';
import type { Dashboard } from '../support/dashboard.js';
import { readPng } from '../support/png.js';
import { goodYear, HOSTILE_TITLES } from '../support/snapshots.js';

async function download(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const link = page.getByRole('link', { name: 'Download PNG' });
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  return { name: file.suggestedFilename(), bytes: await readFile(await file.path()) };
}

describeInChromium('A share card', ({ start, visit }) => {
  for (const [title, button, name] of [
    ['of one badge', /^Share (?!the whole)/, /^hermes-\w+\.png$/],
    ['of the whole cabinet', 'Share the whole cabinet', /^hermes-achievements\.png$/],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`${title} is a picture of 1200 × 630, drawn without the server, in ${colorScheme}`, async () => {
        const dashboard = await start();
        const { page } = await visit(dashboard, { colorScheme });
        await page.getByRole('button', { name: button }).first().click();
        await page.getByRole('link', { name: 'Download PNG' }).waitFor();
        const before = dashboard.log.length;
        const file = await download(page);
        expect(file.name).to.match(name);
        const { width, height, colours, largestShare } = readPng(file.bytes);
        expect([width, height]).to.deep.equal([1200, 630]);
        expect(colours).to.be.above(50);
        expect(largestShare).to.be.below(0.97);
        expect(dashboard.log).to.have.length(before);
      });
    }
  }

  it('shows the number to be proud of, what it counts, and since when the tier is held', async () => {
    const dashboard = await start();
    const payload = goodYear();
    const day = (date: string) => Date.parse(`${date}T12:00:00Z`) / 1000;
    const dated = payload.achievements.map((badge) => {
      const tiers = badge.tiers?.map((tier) =>
        tier.name === 'Gold' ? { ...tier, reached_at: day('2025-03-14') } : tier,
      );
      return { ...badge, unlocked_at: day('2024-01-05'), ...(tiers && { tiers }) };
    });
    dashboard.answers.payload = { ...payload, achievements: dated };
    const words = await textsOn('Share Let Him Cook', dashboard);
    expect(words).to.include.members(['1,600', 'tool calls in one session', 'Gold since 14 Mar 2025']);
    expect(words.join()).not.to.include('2024');
  });

  it('tells the day as a whole, also of who is at the top', async () => {
    const dashboard = await start();
    const payload = goodYear();
    const reached_at = Date.parse('2025-03-14T12:00:00Z') / 1000;
    const achievements = payload.achievements.map((badge) => ({
      ...badge,
      ...(badge.tiers && { tiers: badge.tiers.map((tier) => ({ ...tier, reached_at })) }),
    }));
    dashboard.answers.payload = { ...payload, achievements };
    const words = await textsOn('Share Port 3000 Is Taken', dashboard);
    expect(words).to.include('Olympian since 14 Mar 2025');
  });

  it('tells the day by the zone that the server counts by', async () => {
    const dashboard = await start();
    const payload = goodYear();
    const unlocked_at = Date.parse('2026-05-28T12:30:00Z') / 1000;
    const achievements = payload.achievements.map((badge) => ({ ...badge, unlocked_at }));
    dashboard.answers.payload = { ...payload, achievements, time_zone: 'Pacific/Kiritimati' };
    expect((await textsOn('Share Full Send', dashboard)).join(' ')).to.include('Unlocked 29 May 2026');
  });

  it('shows the day of the unlock where the tier has none, and each number of a feat', async () => {
    const dashboard = await start();
    const words = await textsOn('Share Full Send', dashboard);
    expect(words.filter((word) => word === '1,600')).to.have.length(3);
    expect(words.join(' '))
      .to.include('terminal calls in')
      .and.to.match(/Unlocked \d+ \w+ 2026/);
  });

  /** All that is written on the card that a button opens. */
  async function textsOn(button: string, dashboard: Dashboard): Promise<readonly string[]> {
    const { page } = await visit(dashboard, {
      prepare: (opened) =>
        opened.addInitScript(() => {
          const { fillText } = CanvasRenderingContext2D.prototype;
          const texts: string[] = [];
          Object.assign(globalThis, { texts });
          CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
            texts.push(text);
            fillText.call(this, text, x, y);
          };
        }),
    });
    await page.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('link', { name: 'Download PNG' }).waitFor();
    return page.evaluate(() => Reflect.get(globalThis, 'texts'));
  }

  for (const button of [/^Share (?!the whole)/, 'Share the whole cabinet'] as const) {
    it(`shows a session title only when that is ticked (${button})`, async () => {
      const dashboard = await start();
      const cards: Record<string, Buffer> = {};
      for (const title of ['One title', HOSTILE_TITLES[0]]) {
        dashboard.answers.payload = goodYear(title);
        const { page } = await visit(dashboard);
        const withEvidence = dashboard.answers.payload.achievements.find(({ evidence }) => evidence);
        const name = typeof button === 'string' ? button : `Share ${withEvidence?.name}`;
        await page.getByRole('button', { name, exact: true }).click();
        cards[`${title} off`] = (await download(page)).bytes;
        await page.getByRole('checkbox', { name: /title/ }).check();
        cards[`${title} on`] = (await download(page)).bytes;
        expect(await page.evaluate(() => 'hacked' in globalThis)).to.equal(false);
      }
      const [off, on, otherOff, otherOn] = Object.values(cards);
      expect(otherOff?.equals(off ?? Buffer.alloc(0)), 'without titles').to.equal(true);
      expect(otherOn?.equals(on ?? Buffer.alloc(0)), 'with titles').to.equal(false);
      expect(on?.equals(off ?? Buffer.alloc(0))).to.equal(false);
    });
  }
});
