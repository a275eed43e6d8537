import { expect } from 'chai';
import { describeInChromium } from '../support/chromium.js';
import { goodYear } from '../support/snapshots.js';

describeInChromium('The days of the page', ({ start, visit }) => {
  for (const [time_zone, day, other] of [
    ['Pacific/Kiritimati', '29 Nov 2024', '28 Nov 2024'],
    ['Pacific/Pago_Pago', '28 Nov 2024', '29 Nov 2024'],
    ['CET-1CEST,M3.5.0,M10.5.0/3', '28 Nov 2024', '29 Nov 2024'],
  ] as const) {
    it(`are alike on cards, in the timeline and in the log of a server in ${time_zone}`, async () => {
      const dashboard = await start();
      const payload = goodYear();
      // Half past twelve in the zone of the browser.
      const unlocked_at = Date.parse('2024-11-28T12:30:00Z') / 1000;
      const achievements = payload.achievements.map((badge) =>
        badge.unlocked ? { ...badge, unlocked_at } : badge,
      );
      dashboard.answers.payload = { ...payload, achievements, time_zone };
      const step = { tier: null, previous_tier: null, reached_at: unlocked_at, recorded_at: unlocked_at };
      dashboard.answers.history = [{ id: 'full_send', name: 'Full Send', ...step }];
      const { page } = await visit(dashboard);
      const log = page.locator('#log');
      await log.scrollIntoViewIfNeeded();
      await log.getByRole('button', { name: 'Full Send' }).waitFor();
      for (const place of ['.recent .day-name', '.card time', '#log time', '.facts']) {
        const words = (await page.locator(place).allTextContents()).join(' ');
        expect(words, place).to.include(day).and.not.include(other);
      }
    });
  }
});
