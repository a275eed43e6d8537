import { expect } from 'chai';
import { Coordinator } from '#src/cache/coordinator.js';
import { Keeper } from '#src/cache/keep/keeper.js';
import { utc } from '../../support/records.js';
import {
  FakeScanner,
  firstReport,
  listeningLogger,
  ManualClock,
  MemoryState,
  outletsOf,
  quiet,
  reportOf,
} from '../../support/scanning.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A pass begins when half of its time is over, and goes on every five minutes. */
const PARTS = DAY / 2 / (5 * MINUTE);

describe('Sessions that nothing says have changed', () => {
  const left: Coordinator[] = [];
  afterEach(async () => {
    for (const coordinator of left.splice(0)) await coordinator.close();
  });

  function setUp(recheckEveryMs: number | undefined) {
    const clock = new ManualClock();
    const scanner = new FakeScanner();
    const { logger } = listeningLogger();
    const zone = { name: 'UTC', localTime: utc };
    const coordinator = new Coordinator({
      scanner,
      keeper: async () => new Keeper(new MemoryState(), await scanner.place(), zone),
      ...outletsOf(logger),
      logger,
      clock,
      zone,
      loadAlone: async () => undefined,
      chance: () => 0,
      ttlMs: 2 * MINUTE,
      bootstrapWaitMs: MINUTE,
      rescanWaitMs: MINUTE,
      refreshEveryMs: undefined,
      driver: async () => null,
      recheckEveryMs,
    });
    left.push(coordinator);
    const begun = Math.floor(clock.now() / 1000);
    /** Ends the scan under way, if any, with the block that was checked longest ago as of so many seconds. */
    const end = async (checkedAt: number) => {
      if (scanner.running > 0) await scanner.scan.succeed(reportOf({}, { checkedAt }));
    };
    return { clock, scanner, coordinator, begun, end };
  }

  async function warmedUp(recheckEveryMs: number | undefined) {
    const parts = setUp(recheckEveryMs);
    const first = parts.coordinator.snapshot();
    await quiet();
    await parts.scanner.scan.succeed({ ...firstReport({ session_count: 3 }), checkedAt: parts.begun });
    await first;
    return parts;
  }

  it('are not read again while nothing is known of them', async () => {
    const { clock, scanner } = setUp(DAY);
    await clock.advance(3 * DAY);
    expect(scanner.scans).to.have.length(0);
  });

  it('are left alone for half of the time', async () => {
    const { clock, scanner } = await warmedUp(DAY);
    await clock.advance(DAY / 2);
    expect(scanner.scans).to.have.length(1);
  });

  it('are read again in the other half, a part every five minutes, the oldest first, all of them', async () => {
    const { clock, scanner, begun, end } = await warmedUp(DAY);
    await clock.advance(DAY / 2);
    let share = 0;
    for (let part = 0; part < PARTS; part++) {
      await clock.advance(5 * MINUTE);
      const { recheck } = scanner.scan.order;
      expect(recheck?.before).to.equal(Math.floor((clock.now() - DAY / 2) / 1000));
      share += recheck?.share ?? 0;
      await end(begun);
    }
    expect(scanner.scans).to.have.length(1 + PARTS);
    expect(share).to.be.closeTo(1, 1e-9);
  });

  it('are left alone again once all were read, as long as none is that old', async () => {
    const { clock, scanner, end } = await warmedUp(DAY);
    await clock.advance(DAY / 2 + 5 * MINUTE);
    expect(scanner.scans).to.have.length(2);
    await end(Math.floor(clock.now() / 1000));
    await clock.advance(DAY / 2);
    expect(scanner.scans).to.have.length(2);
    await clock.advance(10 * MINUTE);
    expect(scanner.scans).to.have.length(3);
  });

  it('are not read beside a refresh', async () => {
    const { clock, scanner, coordinator } = await warmedUp(DAY);
    await clock.advance(DAY / 2);
    await coordinator.snapshot();
    await quiet();
    expect(scanner.running).to.equal(1);
    expect(scanner.scan.order.recheck).to.equal(undefined);
    await clock.advance(20 * MINUTE);
    expect(scanner.scans).to.have.length(2);
    expect(scanner.mostRunning).to.equal(1);
  });

  it('are read again at a quicker pace where all is wanted soon', async () => {
    const { clock, scanner, begun, end } = await warmedUp(4 * MINUTE);
    await clock.advance(4 * MINUTE);
    expect(scanner.scan.order.recheck).to.deep.equal({ share: 1, before: begun + 120 });
    await end(begun + 240);
    await clock.advance(2 * MINUTE);
    expect(scanner.scans).to.have.length(2);
  });

  it('are never read again where nobody wants that', async () => {
    const { clock, scanner } = await warmedUp(undefined);
    await clock.advance(3 * DAY);
    expect(scanner.scans).to.have.length(1);
    expect(clock.pending).to.equal(0);
  });
});
