import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { View } from '#src/cache/view/view.js';
import { temporaryHome } from '../support/home.js';
import { rejection } from '../support/rejection.js';
import { firstReport, reportOf } from '../support/scanning.js';
import { sharedState, TTL } from '../support/sharers.js';

describe('Caches that share a state directory', () => {
  const home = temporaryHome();
  const all = sharedState(home);

  const unlockTime = ({ payload }: View) =>
    payload.achievements.find(({ id }) => id === 'autonomous_avalanche')?.unlocked_at;

  describe('of which one is reset', () => {
    it('both begin anew', async () => {
      const [one, other] = await all().pair();
      await all().clock.advance(TTL / 2);
      await one.coordinator.reset();
      await all().clock.advance(TTL);
      const reading = other.coordinator.snapshot();
      await other.begins(1);
      await other.scanner.scan.succeed(firstReport({ session_count: 3, total_tool_calls: 3_000 }));
      await reading;
      await other.rests();
      const now = Math.floor(all().clock.now() / 1000);
      expect(unlockTime(await other.coordinator.snapshot())).to.equal(now);
      expect(unlockTime(await all().settled(one.coordinator.snapshot()))).to.equal(now);
      expect(await all().stored()).to.have.property('reset_at', now - TTL / 1000);
    });

    it('the one that scans meanwhile unlocks everything anew, and keeps nothing of before', async () => {
      const [one, other] = await all().pair();
      await all().clock.advance(TTL + 1);
      await other.coordinator.snapshot();
      await other.begins(1);
      await all().clock.advance(5_000);
      await one.coordinator.reset();
      await all().clock.advance(5_000);
      await other.scanner.scan.succeed(reportOf({ session_count: 3, total_tool_calls: 3_000 }));
      await other.rests();
      const now = Math.floor(all().clock.now() / 1000);
      expect(unlockTime(await other.coordinator.snapshot())).to.equal(now);
      const { unlocks, reset_at } = await all().stored();
      expect(reset_at).to.equal(now - 5);
      expect(unlocks.autonomous_avalanche?.unlocked_at).to.equal(now);
    });

    it('the one that scans for the first time meanwhile has all unlocked anew as well', async () => {
      const [one] = await all().pair();
      // Without a snapshot, that it is gone tells of no reset.
      await rm(join(home().stateDir, 'scan_snapshot.json'));
      const other = all().start();
      const reading = other.coordinator.snapshot();
      await other.begins(1);
      await all().clock.advance(5_000);
      await one.coordinator.reset();
      await all().clock.advance(5_000);
      await other.scanner.scan.succeed(firstReport({ session_count: 3, total_tool_calls: 3_000 }));
      await reading;
      await other.rests();
      const now = Math.floor(all().clock.now() / 1000);
      expect(unlockTime(await other.coordinator.snapshot())).to.equal(now);
      const { unlocks, reset_at } = await all().stored();
      expect(reset_at).to.equal(now - 5);
      expect(unlocks.autonomous_avalanche?.unlocked_at).to.equal(now);
    });

    it('that one does not wait for the scan of the other', async () => {
      const [one, other] = await all().pair();
      void other.coordinator.rescan({ full: true });
      await other.begins(1);
      await one.coordinator.reset();
      expect(await one.coordinator.status()).to.include({ cache: 'empty' });
    });

    it('that one calls off its refresh that waits, and looks anew', async () => {
      const [one, other] = await all().pair();
      void other.coordinator.rescan({ full: true });
      await other.begins(1);
      const rescan = one.coordinator.rescan({ full: false });
      await one.waits();
      await one.coordinator.reset();
      await other.scanner.scan.succeed(firstReport({ session_count: 3 }));
      await all().inTime(() => one.scanner.scans.length === 2);
      await one.scanner.scan.succeed(reportOf({ session_count: 4 }));
      const result = await all().settled(rescan);
      expect(result.done && result.view.aggregate).to.include({ session_count: 4 });
    });
  });

  describe('closed while it waits for the other', () => {
    it('ends at once, and leaves no timer', async () => {
      const [one, other] = [all().start(), all().start()];
      void one.coordinator.snapshot();
      await one.begins(1);
      const reading = Promise.resolve(other.coordinator.snapshot());
      await other.waits();
      await Promise.all([other.coordinator.close(), rejection(reading, 'ERR_ACHIEVEMENTS_CLOSED')]);
      expect(all().clock.pending, 'the timers of the one that scans').to.equal(1);
      await one.scanner.scan.succeed(firstReport({ session_count: 3 }));
      await one.rests();
      expect(all().clock.pending).to.equal(0);
    });

    it('leaves the turn to the next', async () => {
      const [one, other] = [all().start(), all().start()];
      const refused = rejection(one.coordinator.snapshot(), 'ERR_ACHIEVEMENTS_CLOSED');
      await one.begins(1);
      void other.coordinator.snapshot();
      await other.waits();
      await Promise.all([one.coordinator.close(), refused]);
      await all().inTime(() => other.scanner.scans.length === 1);
    });
  });

  it('warn once when the other keeps the turn for half an hour, and go on when it ends', async () => {
    const [one, other] = [all().start(), all().start()];
    void one.coordinator.snapshot();
    await one.begins(1);
    void other.coordinator.snapshot();
    await other.waits();
    const warnings = () => other.lines.filter((line) => line.startsWith('warn')).length;
    for (let minutes = 0; minutes < 29; minutes += 1) await all().clock.advance(60_000);
    expect(warnings()).to.equal(0);
    await all().inTime(async () => {
      await all().clock.advance(60_000);
      return warnings() > 0;
    });
    await all().clock.advance(60 * 60_000);
    expect(warnings()).to.equal(1);
    await one.coordinator.close();
    await all().inTime(() => other.scanner.scans.length === 1);
  });

  describe('where nothing can be locked', () => {
    it('say so once, scan all the same, and merge their unlocks', async () => {
      for (const name of ['scan.lock', 'save.lock'])
        await mkdir(join(home().stateDir, name), { recursive: true });
      const [one, other] = [all().start(), all().start()];
      const views = [one, other].map(({ coordinator }) => Promise.resolve(coordinator.snapshot()));
      await Promise.all([one.begins(1), other.begins(1)]);
      await one.scanner.scan.succeed(firstReport({ total_tool_calls: 3_000 }));
      await one.rests();
      await all().clock.advance(1_000);
      await other.scanner.scan.succeed(firstReport({ total_tool_calls: 8_000 }));
      await Promise.all(views);
      await other.rests();
      const { unlocks } = await all().stored();
      expect(unlocks.autonomous_avalanche).to.include({ first_tier: 'Silver', highest_tier: 'Gold' });
      void one.coordinator.rescan({ full: false });
      await one.begins(2);
      await one.scanner.scan.succeed();
      await one.rests();
      expect(one.lines.filter((line) => /cannot be locked/.test(line))).to.have.length(1);
    });
  });

  it('are not held up by a damaged snapshot of the other', async () => {
    const [, other] = await all().pair();
    await writeFile(join(home().stateDir, 'scan_snapshot.json'), '{"half": ');
    await all().clock.advance(TTL + 1);
    expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 3 });
    await other.begins(1);
    await other.scanner.scan.succeed(reportOf({ session_count: 4 }));
    await other.rests();
    expect(await other.coordinator.status()).to.include({ cache: 'fresh' });
  });
});
