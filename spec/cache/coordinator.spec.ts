import { expect } from 'chai';
import { settlesWithin } from '#src/cache/clock.js';
import { Coordinator, type CoordinatorOptions } from '#src/cache/coordinator.js';
import { Keeper } from '#src/cache/keep/keeper.js';
import type { View } from '#src/cache/view/view.js';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { AchievementsError } from '#src/errors.js';
import { analysisVersion } from '#src/scan/analysis-version.js';
import type { ScanReport } from '#src/scan/job.js';
import type { SessionRecord } from '#src/types.js';
import { recordOf, utc } from '../support/records.js';
import { rejection } from '../support/rejection.js';
import {
  deferred,
  FakeScanner,
  firstReport,
  listeningLogger,
  ManualClock,
  MemoryState,
  type Obedience,
  outletsOf,
  quiet,
  reportOf,
} from '../support/scanning.js';
import { totalsOf } from '../support/totals.js';

const TTL = 120_000;
const BOOTSTRAP_WAIT = 30_000;
const RESCAN_WAIT = 5_000;
const BUSY = new AchievementsError('ERR_ACHIEVEMENTS_DATABASE_BUSY', 'The history database is locked.');
const DAMAGED = new AchievementsError(
  'ERR_ACHIEVEMENTS_DATABASE_DAMAGED',
  'The history database is damaged.',
);
const FULL_DISK = new AchievementsError(
  'ERR_ACHIEVEMENTS_STATE',
  'state.json cannot be saved: the disk is full.',
);

/** What a badge without tiers asks for. */
const UNTIERED = { install_error_events: 25, install_success_events: 10 };

describe('The cache', () => {
  const left: Coordinator[] = [];
  const scanners: FakeScanner[] = [];

  afterEach(async () => {
    for (const coordinator of left.splice(0)) await coordinator.close();
    for (const { held } of scanners.splice(0)) expect(held, 'turns that were not given back').to.equal(0);
  });

  function setUp(options: Partial<CoordinatorOptions> = {}, obedience?: Obedience) {
    const clock = new ManualClock();
    const scanner = new FakeScanner(obedience);
    const state = new MemoryState();
    const { logger, lines } = listeningLogger();
    const coordinator = new Coordinator({
      scanner,
      keeper: async () => new Keeper(state, await scanner.place(), { name: 'UTC', localTime: utc }),
      ...outletsOf(logger),
      logger,
      clock,
      zone: { name: 'UTC', localTime: utc },
      loadAlone: async () => undefined,
      chance: () => 0,
      ttlMs: TTL,
      bootstrapWaitMs: BOOTSTRAP_WAIT,
      rescanWaitMs: RESCAN_WAIT,
      refreshEveryMs: undefined,
      driver: async () => null,
      recheckEveryMs: undefined,
      ...options,
    });
    left.push(coordinator);
    scanners.push(scanner);
    return { clock, scanner, state, lines, coordinator };
  }

  /** With a first scan that is through. */
  async function warmedUp(options?: Partial<CoordinatorOptions>, obedience?: Obedience) {
    const parts = setUp(options, obedience);
    const first = parts.coordinator.snapshot();
    await quiet();
    await parts.scanner.scan.succeed(firstReport({ session_count: 3, total_tool_calls: 1_000 }));
    await first;
    return parts;
  }

  /** With a snapshot on disk that was right so long ago. */
  function restarted(agoMs: number, options?: Partial<CoordinatorOptions>) {
    const parts = setUp(options);
    const { values } = totalsOf({ session_count: 7 });
    parts.state.snapshot = {
      snapshot: {
        analysisVersion: analysisVersion(),
        timeZone: 'UTC',
        database: 'a history',
        databasePath: 'a place',
        notice: null,
        scanMeta: {
          mode: 'full',
          sessions_total: 7,
          sessions_rescanned: 7,
          sessions_reused: 0,
          sessions_scanned_so_far: 7,
          sessions_expected_total: 7,
          messages_scanned: 70,
          duration_ms: 5,
        },
        aggregate: new Map(Object.entries(values)),
        evidence: new Map(),
        view: { days: {}, recent: {}, longest: null, mostTools: null },
        unlocks: new Map(),
      },
      mtimeMs: parts.clock.now() - agoMs,
    };
    return parts;
  }

  const tellsOf = ({ payload }: View) => ({
    mode: payload.scan_meta.mode,
    stale: payload.is_stale,
    error: payload.error,
    cache: payload.scan_meta.status.cache,
    state: payload.scan_meta.status.state,
  });

  async function metricsOf(coordinator: Coordinator): Promise<unknown> {
    const { metrics } = await coordinator.status();
    return metrics;
  }

  /** Whether a promise has settled by now. */
  async function isSettled(outcome: unknown): Promise<boolean> {
    let settled = false;
    const settle = () => {
      settled = true;
    };
    Promise.resolve(outcome).then(settle, settle);
    await quiet();
    return settled;
  }

  describe('that is fresh', () => {
    it('is served without a scan', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL);
      const view = await coordinator.snapshot();
      expect(tellsOf(view)).to.deep.equal({
        mode: 'full',
        stale: false,
        error: null,
        cache: 'fresh',
        state: 'idle',
      });
      expect(view.payload.achievements).to.have.length(CATALOG.length);
      expect(scanner.scans).to.have.length(1);
    });

    it('is served as the same object while nothing changes', async () => {
      const { coordinator, clock } = await warmedUp();
      const view = await coordinator.snapshot();
      await clock.advance(TTL / 2);
      expect(await coordinator.snapshot()).to.equal(view);
      await clock.advance(TTL);
      expect(await coordinator.snapshot()).to.not.equal(view);
    });

    it('tells nothing of the time that passes', async () => {
      const { coordinator, clock } = await warmedUp();
      const before = JSON.stringify((await coordinator.snapshot()).payload);
      await clock.advance(TTL / 2);
      expect(JSON.stringify((await coordinator.snapshot()).payload)).to.equal(before);
    });

    it('has in its body what the status says, but for what moves with the clock', async () => {
      const { coordinator, clock } = await warmedUp();
      await clock.advance(TTL / 2);
      const { payload } = await coordinator.snapshot();
      const { snapshot_age_seconds, progress, metrics, driver, ...rest } = await coordinator.status();
      expect(payload.scan_meta.status).to.deep.equal(rest);
      expect(rest).to.include.all.keys('ttl_seconds', 'started_at', 'finished_at', 'last_duration_ms');
      expect(rest).to.include({ snapshot_stale: false, snapshot_generated_at: payload.generated_at });
      expect([snapshot_age_seconds, progress, metrics, driver]).to.not.include(undefined);
    });

    it('says when it was last confirmed, everywhere the same', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      const made = (await coordinator.snapshot()).payload.generated_at;
      expect(made).to.equal(Math.floor(clock.now() / 1000));
      await clock.advance(24 * 60_000);
      const rescan = coordinator.rescan({ full: false });
      await quiet();
      await scanner.scan.recognize();
      const result = await rescan;
      expect(result.done && result.view.payload.generated_at).to.equal(made + 24 * 60);
      expect((await coordinator.snapshot()).payload.generated_at).to.equal(made + 24 * 60);
      expect(await coordinator.status()).to.include({
        snapshot_generated_at: made + 24 * 60,
        snapshot_age_seconds: 0,
        last_success_at: made + 24 * 60,
      });
    });

    it('is served from disk after a restart, at once', async () => {
      const { coordinator, scanner } = restarted(TTL);
      const view = await coordinator.snapshot();
      expect(tellsOf(view)).to.include({ stale: false, cache: 'fresh', state: 'idle' });
      expect(view.payload.scan_meta.status.run_count).to.equal(0);
      expect(view.aggregate).to.include({ session_count: 7 });
      expect(scanner.scans).to.have.length(0);
    });
  });

  describe('that is stale', () => {
    it('is served at once, while one refresh starts in the background', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      const views = await Promise.all(Array.from({ length: 50 }, () => coordinator.snapshot()));
      for (const view of views)
        expect(tellsOf(view)).to.include({ stale: true, cache: 'scanning', state: 'running' });
      await quiet();
      expect(scanner.scans).to.have.length(2);
      expect(scanner.scan.order.full).to.equal(false);
    });

    it('is fresh again after the refresh', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed(reportOf({ session_count: 4, total_tool_calls: 3_000 }, { rescanned: 1 }));
      const view = await coordinator.snapshot();
      expect(tellsOf(view)).to.include({ mode: 'incremental', stale: false, cache: 'fresh' });
      expect(view.aggregate).to.include({ session_count: 4 });
      expect(scanner.scans).to.have.length(2);
    });

    it('is served from disk after a restart, at once, with a refresh in the background', async () => {
      const { coordinator, scanner } = restarted(TTL + 1);
      const view = await coordinator.snapshot();
      expect(tellsOf(view)).to.include({ stale: true, cache: 'scanning' });
      expect(view.aggregate).to.include({ session_count: 7 });
      await quiet();
      expect(scanner.scans).to.have.length(1);
    });

    it('is what a snapshot of a time to come is', async () => {
      const { coordinator, scanner } = restarted(-1_000);
      expect(tellsOf(await coordinator.snapshot())).to.include({ stale: true });
      await quiet();
      expect(scanner.scans).to.have.length(1);
    });

    it('is served to a thousand readers during a refresh; none waits, and no second scan starts', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await quiet();
      const timers = clock.pending;
      const views = new Set(await Promise.all(Array.from({ length: 1_000 }, () => coordinator.snapshot())));
      expect([...views].map(tellsOf)).to.have.length(1);
      expect(clock.pending).to.equal(timers);
      expect(scanner.running).to.equal(1);
      expect(scanner.scans).to.have.length(2);
    });

    it('is not scanned when the history is as it was', async () => {
      const { coordinator, scanner, clock, state } = setUp();
      scanner.look = 'A';
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed(firstReport({ session_count: 3 }));
      await first;
      await clock.advance(TTL + 1);
      state.done.length = 0;
      await coordinator.snapshot();
      await quiet();
      const view = await coordinator.snapshot();
      expect(tellsOf(view)).to.include({ mode: 'incremental', stale: false, cache: 'fresh' });
      expect(view.payload.scan_meta).to.include({
        sessions_total: 3,
        sessions_rescanned: 0,
        sessions_reused: 3,
        messages_scanned: 0,
      });
      expect([scanner.scans.length, scanner.turns], 'nobody is kept away').to.deep.equal([1, 1]);
      // The files are ours, and as they were.
      expect(state.done).to.deep.equal(['touch']);

      scanner.look = 'B';
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await quiet();
      expect(scanner.scans).to.have.length(2);
    });

    it('is scanned when it cannot be told whether the history is as it was', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await quiet();
      expect(scanner.scans).to.have.length(2);
    });

    it('is scanned after a scan that failed, though the history is as it was', async () => {
      const { coordinator, scanner, clock } = setUp();
      scanner.look = 'A';
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(BUSY);
      await first;
      await clock.advance(5_000);
      const second = coordinator.snapshot();
      await quiet();
      expect(scanner.scans).to.have.length(2);
      await scanner.scan.succeed(firstReport());
      expect(tellsOf(await second)).to.include({ mode: 'full', cache: 'fresh' });
    });
  });

  describe('whose refresh failed', () => {
    it('keeps the last good snapshot, and says what is wrong', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      const good = await coordinator.snapshot();
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(BUSY);
      const view = await coordinator.snapshot();
      expect(tellsOf(view)).to.deep.equal({
        mode: 'full',
        stale: true,
        error: BUSY.message,
        cache: 'failed',
        state: 'failed',
      });
      expect(view.payload.achievements).to.deep.equal(good.payload.achievements);
      expect(view.payload.generated_at).to.equal(good.payload.generated_at);
      expect(view.payload.scan_meta.status.last_error).to.equal(BUSY.message);
    });

    it('has all badges without progress when there never was a snapshot', async () => {
      const { coordinator, scanner } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(BUSY);
      const view = await first;
      expect(tellsOf(view)).to.deep.equal({
        mode: 'failed',
        stale: true,
        error: BUSY.message,
        cache: 'failed',
        state: 'failed',
      });
      expect(view.payload).to.include({ total_count: CATALOG.length, unlocked_count: 0 });
    });

    it('tells nothing of an error that is not for users', async () => {
      const { coordinator, scanner, lines } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(new TypeError('cannot read /home/me/secret'));
      expect((await first).payload.error).to.equal(
        'The scan of the history failed. The log of the server says more.',
      );
      expect(lines.join()).to.include('The scan of the history failed');
    });

    it('waits twice as long before each further try, but never longer than five minutes', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      for (const wait of [5, 10, 20, 40, 80, 160, 300, 300, 300]) {
        const before = scanner.scans.length;
        await coordinator.snapshot();
        await quiet();
        expect(scanner.scans).to.have.length(before + 1);
        await scanner.scan.fail(BUSY);
        expect(coordinator.retryAfterSeconds()).to.equal(wait);
        await clock.advance(wait * 1_000 - 1);
        await coordinator.snapshot();
        await quiet();
        expect(scanner.scans, `before ${wait} s`).to.have.length(before + 1);
        expect(coordinator.retryAfterSeconds()).to.equal(1);
        await clock.advance(1);
      }
    });

    it('is refreshed a little earlier by chance', async () => {
      const { coordinator, scanner, clock } = await warmedUp({ chance: () => 1 });
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(BUSY);
      await clock.advance(3_750);
      await coordinator.snapshot();
      await quiet();
      expect(scanner.scans).to.have.length(3);
    });

    it('starts with the shortest wait again after a success', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      for (const wait of [5_000, 10_000]) {
        await coordinator.snapshot();
        await quiet();
        await scanner.scan.fail(BUSY);
        await clock.advance(wait);
      }
      await coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed();
      expect(tellsOf(await coordinator.snapshot())).to.include({ stale: false, error: null, cache: 'fresh' });
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(BUSY);
      expect(coordinator.retryAfterSeconds()).to.equal(5);
    });

    it('is refreshed by a rescan without waiting', async () => {
      const { coordinator, scanner } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(BUSY);
      await first;
      const rescan = coordinator.rescan({ full: false });
      await quiet();
      expect(scanner.scans).to.have.length(2);
      await scanner.scan.succeed(firstReport());
      expect(await rescan).to.include({ done: true });
      expect(tellsOf(await coordinator.snapshot())).to.include({ error: null, cache: 'fresh' });
    });
  });

  describe('that is empty', () => {
    it('makes the first read wait for the scan', async () => {
      const { coordinator, scanner, clock } = setUp();
      const first = coordinator.snapshot();
      await clock.advance(BOOTSTRAP_WAIT - 1);
      expect(await isSettled(first)).to.equal(false);
      expect(scanner.scans).to.have.length(1);
      await scanner.scan.succeed(firstReport({ session_count: 3 }));
      expect(tellsOf(await first)).to.include({ mode: 'full', stale: false });
      expect(clock.pending).to.equal(0);
    });

    it('scans once for 200 first readers', async () => {
      const { coordinator, scanner, state } = setUp();
      const reads = Array.from({ length: 200 }, () => coordinator.snapshot());
      await quiet();
      expect(scanner.scans).to.have.length(1);
      await scanner.scan.succeed(firstReport());
      expect(new Set(await Promise.all(reads)).size).to.equal(1);
      expect(scanner.scans).to.have.length(1);
      expect(state.done.filter((what) => what === 'load')).to.have.length(1);
      expect(await metricsOf(coordinator)).to.include({ scan_count: 1, dedupe_hits: 199 });
    });

    it('answers pending after the wait, then what is known so far, then all', async () => {
      const { coordinator, scanner, clock, state, lines } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      const begun = Math.floor(clock.now() / 1000);
      await clock.advance(BOOTSTRAP_WAIT);
      const pending = await first;
      expect(tellsOf(pending)).to.deep.equal({
        mode: 'pending',
        stale: true,
        error: null,
        cache: 'scanning',
        state: 'running',
      });
      expect(pending.payload.achievements).to.have.length(CATALOG.length);
      expect(pending.payload.generated_at).to.equal(begun);

      scanner.scan.watch.progress(10, 90);
      scanner.scan.watch.partial(totalsOf({ session_count: 10, total_tool_calls: 50_000 }));
      const second = coordinator.snapshot();
      await clock.advance(0);
      const soFar = await second;
      expect(tellsOf(soFar)).to.include({ mode: 'in_progress', stale: true, cache: 'scanning' });
      expect(soFar.aggregate).to.include({ total_tool_calls: 50_000 });
      expect(soFar.payload.scan_meta).to.include({
        sessions_scanned_so_far: 10,
        sessions_expected_total: 90,
      });
      const avalanche = soFar.payload.achievements.find(({ id }) => id === 'autonomous_avalanche');
      expect(avalanche).to.include({
        state: 'unlocked',
        unlocked: true,
        tier: 'Olympian',
        progress_pct: 100,
      });
      expect(soFar.payload.unlocked_count).to.equal(1);
      expect(JSON.stringify(soFar.payload.achievements)).to.not.include('unlocked_at');
      const recent = coordinator.recentUnlocks(20);
      await clock.advance(0);
      expect(await recent).to.deep.equal([]);
      expect(state.unlocks.unlocks.size).to.equal(0);
      expect(lines).to.deep.equal([]);

      await scanner.scan.succeed(firstReport({ session_count: 90, total_tool_calls: 60_000 }));
      expect(state.unlocks.unlocks.has('autonomous_avalanche')).to.equal(true);
      const done = await coordinator.snapshot();
      expect(tellsOf(done)).to.include({ mode: 'full', stale: false, cache: 'fresh' });
      expect(done.payload.unlocked_count).to.be.greaterThan(0);
      expect(scanner.scans).to.have.length(1);
    });

    it('counts the wait from the beginning of the scan, which all readers share', async () => {
      const { coordinator, scanner, clock } = setUp();
      const first = coordinator.snapshot();
      await clock.advance(BOOTSTRAP_WAIT - 1_000);
      const late = coordinator.snapshot();
      expect(await isSettled(late)).to.equal(false);
      await clock.advance(1_000);
      expect(await isSettled(first)).to.equal(true);
      expect(await isSettled(late)).to.equal(true);
      expect(scanner.scans).to.have.length(1);
    });

    it('makes no other read wait longer', async () => {
      const { coordinator, scanner, clock } = setUp();
      const recent = coordinator.recentUnlocks(20);
      const badges = rejection(coordinator.sessionBadges('s1'), 'ERR_ACHIEVEMENTS_SCANNING');
      await clock.advance(BOOTSTRAP_WAIT - 1);
      expect(await isSettled(recent)).to.equal(false);
      await clock.advance(1);
      expect(await recent).to.deep.equal([]);
      // An empty list would look final.
      await badges;
      expect(coordinator.retryAfterSeconds()).to.equal(2);
      scanner.recordOf = async (id) => recordOf({ id }, { tool_call_count: 500 });
      await scanner.scan.succeed(firstReport());
      expect((await coordinator.sessionBadges('s1')).map(({ id }) => id)).to.include('let_him_cook');
    });

    it('waits no longer than told when the time is set meanwhile', async () => {
      const { coordinator, clock } = setUp();
      const first = coordinator.snapshot();
      await clock.advance(BOOTSTRAP_WAIT);
      await first;
      clock.set(clock.now() - 86_400_000);
      const second = coordinator.snapshot();
      await clock.advance(BOOTSTRAP_WAIT);
      expect(await isSettled(second)).to.equal(true);
    });

    it('shows badges that were unlocked before, also while nothing is counted', async () => {
      const { coordinator, state, clock } = setUp();
      const unlock = { unlocked_at: 1_700_000_000, first_tier: 'Gold', evidence: null } as const;
      state.unlocks = { ...state.unlocks, unlocks: new Map([['let_him_cook', unlock]]) };
      const first = coordinator.snapshot();
      await clock.advance(BOOTSTRAP_WAIT);
      expect((await first).payload.achievements[0]).to.include({
        id: 'let_him_cook',
        state: 'unlocked',
        tier: 'Gold',
        unlocked_at: 1_700_000_000,
      });
    });

    it('tries to load again when that failed', async () => {
      const scanner = new FakeScanner();
      const state = new MemoryState();
      let broken = true;
      const { coordinator } = setUp({
        scanner,
        keeper: async () => {
          if (broken) throw new Error('no luck');
          return new Keeper(state, 'a place', { name: 'UTC', localTime: utc });
        },
      });
      expect(await Promise.resolve(coordinator.snapshot()).then(String, String)).to.equal('Error: no luck');
      broken = false;
      const second = coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed(firstReport());
      expect(tellsOf(await second)).to.include({ mode: 'full' });
    });
  });

  describe('that is rescanned', () => {
    it('is done when its scan is', async () => {
      const { coordinator, scanner } = await warmedUp();
      const rescan = coordinator.rescan({ full: false });
      await quiet();
      expect(scanner.scan.order.full).to.equal(false);
      await scanner.scan.succeed(reportOf({ session_count: 5 }, { rescanned: 2 }));
      const result = await rescan;
      if (!result.done) return expect.fail('not done');
      expect(result.view.aggregate).to.include({ session_count: 5 });
      expect(result.view).to.equal(await coordinator.snapshot());
    });

    it('is rebuilt from nothing when asked to', async () => {
      const { coordinator, scanner } = await warmedUp();
      scanner.look = 'A';
      const one = coordinator.rescan({ full: false });
      await quiet();
      await scanner.scan.succeed();
      await one;
      const rescan = coordinator.rescan({ full: true });
      await quiet();
      expect(scanner.scans).to.have.length(3);
      expect(scanner.scan.order.full).to.equal(true);
      await scanner.scan.succeed(firstReport());
      expect(await rescan).to.include({ done: true });
    });

    it('looks again at a home of several that was in trouble, as its end leaves no trace', async () => {
      const { coordinator, scanner } = await warmedUp();
      scanner.look = 'as ever';
      const home = { sessions: 1, messages: 1, copies: 0, countedAt: 1 };
      const rescan = async (error: string | null) => {
        const before = scanner.scans.length;
        const done = coordinator.rescan({ full: false });
        await quiet();
        const homes = ['a', 'b'].map((name) => ({ ...home, name, error: name === 'b' ? error : null }));
        if (scanner.scans.length > before) await scanner.scan.succeed(reportOf({}, { homes }));
        await done;
        return scanner.scans.length - before;
      };
      expect([await rescan('Locked.'), await rescan('Locked.'), await rescan(null)]).to.deep.equal([1, 1, 1]);
      expect(await rescan(null)).to.equal(0);
    });

    it('is not done when that takes longer than a rescan waits', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      const rescan = coordinator.rescan({ full: false });
      await clock.advance(RESCAN_WAIT - 1);
      expect(await isSettled(rescan)).to.equal(false);
      await clock.advance(1);
      const view = await coordinator.snapshot();
      expect(await rescan).to.deep.equal({ done: false, view, joined: false });
      expect(tellsOf(view)).to.include({ mode: 'full', cache: 'scanning' });
      expect(view.payload.unlocked_count).to.equal(1);
      const second = coordinator.rescan({ full: false });
      await clock.advance(RESCAN_WAIT);
      expect(await second).to.deep.equal({ done: false, view, joined: true });
      expect(scanner.running).to.equal(1);
      expect(coordinator.retryAfterSeconds()).to.equal(2);
    });

    it('has what is known so far, when that takes longer and nothing was there before', async () => {
      const { coordinator, scanner, clock } = setUp();
      const rescan = coordinator.rescan({ full: false });
      await clock.advance(RESCAN_WAIT);
      const { view } = await rescan;
      expect(tellsOf(view)).to.deep.include({ mode: 'pending', stale: true, cache: 'scanning' });
      expect(view.payload.achievements).to.have.length(CATALOG.length);
      scanner.scan.watch.partial(totalsOf({ total_tool_calls: 50_000 }));
      const second = coordinator.rescan({ full: false });
      await clock.advance(RESCAN_WAIT);
      expect(tellsOf((await second).view)).to.include({ mode: 'in_progress', stale: true });
    });

    it('says that its scan failed', async () => {
      const { coordinator, scanner } = await warmedUp();
      const failed = rejection(coordinator.rescan({ full: false }), 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED');
      await quiet();
      await scanner.scan.fail(DAMAGED);
      expect(await failed).to.equal(DAMAGED);
    });

    it('keeps an error to itself when nobody waits any more', async () => {
      const unhandled: unknown[] = [];
      const listen = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', listen);
      const { coordinator, scanner, clock } = await warmedUp();
      const rescan = coordinator.rescan({ full: false });
      await clock.advance(RESCAN_WAIT);
      await rescan;
      await scanner.scan.fail(DAMAGED);
      process.off('unhandledRejection', listen);
      expect(unhandled).to.deep.equal([]);
      expect(await coordinator.status()).to.include({ state: 'failed', last_error: DAMAGED.message });
    });

    describe('while a scan is running', () => {
      async function scanning(look: string | undefined) {
        const parts = await warmedUp();
        parts.scanner.look = look;
        await parts.clock.advance(TTL + 1);
        await parts.coordinator.snapshot();
        await quiet();
        expect(parts.scanner.scans).to.have.length(2);
        return parts;
      }

      it('joins it when the history has not changed since it began', async () => {
        const { coordinator, scanner } = await scanning('A');
        const rescan = coordinator.rescan({ full: false });
        await quiet();
        await scanner.scan.succeed();
        expect(await rescan).to.include({ done: true });
        expect(scanner.scans).to.have.length(2);
        expect(await metricsOf(coordinator)).to.include({ dedupe_hits: 1 });
      });

      for (const [title, before, after] of [
        ['when it has', 'A', 'B'],
        ['when it could not be told before', undefined, 'B'],
        ['when it cannot be told now', 'A', undefined],
        ['when it can never be told', undefined, undefined],
      ] as const) {
        it(`joins it, and one more scan follows ${title}`, async () => {
          const { coordinator, scanner } = await scanning(before);
          scanner.look = after;
          const rescan = coordinator.rescan({ full: false });
          await quiet();
          expect(scanner.running).to.equal(1);
          await scanner.scan.succeed();
          expect(await isSettled(rescan)).to.equal(false);
          expect(scanner.scans).to.have.length(3);
          await scanner.scan.succeed(reportOf({ session_count: 9 }));
          const result = await rescan;
          expect(result.done && result.view.aggregate).to.include({ session_count: 9 });
          expect(scanner.scans).to.have.length(3);
          expect(scanner.mostRunning).to.equal(1);
        });
      }

      it('shares the error of the scan it joined', async () => {
        const { coordinator, scanner } = await scanning('A');
        const failed = rejection(coordinator.rescan({ full: false }), 'ERR_ACHIEVEMENTS_DATABASE_BUSY');
        await quiet();
        await scanner.scan.fail(BUSY);
        expect(await failed).to.equal(BUSY);
        expect(scanner.scans).to.have.length(2);
      });

      it('does not mind the error of a scan that began too early for it', async () => {
        const { coordinator, scanner } = await scanning('A');
        scanner.look = 'B';
        const rescan = coordinator.rescan({ full: false });
        await quiet();
        await scanner.scan.fail(BUSY);
        await scanner.scan.succeed();
        expect(await rescan).to.include({ done: true });
      });

      it('queues one full scan for all who want one', async () => {
        const { coordinator, scanner } = await scanning('A');
        const rescans = Array.from({ length: 5 }, () => coordinator.rescan({ full: true }));
        await quiet();
        expect(scanner.running).to.equal(1);
        await scanner.scan.succeed();
        expect(scanner.scans).to.have.length(3);
        expect(scanner.scan.order.full).to.equal(true);
        await scanner.scan.succeed(firstReport());
        for (const result of await Promise.all(rescans)) expect(result).to.include({ done: true });
        expect(scanner.scans).to.have.length(3);
      });

      it('joins a full scan, whichever is wanted', async () => {
        const { coordinator, scanner } = await warmedUp();
        scanner.look = 'A';
        const full = coordinator.rescan({ full: true });
        await quiet();
        const others = [coordinator.rescan({ full: true }), coordinator.rescan({ full: false })];
        await quiet();
        await scanner.scan.succeed(firstReport());
        for (const result of await Promise.all([full, ...others])) expect(result).to.include({ done: true });
        expect(scanner.scans).to.have.length(2);
      });

      it('costs at most two scans for any number of rescans', async () => {
        const { coordinator, scanner } = await scanning('A');
        scanner.look = 'B';
        const rescans = Array.from({ length: 100 }, () => coordinator.rescan({ full: false }));
        await quiet();
        await scanner.scan.succeed();
        await scanner.scan.succeed(reportOf({ session_count: 4 }));
        expect(new Set((await Promise.all(rescans)).map(({ done }) => done))).to.deep.equal(new Set([true]));
        expect(scanner.scans).to.have.length(3);
        expect(scanner.mostRunning).to.equal(1);
      });
    });

    it('shares one scan with others that ask at the same time', async () => {
      const { coordinator, scanner } = await warmedUp();
      scanner.look = 'A';
      const rescans = Array.from({ length: 20 }, () => coordinator.rescan({ full: false }));
      await quiet();
      await scanner.scan.succeed();
      await Promise.all(rescans);
      expect(scanner.scans).to.have.length(2);
    });
  });

  describe('that is reset', () => {
    it('starts anew', async () => {
      const { coordinator, scanner, state, clock } = await warmedUp();
      expect((await coordinator.recentUnlocks(20)).map(({ id }) => id)).to.include('autonomous_avalanche');
      await coordinator.reset();
      expect(state.done.at(-1)).to.equal('reset');
      expect(await coordinator.status()).to.include({ cache: 'empty', snapshot_generated_at: null });
      await clock.advance(60_000);
      const read = coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed(firstReport({ total_tool_calls: 1_000 }));
      const avalanche = (await read).payload.achievements.find(({ id }) => id === 'autonomous_avalanche');
      expect(avalanche?.unlocked_at).to.equal(Math.floor(clock.now() / 1000));
    });

    for (const outcome of ['has succeeded', 'has failed', 'is under way'] as const) {
      it(`has no scan any more in its status, though one ${outcome}; only their number stays`, async () => {
        const { coordinator, scanner } = await warmedUp();
        const rescan = Promise.resolve(coordinator.rescan({ full: false })).catch(() => {});
        await quiet();
        if (outcome === 'has succeeded') await scanner.scan.succeed();
        if (outcome === 'has failed') await scanner.scan.fail(BUSY);
        if (outcome !== 'is under way')
          expect(await coordinator.status())
            .to.have.property('finished_at')
            .that.is.a('number');
        await coordinator.reset();
        const status = await coordinator.status();
        const { started_at, finished_at, last_duration_ms, last_success_at, last_error, run_count } = status;
        // Who waited for the scan that was called off has begun the next one.
        if (outcome !== 'is under way') expect(started_at).to.equal(null);
        expect([finished_at, last_duration_ms, last_success_at, last_error]).to.deep.equal(
          Array(4).fill(null),
        );
        expect(run_count).to.equal(outcome === 'is under way' ? 3 : 2);
        await quiet();
        if (outcome === 'is under way') await scanner.scan.succeed(firstReport());
        await rescan;
      });
    }

    it('is scanned again, though the history is as it was', async () => {
      const { coordinator, scanner } = setUp();
      scanner.look = 'A';
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed(firstReport());
      await first;
      await coordinator.reset();
      const second = coordinator.snapshot();
      await quiet();
      expect(scanner.scans).to.have.length(2);
      await scanner.scan.succeed(firstReport());
      await second;
    });

    it('calls off a running scan', async () => {
      const { coordinator, scanner, lines } = await warmedUp();
      const rescan = coordinator.rescan({ full: true });
      await quiet();
      const { scan } = scanner;
      await coordinator.reset();
      expect(scan.stopped).to.equal(true);
      expect(lines.filter((line) => line.startsWith('warn'))).to.deep.equal([]);
      expect(await metricsOf(coordinator)).to.include({ failures: 0 });
      await quiet();
      await scanner.scan.succeed(firstReport());
      await rescan;
    });

    it('calls off a scan that is about to begin', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await coordinator.reset();
      expect(scanner.scans).to.have.length(1);
      expect(await coordinator.status()).to.include({ state: 'idle', cache: 'empty' });
    });

    it('waits for a scan that is past stopping, and keeps nothing of it', async () => {
      const { coordinator, scanner, state } = await warmedUp({}, 'lingers');
      const rescan = coordinator.rescan({ full: true });
      await quiet();
      const reset = coordinator.reset();
      expect(await isSettled(reset)).to.equal(false);
      await scanner.scan.succeed(firstReport({ total_tool_calls: 50_000 }));
      await reset;
      expect(state.unlocks.unlocks.size).to.equal(0);
      await quiet();
      await scanner.scan.succeed(firstReport());
      const result = await rescan;
      expect(result.done && result.view.payload.unlocked_count).to.equal(0);
    });

    it('scans anew for those who waited for the scan that was called off', async () => {
      const { coordinator, scanner } = setUp();
      const waiting = [coordinator.snapshot(), coordinator.rescan({ full: false })] as const;
      await quiet();
      await coordinator.reset();
      await quiet();
      expect(scanner.scans).to.have.length(2);
      await scanner.scan.succeed(firstReport({ session_count: 3 }));
      const [view, rescan] = await Promise.all(waiting);
      expect(tellsOf(view)).to.include({ mode: 'full', error: null, cache: 'fresh' });
      expect(rescan).to.include({ done: true });
      expect(scanner.scans).to.have.length(2);
    });

    it('takes what a scan that was called off says for no failure, whatever it says', async () => {
      const { coordinator, scanner } = setUp({}, 'lingers');
      const waiting = coordinator.snapshot();
      await quiet();
      const reset = coordinator.reset();
      await scanner.scan.fail(new Error('aborted'));
      await reset;
      await quiet();
      expect(await metricsOf(coordinator)).to.include({ failures: 0 });
      await scanner.scan.succeed(firstReport());
      expect(tellsOf(await waiting)).to.include({ error: null, cache: 'fresh' });
    });

    it('forgets the failures before', async () => {
      const { coordinator, scanner } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(BUSY);
      await first;
      await coordinator.reset();
      expect(await coordinator.status()).to.include({ state: 'idle', last_error: null });
      const second = coordinator.snapshot();
      await quiet();
      expect(scanner.scans).to.have.length(2);
      await scanner.scan.succeed(firstReport());
      await second;
    });

    it('says when that could not be saved, and stays as it is', async () => {
      const { coordinator, state } = await warmedUp();
      state.trouble = FULL_DISK;
      expect(await rejection(coordinator.reset(), 'ERR_ACHIEVEMENTS_STATE')).to.equal(FULL_DISK);
      state.trouble = undefined;
      expect((await coordinator.snapshot()).payload.unlocked_count).to.be.greaterThan(0);
    });

    it('counts a failure as one when the source alone says that it was stopped', async () => {
      const { coordinator, scanner } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.fail(new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The reading was stopped.'));
      expect(tellsOf(await first)).to.include({ cache: 'failed', error: 'The reading was stopped.' });
    });
  });

  describe('that is closed', () => {
    const calls = {
      snapshot: (it: Coordinator) => it.snapshot(),
      rescan: (it: Coordinator) => it.rescan({ full: false }),
      'full rescan': (it: Coordinator) => it.rescan({ full: true }),
      'recent unlocks': (it: Coordinator) => it.recentUnlocks(20),
      'session badges': (it: Coordinator) => it.sessionBadges('s1'),
      reset: (it: Coordinator) => it.reset(),
      status: (it: Coordinator) => it.status(),
    };

    async function refusesAll(coordinator: Coordinator): Promise<void> {
      for (const call of Object.values(calls)) await rejection(call(coordinator), 'ERR_ACHIEVEMENTS_CLOSED');
    }

    it('before anything, has touched nothing', async () => {
      const { coordinator, scanner, state, clock } = setUp({ refreshEveryMs: 1_000 });
      await coordinator.close();
      await clock.advance(10_000);
      expect(clock.pending).to.equal(0);
      expect([scanner.scans.length, scanner.looks, state.done.length]).to.deep.equal([0, 0, 0]);
      await refusesAll(coordinator);
    });

    for (const [name, call] of Object.entries(calls)) {
      it(`while loading, refuses the ${name} that waits for it`, async () => {
        const { coordinator, scanner, state, clock } = setUp();
        const gate = deferred<void>();
        state.gate = gate.promise;
        const waiting = call(coordinator);
        const outcome = Promise.resolve<unknown>(waiting).then(
          () => 'done',
          (error: unknown) => error,
        );
        await quiet();
        const closed = coordinator.close();
        expect(await isSettled(closed)).to.equal(false);
        gate.resolve();
        await closed;
        if (name !== 'status' && name !== 'reset')
          expect(await outcome)
            .to.be.instanceOf(AchievementsError)
            .with.property('code', 'ERR_ACHIEVEMENTS_CLOSED');
        expect(state.closed).to.equal(true);
        expect([scanner.scans.length, clock.pending]).to.deep.equal([0, 0]);
        await refusesAll(coordinator);
      });
    }

    it('while scanning, stops the scan and waits for its end', async () => {
      const { coordinator, scanner, clock, lines, state } = setUp({}, 'lingers');
      const waiting = [coordinator.snapshot(), coordinator.rescan({ full: true })];
      const refused = Promise.all(waiting.map((call) => rejection(call, 'ERR_ACHIEVEMENTS_CLOSED')));
      await quiet();
      const closed = coordinator.close();
      expect(scanner.scan.stopped).to.equal(true);
      expect(await isSettled(closed)).to.equal(false);
      await scanner.scan.fail(new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The scan was stopped.'));
      await closed;
      await refused;
      expect([scanner.running, scanner.scans.length, clock.pending]).to.deep.equal([0, 1, 0]);
      expect(lines).to.deep.equal([]);
      expect(state.done).to.deep.equal(['load', 'close']);
      await refusesAll(coordinator);
    });

    it('just when a scan is about to begin, begins none', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(TTL + 1);
      await coordinator.snapshot();
      await coordinator.close();
      expect(scanner.scans).to.have.length(1);
    });

    it('while saving, saves to the end', async () => {
      const { coordinator, scanner, state } = setUp();
      const gate = deferred<void>();
      const first = coordinator.snapshot();
      await quiet();
      state.gate = gate.promise;
      await scanner.scan.succeed(firstReport({ total_tool_calls: 1_000 }));
      const refused = rejection(first, 'ERR_ACHIEVEMENTS_CLOSED');
      const closed = coordinator.close();
      expect(await isSettled(closed)).to.equal(false);
      gate.resolve();
      await closed;
      await refused;
      expect(state.done).to.deep.equal(['load', 'unlocks', 'snapshot', 'close']);
      expect(state.unlocks.unlocks.has('autonomous_avalanche')).to.equal(true);
    });

    it('while resetting, resets to the end', async () => {
      const { coordinator, state } = await warmedUp();
      const gate = deferred<void>();
      state.gate = gate.promise;
      const reset = coordinator.reset();
      await quiet();
      const closed = coordinator.close();
      expect(await isSettled(closed)).to.equal(false);
      gate.resolve();
      await Promise.all([reset, closed]);
      expect(state.done.slice(-2)).to.deep.equal(['reset', 'close']);
    });

    it('while a session is looked for, still answers for it', async () => {
      const { coordinator, scanner } = await warmedUp();
      const record = deferred<SessionRecord | undefined>();
      scanner.recordOf = () => record.promise;
      const badges = coordinator.sessionBadges('s1');
      await quiet();
      await coordinator.close();
      record.resolve(undefined);
      expect(await badges).to.deep.equal([]);
    });

    it('twice, or at the same time, closes once', async () => {
      const { coordinator, scanner } = await warmedUp();
      const rescan = rejection(coordinator.rescan({ full: false }), 'ERR_ACHIEVEMENTS_CLOSED');
      await quiet();
      await Promise.all([coordinator.close(), coordinator.close()]);
      await coordinator.close();
      await rescan;
      expect(scanner.running).to.equal(0);
    });
  });

  describe('that refreshes by itself', () => {
    const EVERY = 300_000;

    it('needs no reader', async () => {
      const { scanner, clock, coordinator } = setUp({ refreshEveryMs: EVERY });
      await clock.advance(EVERY - 1);
      expect(scanner.scans).to.have.length(0);
      await clock.advance(1);
      expect(scanner.scans).to.have.length(1);
      await scanner.scan.succeed(firstReport());
      await clock.advance(EVERY);
      expect(scanner.scans).to.have.length(2);
      await scanner.scan.succeed();
      expect(tellsOf(await coordinator.snapshot())).to.include({ cache: 'fresh' });
    });

    it('starts nothing while a scan is running, nor before a failure is long enough ago', async () => {
      const { scanner, clock } = setUp({ refreshEveryMs: 1_000 });
      await clock.advance(3_000);
      expect(scanner.scans).to.have.length(1);
      await scanner.scan.fail(BUSY);
      await clock.advance(4_000);
      expect(scanner.scans).to.have.length(1);
      await clock.advance(1_000);
      expect(scanner.scans).to.have.length(2);
    });

    it('goes on when loading failed, and says so', async () => {
      const scanner = new FakeScanner();
      const state = new MemoryState();
      let broken = true;
      const { clock, lines } = setUp({
        scanner,
        refreshEveryMs: 1_000,
        keeper: async () => {
          if (broken) throw new Error('no luck');
          return new Keeper(state, 'a place', { name: 'UTC', localTime: utc });
        },
      });
      await clock.advance(1_000);
      expect(lines).to.deep.equal(['error: A refresh could not begin.']);
      broken = false;
      await clock.advance(1_000);
      expect(scanner.scans).to.have.length(1);
    });

    it('ends with the cache', async () => {
      const { scanner, clock, coordinator } = setUp({ refreshEveryMs: 1_000 });
      await clock.advance(1_000);
      await coordinator.close();
      await clock.advance(10_000);
      expect([scanner.scans.length, scanner.running, clock.pending]).to.deep.equal([1, 0, 0]);
    });
  });

  describe('in its status', () => {
    it('is empty before anything, and that starts nothing', async () => {
      const { coordinator, scanner } = setUp();
      expect(await coordinator.status()).to.deep.equal({
        state: 'idle',
        cache: 'empty',
        started_at: null,
        finished_at: null,
        last_success_at: null,
        last_error: null,
        last_duration_ms: null,
        run_count: 0,
        ttl_seconds: 120,
        snapshot_generated_at: null,
        snapshot_age_seconds: null,
        snapshot_stale: true,
        progress: null,
        driver: null,
        metrics: {
          scan_count: 0,
          scan_duration_ms: { avg: 0, p95: 0 },
          dedupe_hits: 0,
          stale_served: 0,
          failures: 0,
          sessions_rescanned: 0,
          sessions_reused: 0,
        },
      });
      expect(scanner.scans).to.have.length(0);
    });

    it('tells of a running scan, of its end, and how old the snapshot is', async () => {
      const { coordinator, scanner, clock } = setUp();
      const start = Math.floor(clock.now() / 1000);
      const first = coordinator.snapshot();
      await quiet();
      await clock.advance(4_000);
      scanner.scan.watch.progress(40, 90);
      expect(await coordinator.status()).to.deep.include({
        state: 'running',
        cache: 'scanning',
        started_at: start,
        finished_at: null,
        run_count: 1,
        progress: { scanned: 40, total: 90 },
      });
      await scanner.scan.succeed(firstReport());
      await first;
      await clock.advance(10_000);
      const status = await coordinator.status();
      expect(status).to.deep.include({
        state: 'idle',
        cache: 'fresh',
        started_at: start,
        finished_at: start + 4,
        last_success_at: start + 4,
        snapshot_generated_at: start + 4,
        snapshot_age_seconds: 10,
        snapshot_stale: false,
        progress: null,
      });
      const { last_duration_ms } = status;
      expect(last_duration_ms).to.be.a('number');
      await clock.advance(TTL);
      expect(await coordinator.status()).to.include({ cache: 'stale', snapshot_stale: true });
      expect(scanner.scans).to.have.length(1);
    });

    it('tells of a snapshot found on disk', async () => {
      const { coordinator, clock } = restarted(30_000);
      expect(await coordinator.status()).to.include({
        cache: 'fresh',
        snapshot_age_seconds: 30,
        snapshot_generated_at: Math.floor((clock.now() - 30_000) / 1000),
        last_success_at: Math.floor((clock.now() - 30_000) / 1000),
        run_count: 0,
      });
    });

    it('tells of a failure, and counts', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      const start = Math.floor(clock.now() / 1000);
      await clock.advance(TTL + 1_000);
      await coordinator.snapshot();
      await quiet();
      await clock.advance(2_000);
      await scanner.scan.fail(BUSY);
      await coordinator.snapshot();
      const status = await coordinator.status();
      expect(status).to.include({
        state: 'failed',
        cache: 'failed',
        started_at: start + 121,
        finished_at: start + 123,
        last_success_at: start,
        last_error: BUSY.message,
        run_count: 2,
        snapshot_stale: true,
      });
      expect(await metricsOf(coordinator)).to.deep.include({
        scan_count: 1,
        failures: 1,
        stale_served: 2,
        sessions_rescanned: 3,
        sessions_reused: 0,
      });
    });
  });

  describe('in the log', () => {
    it('tells of the first scan and of what it unlocked, of later scans only to who wants to know', async () => {
      const { coordinator, scanner, lines } = await warmedUp();
      expect(lines.map((line) => line.replace(/in \d+ ms/, 'in … ms'))).to.deep.equal([
        'info: Scanned 3 of 3 sessions in … ms.',
        'info: Unlocked 1 achievement.',
      ]);
      lines.length = 0;
      const rescan = coordinator.rescan({ full: false });
      await quiet();
      await scanner.scan.succeed(reportOf({ session_count: 4, total_tool_calls: 1_001 }, { rescanned: 1 }));
      await rescan;
      expect(lines.map((line) => line.replace(/in \d+ ms/, 'in … ms'))).to.deep.equal([
        'debug: Scanned 1 of 4 sessions in … ms.',
      ]);
    });

    it('tells later unlocks one by one, and which tier was there before', async () => {
      const { coordinator, scanner, lines } = await warmedUp();
      lines.length = 0;
      const rescan = coordinator.rescan({ full: false });
      await quiet();
      const found = { total_tool_calls: 3_000, max_tool_calls_in_session: 500, ...UNTIERED };
      await scanner.scan.succeed(reportOf(found, { rescanned: 1 }));
      await rescan;
      expect(lines.slice(1)).to.have.members([
        'info: Raised: Autonomous Avalanche (Copper to Silver).',
        'info: Unlocked: Let Him Cook (Silver).',
        'info: Unlocked: Dependency Hell Tourist.',
      ]);
    });

    it('tells many unlocks of a first scan in one line', async () => {
      const { coordinator, scanner, lines } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      const all = Object.keys(totalsOf().values).map((id) => [id, 1_000_000]);
      await scanner.scan.succeed(firstReport(Object.fromEntries(all)));
      const { unlocked_count } = (await first).payload;
      expect(unlocked_count).to.be.greaterThan(5);
      expect(lines.slice(1)).to.deep.equal([`info: Unlocked ${unlocked_count} achievements.`]);
    });

    it('has one line when something goes wrong, not one for each try, and one when it works again', async () => {
      const { coordinator, scanner, lines } = setUp();
      for (const end of [BUSY, BUSY, DAMAGED, DAMAGED]) {
        const rescan = coordinator.rescan({ full: false });
        await quiet();
        await Promise.all([scanner.scan.fail(end), rejection(rescan, end.code)]);
      }
      expect(lines).to.deep.equal([`warn: ${BUSY.message}`, `warn: ${DAMAGED.message}`]);
      lines.length = 0;
      for (let time = 0; time < 2; time++) {
        const rescan = coordinator.rescan({ full: false });
        await quiet();
        await scanner.scan.succeed();
        await rescan;
      }
      expect(lines.filter((line) => !line.startsWith('debug'))).to.deep.equal([
        'info: Scanning and saving work again.',
      ]);
    });

    it('has the reason in the same line, and a stack only of what nobody understands', async () => {
      const lines: string[] = [];
      const hear = (line: string) => void lines.push(line);
      const logger = { debug: hear, info: hear, warn: hear, error: hear };
      const { coordinator, scanner } = setUp({ logger });
      const cause = new Error('EACCES: permission denied');
      const locked = new AchievementsError(
        'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
        'It cannot be read.',
        cause,
      );
      // Across threads comes what the log would show of it.
      const distant = new AchievementsError('ERR_ACHIEVEMENTS_DATABASE_IO', 'The disk failed.', cause.stack);
      for (const error of [locked, distant, cause]) {
        const rescan = coordinator.rescan({ full: false });
        await quiet();
        await Promise.all([scanner.scan.fail(error), Promise.resolve(rescan).catch(() => {})]);
      }
      expect(lines).to.deep.equal([
        'It cannot be read. (Error: EACCES: permission denied)',
        'The disk failed. (Error: EACCES: permission denied)',
        `The scan of the history failed. The log of the server says more.\n${cause.stack}`,
      ]);
    });

    it('has what the loading found, and what a later saving found', async () => {
      const { coordinator, scanner, state, lines } = setUp();
      state.loadNotice = 'state.json is damaged.';
      const first = coordinator.snapshot();
      await quiet();
      expect(lines).to.deep.equal(['warn: state.json is damaged.']);
      await scanner.scan.succeed(firstReport());
      expect((await first).payload.error).to.equal('state.json is damaged.');
      expect(lines.filter((line) => line.startsWith('warn'))).to.have.length(1);

      state.notice = 'state.json is damaged again.';
      const rescan = coordinator.rescan({ full: true });
      await quiet();
      await scanner.scan.succeed(firstReport());
      await rescan;
      expect(lines.filter((line) => line.startsWith('warn'))).to.deep.equal([
        'warn: state.json is damaged.',
        'warn: state.json is damaged again.',
      ]);
      expect((await coordinator.snapshot()).payload.error).to.equal('state.json is damaged again.');
    });

    it('has what is to know of the history once, and the answer has it beside the error', async () => {
      const { coordinator, scanner, lines } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      expect(lines).to.deep.equal([]);
      await scanner.scan.succeed({ ...firstReport(), notice: 'Mount the directory.' });
      expect((await first).payload).to.include({ notice: 'Mount the directory.', error: null });
      const rescan = coordinator.rescan({ full: true });
      await quiet();
      await scanner.scan.succeed({ ...firstReport(), notice: 'Mount the directory.' });
      await rescan;
      expect(lines.filter((line) => line.startsWith('warn'))).to.deep.equal(['warn: Mount the directory.']);
      const mended = coordinator.rescan({ full: true });
      await quiet();
      await scanner.scan.succeed(firstReport());
      await mended;
      expect((await coordinator.snapshot()).payload.notice).to.equal(null);
    });

    it('says when saving fails, and when it works again', async () => {
      const { coordinator, scanner, state, lines } = setUp();
      state.trouble = FULL_DISK;
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed(firstReport({ session_count: 3 }));
      expect(tellsOf(await first)).to.include({ error: FULL_DISK.message, stale: false, cache: 'fresh' });
      expect(lines.filter((line) => line.startsWith('warn'))).to.deep.equal([`warn: ${FULL_DISK.message}`]);
      state.trouble = undefined;
      const rescan = coordinator.rescan({ full: false });
      await quiet();
      expect(scanner.scan.order.last, 'something is to be saved whatever the list says').to.equal(undefined);
      await scanner.scan.succeed(reportOf({ session_count: 3 }));
      await rescan;
      expect(lines).to.include('info: Scanning and saving work again.');
      expect(state.done.slice(-2)).to.deep.equal(['unlocks', 'snapshot']);
      expect(tellsOf(await coordinator.snapshot())).to.include({ error: null });
    });

    it('says when who scans cannot save the checkpoint, and when that works again', async () => {
      const { coordinator, scanner, lines } = await warmedUp();
      const { code, message } = FULL_DISK;
      const rescan = async (part: Partial<ScanReport>) => {
        const done = coordinator.rescan({ full: false });
        await quiet();
        const { last } = scanner.scan.order;
        await scanner.scan.succeed(reportOf({ session_count: 3, total_tool_calls: 1_000 }, part));
        await done;
        return last;
      };
      await rescan({ mark: 'one', stamp: undefined, problem: { code, message, cause: 'ENOSPC' } });
      expect(tellsOf(await coordinator.snapshot())).to.include({ error: message, stale: false });
      expect(lines.filter((line) => line.startsWith('warn'))).to.deep.equal([`warn: ${message} (ENOSPC)`]);
      expect(await rescan({ mark: 'one', stamp: 'saved' }), 'it has to try again').to.equal(undefined);
      expect(lines).to.include('info: Scanning and saving work again.');
      expect(tellsOf(await coordinator.snapshot())).to.include({ error: null });
      expect(await rescan({})).to.deep.equal({ mark: 'one', stamp: 'saved' });
    });
  });

  describe('asked for recent unlocks', () => {
    it('lists as many as are wanted, newest first', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      await clock.advance(5_000);
      const rescan = coordinator.rescan({ full: false });
      await quiet();
      await scanner.scan.succeed(reportOf({ total_tool_calls: 1_000, max_tool_calls_in_session: 500 }));
      await rescan;
      const ids = async (limit: number) => (await coordinator.recentUnlocks(limit)).map(({ id }) => id);
      expect(await ids(100)).to.deep.equal(['let_him_cook', 'autonomous_avalanche']);
      expect(await ids(1)).to.deep.equal(['let_him_cook']);
    });

    it('has a badge that climbed where its climb puts it, with the time of its unlock', async () => {
      const { coordinator, scanner, clock } = await warmedUp();
      const counted = async (values: Parameters<typeof reportOf>[0]) => {
        await clock.advance(5_000);
        const rescan = coordinator.rescan({ full: false });
        await quiet();
        await scanner.scan.succeed(reportOf(values));
        await rescan;
      };
      const [before] = await coordinator.recentUnlocks(1);
      await counted({ total_tool_calls: 1_000, max_tool_calls_in_session: 500 });
      await counted({ total_tool_calls: 3_000, max_tool_calls_in_session: 500 });
      const recent = await coordinator.recentUnlocks(9);
      expect(recent.map(({ id, tier }) => [id, tier])).to.deep.equal([
        ['autonomous_avalanche', 'Silver'],
        ['let_him_cook', 'Silver'],
      ]);
      expect(recent[0]?.unlocked_at).to.equal(before?.unlocked_at);
    });
  });

  describe('on another day', () => {
    const DAY = 86_400_000;
    const day = (ago: number) => String(Date.UTC(2026, 8, 15) / DAY - ago);
    const view = {
      ...{ longest: null, mostTools: null },
      days: { [day(400)]: [1, 0, 0, 0, 0], [day(0)]: [2, 0, 0, 0, 0] } as const,
      recent: { [day(0)]: { total_tool_calls: 28 }, [day(6)]: { total_tool_calls: 56 } },
    };
    const paceIn = ({ payload }: View) =>
      payload.achievements.find(({ id }) => id === 'autonomous_avalanche')?.pace;

    it('tells another pace, which is a change of the file as well, though the history has not changed', async () => {
      const { coordinator, scanner, state, clock } = setUp();
      scanner.look = 'as ever';
      const first = coordinator.snapshot();
      await quiet();
      await scanner.scan.succeed({ ...firstReport({ total_tool_calls: 100 }), view });
      expect(paceIn(await first)).to.deep.equal({ last_7_days: 84, last_28_days: 84, eta_days: 300 });
      await clock.advance(DAY - 1);
      await coordinator.rescan({ full: false });
      expect(state.done.filter((what) => what === 'snapshot')).to.have.length(1);
      await clock.advance(1);
      await coordinator.rescan({ full: false });
      expect(state.done.filter((what) => what === 'snapshot')).to.have.length(2);
      expect(scanner.scans).to.have.length(1);
      expect(paceIn(await coordinator.snapshot())).to.deep.equal({
        last_7_days: 28,
        last_28_days: 84,
        eta_days: 300,
      });
      const { days } = (await coordinator.snapshot()).activity(2);
      expect(days.map(({ date, sessions }) => [date, sessions])).to.deep.equal([
        ['2026-09-15', 2],
        ['2026-09-16', 0],
      ]);
    });
  });

  it('looks at a history that has not changed when something of it has no date yet', async () => {
    const { coordinator, scanner, state, clock } = setUp();
    scanner.look = 'as ever';
    const first = coordinator.snapshot();
    await quiet();
    // Another process starts anew between the scan and the save: then nobody can be asked for dates.
    const save = state.saveUnlocks.bind(state);
    state.saveUnlocks = async (unlocks) => {
      state.saveUnlocks = save;
      await state.reset(clock.now() + 1_000);
      return await state.saveUnlocks(unlocks);
    };
    await scanner.scan.succeed(firstReport({ total_tool_calls: 1_000 }));
    await first;
    expect(state.unlocks.unlocks.get('autonomous_avalanche')).to.not.have.property('tiers');
    const again = coordinator.rescan({ full: false });
    await quiet();
    expect(scanner.scans).to.have.length(2);
    await scanner.scan.succeed(reportOf({ total_tool_calls: 1_000 }));
    await again;
    expect(state.unlocks.unlocks.get('autonomous_avalanche')).to.have.property('tiers');
    await coordinator.rescan({ full: false });
    expect(scanner.scans).to.have.length(2);
  });

  describe('whose checkpoint turns out to be damaged', () => {
    const lost = () => new AchievementsError('ERR_ACHIEVEMENTS_SCANNING', 'Lost.');

    it('dates nothing by what is left: it scans once more, in the same turn', async () => {
      const { coordinator, scanner, state } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      scanner.dates = async () => undefined;
      await scanner.scan.succeed(firstReport({ total_tool_calls: 1_000 }));
      expect(scanner.scans).to.have.length(2);
      expect(scanner.scan.order.last).to.equal(undefined);
      expect([state.unlocks.unlocks.size, state.done]).to.deep.equal([0, ['load']]);
      const metric = 'total_tool_calls';
      scanner.dates = async () => [{ metric, atLeast: 1_000, at: 1_700_000_000, id: 's1' }];
      await scanner.scan.succeed(firstReport({ total_tool_calls: 1_000 }));
      expect((await first).payload).to.include({ error: null });
      expect(state.unlocks.unlocks.get('autonomous_avalanche')?.tiers?.Copper).to.include({
        reached_at: 1_700_000_000,
        reached_in: 's1',
      });
      expect([scanner.turns, scanner.held]).to.deep.equal([1, 0]);
    });

    it('fails when that does not help, and records nothing', async () => {
      const { coordinator, scanner, state } = setUp();
      const first = coordinator.snapshot();
      await quiet();
      scanner.dates = async () => undefined;
      for (let tries = 0; tries < 3; tries++)
        await scanner.scan.succeed(firstReport({ total_tool_calls: 1_000 }));
      expect((await first).payload.error).to.match(/cannot be read any more/);
      expect(scanner.scans).to.have.length(3);
      expect(state.unlocks.unlocks.size).to.equal(0);
    });

    it('reads all of it anew when a session cannot be told, once at a time and not after each failure', async () => {
      const { coordinator, scanner } = await warmedUp();
      scanner.recordOf = () => Promise.reject(lost());
      await rejection(coordinator.sessionBadges('s1'), 'ERR_ACHIEVEMENTS_SCANNING');
      await rejection(coordinator.sessionBadges('s1'), 'ERR_ACHIEVEMENTS_SCANNING');
      await quiet();
      expect(scanner.scans.map(({ order }) => order.full)).to.deep.equal([false, true]);
      await scanner.scan.fail(BUSY);
      await rejection(coordinator.sessionBadges('s1'), 'ERR_ACHIEVEMENTS_SCANNING');
      await quiet();
      expect(scanner.scans).to.have.length(2);
    });
  });

  it('asks once what others have saved, however many read while that is asked and something waits for it', async () => {
    const { coordinator, scanner, state, clock } = await warmedUp();
    await clock.advance(TTL + 1);
    void coordinator.snapshot();
    await quiet();
    await scanner.scan.fail(BUSY);
    let [looks, letGo] = [0, () => {}];
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const asked = state.snapshotModified.bind(state);
    state.snapshotModified = async () => {
      looks++;
      await held;
      return await asked();
    };
    await coordinator.snapshot();
    await quiet();
    const reset = coordinator.reset();
    for (let read = 0; read < 5; read++) await coordinator.snapshot();
    expect(looks).to.equal(1);
    letGo();
    await reset;
    await quiet();
    expect(looks).to.equal(1);
  });

  describe('asked for the badges of a session', () => {
    it('evaluates that session alone, without unlock times, and begins no scan', async () => {
      const { coordinator, scanner } = await warmedUp();
      const record = recordOf({ id: 's1' }, { tool_call_count: 500 });
      scanner.recordOf = async (id) => (id === 's1' ? record : undefined);
      const badges = await coordinator.sessionBadges('s1');
      expect(badges.map(({ id, tier }) => [id, tier])).to.deep.include(['let_him_cook', 'Silver']);
      expect(badges.every(({ unlocked }) => unlocked)).to.equal(true);
      expect(JSON.stringify(badges)).to.not.include('unlocked_at');
      expect(await coordinator.sessionBadges('s2')).to.deep.equal([]);
      expect(scanner.asked).to.deep.equal(['s1', 's2']);
      expect([scanner.scans.length, scanner.turns, scanner.held]).to.deep.equal([1, 1, 0]);
    });

    it('tries again after it failed', async () => {
      const { coordinator, scanner } = await warmedUp();
      scanner.recordOf = () => Promise.reject(new Error('no luck'));
      expect(await coordinator.sessionBadges('s1').then(String, String)).to.equal('Error: no luck');
      scanner.recordOf = async () => undefined;
      expect(await coordinator.sessionBadges('s1')).to.deep.equal([]);
      expect(scanner.asked).to.have.length(2);
    });

    it('counts nothing anew because of a failure that says nothing of what is kept', async () => {
      const { coordinator, scanner } = await warmedUp();
      for (const error of [BUSY, new Error('no luck')]) {
        scanner.recordOf = () => Promise.reject(error);
        expect(await coordinator.sessionBadges('s1').catch((reason: unknown) => reason)).to.equal(error);
      }
      await quiet();
      expect(scanner.scans).to.have.length(1);
    });

    it('says why there are none as long as no scan was through', async () => {
      const { coordinator, scanner } = setUp();
      const badges = rejection(coordinator.sessionBadges('s1'), 'ERR_ACHIEVEMENTS_DATABASE_BUSY');
      await quiet();
      await scanner.scan.fail(BUSY);
      await badges;
      expect(scanner.asked).to.deep.equal([]);
    });
  });
});

describe('Waiting for something, but not for ever', () => {
  it('tells whether it came in time, well or not, and leaves no timer behind', async () => {
    const clock = new ManualClock();
    expect(await settlesWithin(clock, Promise.resolve(), 10)).to.equal(true);
    expect(await settlesWithin(clock, Promise.reject(new Error('no')), 10)).to.equal(true);
    expect(clock.pending).to.equal(0);
    const waiting = settlesWithin(clock, new Promise(() => {}), 10);
    await clock.advance(10);
    expect(await waiting).to.equal(false);
  });
});
