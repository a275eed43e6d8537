import { expect } from 'chai';
import { temporaryHome } from '../support/home.js';
import { firstReport, reportOf, until } from '../support/scanning.js';
import { BOOTSTRAP_WAIT, sharedState, TTL } from '../support/sharers.js';

describe('Caches that share a state directory', () => {
  const home = temporaryHome();
  const all = sharedState(home);

  it('scan once when both are asked for the first time at the same moment', async () => {
    const sharers = [all().start(), all().start()] as const;
    const views = sharers.map(({ coordinator }) => Promise.resolve(coordinator.snapshot()));
    await until(() => sharers.some(({ scanner }) => scanner.scans.length > 0));
    await until(() => sharers.some(({ lines }) => lines.length > 0));
    const [scanning, waiting] = sharers[0].scanner.scans.length > 0 ? sharers : [sharers[1], sharers[0]];
    expect(await waiting.coordinator.status()).to.include({ state: 'running', cache: 'scanning' });
    await scanning.scanner.scan.succeed(firstReport({ session_count: 3 }));
    for (const view of views) expect((await all().settled(view)).aggregate).to.include({ session_count: 3 });
    expect(waiting.scanner.scans).to.have.length(0);
    const { metrics } = await waiting.coordinator.status();
    expect(metrics).to.include({ scan_count: 0 });
    expect(await waiting.coordinator.status()).to.include({ state: 'idle', cache: 'fresh' });
    expect(waiting.lines.at(-1)).to.equal('debug: Took over what another process has scanned.');
  });

  it('let a first read wait for the scan of the other no longer than for their own', async () => {
    const [one, other] = [all().start(), all().start()];
    void one.coordinator.snapshot();
    await one.begins(1);
    const reading = Promise.resolve(other.coordinator.snapshot());
    await other.waits();
    await all().clock.advance(BOOTSTRAP_WAIT);
    expect((await reading).payload.scan_meta.mode).to.equal('pending');
    await one.scanner.scan.succeed(firstReport({ session_count: 3 }));
    await all().inTime(() => other.isIdle());
    expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 3 });
    expect(other.scanner.scans).to.have.length(0);
  });

  it('take over with a stale read what the other has found meanwhile', async () => {
    const [one, other] = await all().pair();
    await all().clock.advance(TTL + 1);
    await one.coordinator.snapshot();
    await one.begins(2);
    await one.scanner.scan.succeed(reportOf({ session_count: 4, total_tool_calls: 8_000 }));
    await one.rests();
    const stale = await other.coordinator.snapshot();
    expect(stale.payload.is_stale).to.equal(true);
    expect(stale.aggregate).to.include({ session_count: 3 });
    await other.rests();
    const view = await other.coordinator.snapshot();
    expect(view.payload).to.include({ is_stale: false, error: null });
    expect(view.aggregate).to.include({ session_count: 4 });
    expect(view.payload.achievements.find(({ id }) => id === 'autonomous_avalanche')).to.include({
      tier: 'Gold',
    });
    expect(other.scanner.scans).to.have.length(0);
  });

  it('take over that nothing has changed, too', async () => {
    const [one, other] = await all().pair();
    await all().clock.advance(TTL + 1);
    await one.coordinator.snapshot();
    await one.begins(2);
    await one.scanner.scan.succeed(reportOf({ session_count: 3, total_tool_calls: 3_000 }));
    await one.rests();
    await other.coordinator.snapshot();
    await other.rests();
    expect(await other.coordinator.status()).to.include({ cache: 'fresh' });
    expect(other.scanner.scans).to.have.length(0);
  });

  it('serve what is stale at once, while the other scans', async () => {
    const [one, other] = await all().pair();
    await all().clock.advance(TTL + 1);
    await one.coordinator.snapshot();
    await one.begins(2);
    expect((await other.coordinator.snapshot()).payload).to.include({ is_stale: true });
    await other.waits();
    expect(await other.coordinator.status()).to.include({ state: 'running', cache: 'scanning' });
    expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 3 });
    await one.scanner.scan.succeed(reportOf({ session_count: 4 }));
    await all().inTime(() => other.isIdle());
    expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 4 });
    expect(other.scanner.scans).to.have.length(0);
  });

  it('scan themselves when what the other found is stale as well', async () => {
    const [one, other] = await all().pair();
    await all().clock.advance(TTL + 1);
    await one.coordinator.snapshot();
    await one.begins(2);
    await one.scanner.scan.succeed(reportOf({ session_count: 4 }));
    await one.rests();
    await all().clock.advance(TTL + 1);
    await other.coordinator.snapshot();
    await other.begins(1);
    // It goes on from there.
    expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 4 });
  });

  it('go on with a refresh of their own when that of the other fails', async () => {
    const [one, other] = [all().start(), all().start()];
    void one.coordinator.snapshot();
    await one.begins(1);
    const reading = Promise.resolve(other.coordinator.snapshot());
    await other.waits();
    await one.scanner.scan.fail(new Error('of its own'));
    await all().inTime(() => other.scanner.scans.length === 1);
    await other.scanner.scan.succeed(firstReport({ session_count: 3 }));
    expect((await all().settled(reading)).aggregate).to.include({ session_count: 3 });
  });

  it('take over what the other finds while their own next try is not due', async () => {
    const [one, other] = await all().pair();
    await all().clock.advance(TTL + 1);
    await other.coordinator.snapshot();
    await other.begins(1);
    await other.scanner.scan.fail(new Error('of its own'));
    await other.rests();
    const rescan = one.coordinator.rescan({ full: false });
    await one.begins(2);
    await one.scanner.scan.succeed(reportOf({ session_count: 4 }));
    await rescan;
    await until(async () => (await other.coordinator.snapshot()).payload.error === null);
    expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 4 });
    expect(await other.coordinator.status()).to.include({ cache: 'fresh', last_error: null });
    expect(other.scanner.scans).to.have.length(1);
  });

  it('refresh by themselves at their pace, but what one has seen the other does not look for again', async () => {
    const [one, other] = await all().pair({ refreshEveryMs: TTL / 2 }, TTL / 4);
    for (let round = 2; round < 5; round++) {
      await all().clock.advance(TTL / 4);
      await one.begins(round);
      await one.scanner.scan.succeed(reportOf({ session_count: 2 + round }));
      await one.rests();
      await all().clock.advance(TTL / 4);
      await other.rests();
    }
    expect(other.scanner.scans).to.have.length(0);
    expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 6 });
  });

  describe('asked for a rescan', () => {
    it('look at the history themselves, whatever the other has just found', async () => {
      const [, other] = await all().pair();
      const rescan = other.coordinator.rescan({ full: false });
      await other.begins(1);
      await other.scanner.scan.succeed(reportOf({ session_count: 5 }));
      const result = await rescan;
      expect(result.done && result.view.aggregate).to.include({ session_count: 5 });
    });

    it('answer that it takes longer while the other scans, and look when that is through', async () => {
      const [one, other] = await all().pair({ rescanWaitMs: 5_000 });
      void one.coordinator.rescan({ full: true });
      await one.begins(2);
      const rescan = other.coordinator.rescan({ full: false });
      await other.waits();
      await all().clock.advance(5_000);
      expect(await rescan).to.deep.include({ done: false, joined: false });
      await one.scanner.scan.succeed(reportOf({ session_count: 4 }));
      await all().inTime(() => other.scanner.scans.length === 1);
      await other.scanner.scan.succeed(reportOf({ session_count: 5 }));
      await other.rests();
      expect((await other.coordinator.snapshot()).aggregate).to.include({ session_count: 5 });
    });

    it('make a refresh that waits for the other look itself', async () => {
      const [one, other] = await all().pair();
      await all().clock.advance(TTL + 1);
      await one.coordinator.snapshot();
      await one.begins(2);
      await other.coordinator.snapshot();
      await other.waits();
      const rescan = other.coordinator.rescan({ full: false });
      await one.scanner.scan.succeed(reportOf({ session_count: 4 }));
      await all().inTime(() => other.scanner.scans.length === 1);
      await other.scanner.scan.succeed(reportOf({ session_count: 5 }));
      const result = await all().settled(rescan);
      expect(result.done && result.view.aggregate).to.include({ session_count: 5 });
      expect(other.scanner.scans).to.have.length(1);
    });

    it('count everything anew themselves', async () => {
      const [one, other] = await all().pair();
      await all().clock.advance(TTL + 1);
      await one.coordinator.snapshot();
      await one.begins(2);
      const rescan = other.coordinator.rescan({ full: true });
      await other.waits();
      await one.scanner.scan.succeed(reportOf({ session_count: 4 }));
      await all().inTime(() => other.scanner.scans.length === 1);
      expect(other.scanner.scan.order.full).to.equal(true);
      await other.scanner.scan.succeed(firstReport({ session_count: 5 }));
      expect(await all().settled(rescan)).to.include({ done: true });
    });
  });
});
