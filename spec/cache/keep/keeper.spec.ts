import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { Keeper } from '#src/cache/keep/keeper.js';
import { CATALOG } from '#src/engine/badges/catalog.js';
import type { MetricId } from '#src/engine/folding/metrics.js';
import { checkOf } from '#src/state/check.js';
import { createState } from '#src/state/state.js';
import { NOTHING_SEEN } from '../../state/support.js';
import { temporaryHome } from '../../support/home.js';
import { utc } from '../../support/records.js';
import { rejection } from '../../support/rejection.js';
import { firstReport, reportOf, undated } from '../../support/scanning.js';
import { totalsOf } from '../../support/totals.js';

const NOW = Date.UTC(2026, 8, 15);
const FILES = ['state.json', 'scan_snapshot.json'] as const;
const AS_ROOT = process.getuid?.() === 0;

describe('What is kept of a scan', () => {
  const home = temporaryHome();
  const file = (name: string) => join(home().stateDir, name);

  /** What is there but for locks. */
  const saved = async () => (await readdir(home().stateDir)).filter((name) => !name.endsWith('.lock')).sort();

  async function start(place = 'a place', timeZone = 'UTC'): Promise<Keeper> {
    const state = createState({
      stateDir: home().stateDir,
      legacyStatePath: join(home().path, 'plugin-data', 'hermes-achievements', 'state.json'),
      settle: async () => {},
    });
    const keeper = new Keeper(state, place, { name: timeZone, localTime: utc });
    await keeper.load();
    return keeper;
  }

  /** With a finished first scan. */
  async function kept(
    values: Partial<Record<MetricId, number>> = { total_tool_calls: 3_000 },
  ): Promise<Keeper> {
    const keeper = await start();
    await keeper.accept(firstReport(values), undated, NOW, 5);
    return keeper;
  }

  const facts = () =>
    Promise.all(
      FILES.map(async (name) => {
        const { ino, mtimeMs } = await stat(file(name));
        return { name, ino, mtimeMs };
      }),
    );

  async function read(name: (typeof FILES)[number]) {
    const content: Record<string, unknown> = JSON.parse(await readFile(file(name), 'utf8'));
    return content;
  }

  async function rewrite(change: (snapshot: Record<string, unknown>) => unknown): Promise<void> {
    const { check: _, ...snapshot } = await read('scan_snapshot.json');
    const text = JSON.stringify(change(snapshot)).slice(0, -1);
    await writeFile(file('scan_snapshot.json'), text + checkOf(text));
  }

  describe('in memory', () => {
    it('is nothing at first', async () => {
      const keeper = await start();
      expect(keeper.snapshot).to.equal(undefined);
      expect(keeper.unlocks.size).to.equal(0);
      expect(keeper).to.include({ saved: true, notice: null, problem: undefined });
      expect(await keeper.last()).to.equal(undefined);
      expect(await readdir(home().path)).to.deep.equal([]);
    });

    it('is the snapshot, and what was unlocked with its time', async () => {
      const keeper = await start();
      const { news, changed } = await keeper.accept(
        firstReport({ total_tool_calls: 3_000 }),
        undated,
        NOW,
        12.4,
      );
      expect(changed).to.equal(true);
      expect(news.map(({ achievement, tier }) => [achievement.id, tier])).to.deep.equal([
        ['autonomous_avalanche', 'Silver'],
      ]);
      expect(keeper.snapshot).to.deep.equal({
        aggregate: totalsOf({ total_tool_calls: 3_000 }),
        view: NOTHING_SEEN,
        notice: null,
        verifiedAt: NOW,
        numbers: {
          mode: 'full',
          sessions_total: 3,
          sessions_rescanned: 3,
          sessions_reused: 0,
          sessions_scanned_so_far: 3,
          sessions_expected_total: 3,
          duration_ms: 12,
          messages_scanned: 30,
        },
      });
      expect(keeper.unlocks.get('autonomous_avalanche')).to.deep.include({
        unlocked_at: NOW / 1000,
        first_tier: 'Silver',
      });
    });

    it('keeps what was unlocked when the sessions are gone', async () => {
      const keeper = await kept();
      const { news } = await keeper.accept(reportOf({ total_tool_calls: 0 }), undated, NOW + 1_000, 5);
      expect(news).to.deep.equal([]);
      expect(keeper.unlocks.get('autonomous_avalanche')).to.deep.include({
        unlocked_at: NOW / 1000,
        highest_tier: 'Silver',
      });
      const again = await start();
      expect(again.unlocks.get('autonomous_avalanche')).to.deep.include({ unlocked_at: NOW / 1000 });
    });

    it('raises a tier, and keeps the time of the first unlock', async () => {
      const keeper = await kept();
      const { news } = await keeper.accept(reportOf({ total_tool_calls: 8_000 }), undated, NOW + 9_000, 5);
      expect(news.map(({ previousTier, tier }) => [previousTier, tier])).to.deep.equal([['Silver', 'Gold']]);
      expect((await start()).unlocks.get('autonomous_avalanche')).to.deep.include({
        unlocked_at: NOW / 1000,
        first_tier: 'Silver',
        highest_tier: 'Gold',
      });
    });
  });

  describe('on disk', () => {
    it('is all that a restart needs to serve at once', async () => {
      const keeper = await kept();
      const again = await start();
      expect(again.snapshot).to.deep.equal(keeper.snapshot);
      expect(again.unlocks).to.deep.equal(keeper.unlocks);
    });

    it('is evidence as well', async () => {
      const evidence = { max_tool_calls_in_session: { session_id: 's1', title: 'T', value: 300 } };
      const aggregate = totalsOf({ max_tool_calls_in_session: 300 }, evidence);
      const keeper = await start();
      await keeper.accept({ ...firstReport(), aggregate }, undated, NOW, 5);
      expect((await start()).snapshot?.aggregate).to.deep.equal(aggregate);
    });

    it('is a snapshot that other programs can read', async () => {
      await kept();
      const snapshot = await read('scan_snapshot.json');
      expect(snapshot).to.include({
        unlocked_count: 1,
        total_count: CATALOG.length,
        error: null,
        is_stale: false,
      });
      expect(snapshot).to.include({ generated_at: NOW / 1000 });
      const { scan_meta, aggregate, sessions } = snapshot;
      expect(scan_meta).to.deep.include({ mode: 'full' });
      expect(scan_meta).to.have.deep.property('status', {
        state: 'idle',
        cache: 'fresh',
        last_success_at: NOW / 1000,
        last_error: null,
        run_count: 1,
      });
      expect(aggregate).to.include({ total_tool_calls: 3_000 });
      expect(sessions).to.deep.equal([]);
    });

    it('is written in the order of its worth: nothing younger than the unlocks', async () => {
      await kept();
      const [state, snapshot] = await Promise.all(
        FILES.map(async (name) => (await stat(file(name), { bigint: true })).ctimeNs),
      );
      if (state === undefined || snapshot === undefined) expect.fail('no files');
      else expect(state <= snapshot).to.equal(true);
    });

    it('is not rewritten when nothing changed: only the snapshot’s time moves on', async () => {
      const keeper = await kept();
      const before = await facts();
      const later = NOW + 600_000;
      const { changed } = await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, later, 5);
      expect(changed).to.equal(false);
      expect(await facts()).to.deep.equal(
        before.map((fact) => (fact.name === 'scan_snapshot.json' ? { ...fact, mtimeMs: later } : fact)),
      );
      expect(keeper.snapshot).to.deep.include({ verifiedAt: later });
      expect(keeper.snapshot?.numbers).to.include({
        mode: 'incremental',
        sessions_rescanned: 0,
        sessions_reused: 3,
        sessions_total: 3,
        messages_scanned: 0,
      });
      expect((await start()).snapshot?.verifiedAt).to.equal(later);
    });

    it('is not rewritten when it is confirmed without a scan, unless that is on another day', async () => {
      const keeper = await kept();
      const before = await facts();
      expect(await keeper.confirm(NOW + 5_000, 1)).to.equal(false);
      expect(await facts()).to.deep.equal(
        before.map((fact) => (fact.name === 'scan_snapshot.json' ? { ...fact, mtimeMs: NOW + 5_000 } : fact)),
      );
      expect(keeper.snapshot?.verifiedAt).to.equal(NOW + 5_000);
      expect(keeper).to.include({ saved: true, problem: undefined });
      expect(await keeper.confirm(NOW + 86_405_000, 1)).to.equal(true);
    });

    it('has nothing to confirm before the first scan', async () => {
      const keeper = await start();
      await keeper.confirm(NOW, 1);
      expect(await readdir(home().path)).to.deep.equal([]);
    });

    it('is rewritten as far as it changed', async () => {
      const keeper = await kept();
      const [state, snapshot] = await facts();
      await keeper.accept(reportOf({ total_tool_calls: 3_001 }), undated, NOW + 5_000, 5);
      const [stateAfter, snapshotAfter] = await facts();
      expect(stateAfter).to.deep.equal(state);
      expect(snapshotAfter?.ino).to.not.equal(snapshot?.ino);
      expect(snapshotAfter?.mtimeMs).to.equal(NOW + 5_000);
      expect(await read('scan_snapshot.json')).to.include({ generated_at: NOW / 1000 + 5 });
    });

    for (const [title, report] of [
      ['another checkpoint', reportOf({ total_tool_calls: 3_000 }, { changed: true })],
      ['another history', reportOf({ total_tool_calls: 3_000 }, { identity: 'another history' })],
    ] as const) {
      it(`is rewritten for ${title}, though the counts are the same`, async () => {
        const keeper = await kept();
        expect(await keeper.accept(report, undated, NOW + 5_000, 5)).to.include({ changed: true });
        expect(await read('scan_snapshot.json')).to.include({
          generated_at: NOW / 1000 + 5,
          database: report.identity,
        });
      });
    }

    it('is what the user should know of the history, and is rewritten when that is new', async () => {
      const keeper = await kept();
      const report = reportOf({ total_tool_calls: 3_000 }, { notice: 'Mount the directory.' });
      expect(await keeper.accept(report, undated, NOW + 5_000, 5)).to.include({ changed: true });
      await keeper.confirm(NOW + 9_000, 1);
      expect(await read('scan_snapshot.json')).to.include({ notice: 'Mount the directory.', error: null });
      const again = await start();
      expect(again.snapshot).to.include({ notice: 'Mount the directory.', verifiedAt: NOW + 9_000 });
      expect(await again.accept(report, undated, NOW + 10_000, 5)).to.include({ changed: false });
      await again.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 11_000, 5);
      expect((await start()).snapshot?.notice).to.equal(null);
    });

    it('is written again when somebody removed the snapshot', async () => {
      const keeper = await kept();
      await rm(file('scan_snapshot.json'));
      await keeper.confirm(NOW + 5_000, 1);
      expect((await stat(file('scan_snapshot.json'))).mtimeMs).to.equal(NOW + 5_000);
      expect(await read('scan_snapshot.json')).to.include({
        generated_at: NOW / 1000 + 5,
        unlocked_count: 1,
      });
      expect(keeper.saved).to.equal(true);
    });

    it('takes over what the earlier plugin knew', async () => {
      const theirs = join(home().path, 'plugin-data', 'hermes-achievements');
      await mkdir(theirs, { recursive: true });
      await writeFile(
        join(theirs, 'state.json'),
        '{"unlocks":{"let_him_cook":{"unlocked_at":1700000000,"first_tier":"Gold","evidence":null}}}',
      );
      await kept();
      expect((await start()).unlocks.get('let_him_cook')).to.deep.include({ unlocked_at: 1_700_000_000 });
      expect(await read('state.json')).to.have.nested.property('unlocks.let_him_cook.first_tier', 'Gold');
    });

    it('says so once more when another process has unlocked something meanwhile', async () => {
      const [one, other] = [await kept(), await start()];
      await other.accept(
        reportOf({ total_delegate_calls: 5, total_tool_calls: 3_000 }),
        undated,
        NOW + 1_000,
        5,
      );
      await one.accept(reportOf({ total_tool_calls: 3_001 }), undated, NOW + 2_000, 5);
      expect([...one.unlocks.keys()].sort()).to.deep.equal(['autonomous_avalanche', 'subagent_commander']);
      const snapshot = await read('scan_snapshot.json');
      expect(snapshot).to.include({ unlocked_count: 2 });
    });
  });

  describe('is of no use', () => {
    async function isForgotten(): Promise<void> {
      const keeper = await start();
      expect(keeper.snapshot).to.equal(undefined);
      expect(keeper.unlocks.size, 'unlocks stay').to.equal(1);
      expect(keeper.notice).to.equal(null);
    }

    it('for another way of counting', async () => {
      await kept();
      await rewrite((snapshot) => ({ ...snapshot, analysis_version: 'older' }));
      await isForgotten();
    });

    it('for a database in another place', async () => {
      await kept();
      expect((await start('another place')).snapshot).to.equal(undefined);
      expect((await start('another place')).unlocks.size).to.equal(1);
    });

    it('when it is damaged', async () => {
      await kept();
      const text = await readFile(file('scan_snapshot.json'), 'utf8');
      for (const damaged of ['', 'null', '{}', text.slice(0, -20), text.replace('"full"', '"no mode"')]) {
        await writeFile(file('scan_snapshot.json'), damaged);
        await isForgotten();
      }
    });

    it('but its unlocks are, and the next scan writes it all again', async () => {
      await kept();
      await writeFile(file('scan_snapshot.json'), 'x');
      const keeper = await start();
      await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 9_000, 5);
      const again = await start();
      expect(again.snapshot?.verifiedAt).to.equal(NOW + 9_000);
      expect(again.unlocks.get('autonomous_avalanche')).to.deep.include({ unlocked_at: NOW / 1000 });
    });
  });

  describe('where nothing can be saved', () => {
    /** A file in the place of the directory stops root as well. */
    async function block(): Promise<() => Promise<void>> {
      const parent = join(home().path, 'plugins');
      await rename(parent, `${parent}.away`).catch(() => {});
      await writeFile(parent, 'in the way');
      return async () => {
        await rm(parent);
        await rename(`${parent}.away`, parent).catch(() => {});
      };
    }

    it('is served all the same, says so, and is saved later', async () => {
      const unblock = await block();
      const keeper = await start();
      await keeper.accept(firstReport({ total_tool_calls: 3_000 }), undated, NOW, 5);
      expect(keeper.problem?.code).to.equal('ERR_ACHIEVEMENTS_STATE');
      expect(keeper.problem?.message)
        .to.match(/a file has the name|is a file/)
        .and.to.not.include(home().path);
      expect(keeper.saved).to.equal(false);
      expect(keeper.snapshot?.aggregate.values.total_tool_calls).to.equal(3_000);
      expect(keeper.unlocks.size).to.equal(1);

      await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 5_000, 5);
      expect(keeper.saved).to.equal(false);
      await unblock();
      await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 10_000, 5);
      expect(keeper).to.include({ saved: true, problem: undefined });
      const again = await start();
      expect(again.unlocks.get('autonomous_avalanche')).to.deep.include({ unlocked_at: NOW / 1000 });
      expect(again.snapshot).to.deep.equal(keeper.snapshot);
    });

    it('is saved all the same when who scans could not save the checkpoint, and says so until that works', async () => {
      const keeper = await start();
      const problem = { code: 'ERR_ACHIEVEMENTS_STATE', message: 'The disk is full.', cause: 'x' } as const;
      await keeper.accept({ ...firstReport({ total_tool_calls: 3_000 }), problem }, undated, NOW, 5);
      expect(keeper.problem).to.include({ code: problem.code, message: problem.message, cause: 'x' });
      expect(keeper.saved).to.equal(false);
      expect((await start()).snapshot).to.deep.equal(keeper.snapshot);
      await keeper.accept({ ...reportOf({ total_tool_calls: 3_000 }), problem }, undated, NOW + 1_000, 5);
      expect(keeper.saved).to.equal(false);
      await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 2_000, 5);
      expect(keeper).to.include({ saved: true, problem: undefined });
    });

    it('keeps what was saved before', async () => {
      const keeper = await kept();
      const unblock = await block();
      await keeper.accept(reportOf({ total_tool_calls: 8_000 }), undated, NOW + 1_000, 5);
      expect(keeper.problem).to.not.equal(undefined);
      await unblock();
      expect((await start()).unlocks.get('autonomous_avalanche')).to.deep.include({ highest_tier: 'Silver' });
      await keeper.accept(reportOf({ total_tool_calls: 8_000 }), undated, NOW + 2_000, 5);
      expect((await start()).unlocks.get('autonomous_avalanche')).to.deep.include({ highest_tier: 'Gold' });
    });

    it('says when the snapshot cannot even be touched, and tries again', async () => {
      const keeper = await kept();
      const unblock = await block();
      await keeper.confirm(NOW + 1_000, 1);
      expect(keeper.problem?.code).to.equal('ERR_ACHIEVEMENTS_STATE');
      expect(keeper.snapshot?.verifiedAt).to.equal(NOW + 1_000);
      await unblock();
      await keeper.confirm(NOW + 2_000, 1);
      expect(keeper.problem).to.equal(undefined);
      expect((await stat(file('scan_snapshot.json'))).mtimeMs).to.equal(NOW + 2_000);
    });

    it('writes a removed snapshot as soon as that is possible', async () => {
      const keeper = await kept();
      await rm(home().stateDir, { recursive: true });
      const unblock = await block();
      await rm(join(home().path, 'plugins'));
      await symlink('nowhere', join(home().path, 'plugins'));
      await keeper.confirm(NOW + 1_000, 1);
      expect(keeper.saved).to.equal(false);
      await unblock();
      await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 2_000, 5);
      expect(keeper.saved).to.equal(true);
      expect((await start()).snapshot?.aggregate).to.deep.equal(keeper.snapshot?.aggregate);
    });

    (AS_ROOT ? it.skip : it)(
      `because the directory is read-only, says so${AS_ROOT ? ' (skipped: root may write everywhere)' : ''}`,
      async () => {
        const keeper = await kept();
        await chmod(home().stateDir, 0o500);
        await keeper.accept(reportOf({ total_tool_calls: 8_000 }), undated, NOW + 1_000, 5);
        await chmod(home().stateDir, 0o700);
        expect(keeper.problem?.message).to.match(/permission/);
      },
    );

    it('writes no snapshot before the unlocks', async () => {
      await mkdir(file('state.json'), { recursive: true });
      const keeper = await start();
      expect(keeper.notice).to.match(/state\.json cannot be read/);
      await keeper.accept(firstReport({ total_tool_calls: 3_000 }), undated, NOW, 5);
      expect(await saved()).to.deep.equal(['state.json']);
      expect(keeper.problem?.message).to.match(/state\.json cannot be read/);
    });

    it('says no longer that state.json cannot be read once it can, and has what is in it', async () => {
      await kept();
      await rename(file('state.json'), file('away'));
      await mkdir(file('state.json'));
      const keeper = await start();
      expect(keeper.notice).to.match(/state\.json cannot be read/);
      await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 5_000, 5);
      expect(keeper.notice).to.match(/state\.json cannot be read/);
      await rm(file('state.json'), { recursive: true });
      await rename(file('away'), file('state.json'));
      await keeper.accept(reportOf({ total_tool_calls: 3_000 }), undated, NOW + 9_000, 5);
      expect(keeper).to.include({ notice: null, problem: undefined });
      expect(keeper.unlocks.get('autonomous_avalanche')).to.deep.include({ unlocked_at: NOW / 1000 });
    });

    it('goes on saying what cannot be taken over', async () => {
      const theirs = join(home().path, 'plugin-data', 'hermes-achievements', 'state.json');
      await mkdir(theirs, { recursive: true });
      const keeper = await kept();
      expect(keeper.notice).to.match(/earlier plugin .* could not be taken over/);
      expect(keeper.problem).to.equal(undefined);
    });
  });

  describe('where state.json is damaged', () => {
    it('is set aside and reported at loading, and a new one is begun', async () => {
      await kept();
      await writeFile(file('state.json'), '{"unlocks": {');
      await utimes(file('state.json'), 1_790_000_000, 1_790_000_000);
      const keeper = await start();
      expect(keeper.notice).to.match(
        /state\.json is damaged .* set aside as state\.json\.corrupt-1790000000/,
      );
      expect(await readFile(file('state.json.corrupt-1790000000'), 'utf8')).to.equal('{"unlocks": {');
      await keeper.accept(reportOf({ total_tool_calls: 3_001 }), undated, NOW + 1_000, 5);
      expect(await read('state.json')).to.have.nested.property('unlocks.autonomous_avalanche');
      expect(keeper.notice).to.match(/is damaged/);
    });

    it('is set aside and reported when that happens later, and what is known is saved', async () => {
      const keeper = await kept();
      await writeFile(file('state.json'), 'no JSON');
      await keeper.accept(reportOf({ total_tool_calls: 3_001 }), undated, NOW + 1_000, 5);
      expect(keeper.notice).to.match(/set aside/);
      expect(keeper.problem).to.equal(undefined);
      expect(await read('state.json')).to.have.nested.property(
        'unlocks.autonomous_avalanche.unlocked_at',
        NOW / 1000,
      );
    });
  });

  describe('is forgotten by a reset', () => {
    it('in memory and on disk, but for the old unlocks, which are kept aside', async () => {
      const keeper = await kept();
      await keeper.reset(NOW + 1_000);
      expect(keeper.snapshot).to.equal(undefined);
      expect(keeper.unlocks.size).to.equal(0);
      expect(await saved()).to.deep.equal(['state.json', `state.json.reset-${NOW / 1000 + 1}`]);
      expect(await read('state.json')).to.deep.equal({ unlocks: {}, reset_at: NOW / 1000 + 1 });
      const again = await start();
      expect([again.snapshot, again.unlocks.size]).to.deep.equal([undefined, 0]);
    });

    it('with what could not be saved, and what was wrong', async () => {
      await mkdir(home().stateDir, { recursive: true });
      await writeFile(file('state.json'), 'no JSON');
      const keeper = await start();
      expect(keeper.notice).to.not.equal(null);
      await rm(home().stateDir, { recursive: true });
      await writeFile(home().stateDir, 'in the way');
      await keeper.accept(firstReport({ total_tool_calls: 3_000 }), undated, NOW, 5);
      expect(keeper.saved).to.equal(false);
      await rejection(keeper.reset(NOW + 1_000), 'ERR_ACHIEVEMENTS_STATE');
      expect(keeper.unlocks.size).to.equal(1);
      await rm(home().stateDir);
      await keeper.reset(NOW + 1_000);
      expect(keeper).to.include({ saved: true, notice: null, problem: undefined });
    });
  });

  describe('tells what the last scan saw and left, by which the next one may be spared', () => {
    const seen = { mark: 'of the list', stamp: 'of the checkpoint' };
    const report = () => reportOf({ total_tool_calls: 3_000 }, seen);

    async function scannedTwice(): Promise<Keeper> {
      const keeper = await kept();
      await keeper.accept(report(), undated, NOW + 1_000, 5);
      return keeper;
    }

    it('when all of it is saved', async () => {
      expect(await (await scannedTwice()).last()).to.deep.equal(seen);
    });

    it('but not when either cannot be told', async () => {
      const keeper = await kept();
      for (const part of [{ mark: undefined }, { stamp: undefined }]) {
        await keeper.accept({ ...report(), ...part }, undated, NOW + 1_000, 5);
        expect(await keeper.last()).to.equal(undefined);
      }
    });

    it('but not after a restart, when another process may have scanned', async () => {
      await scannedTwice();
      expect(await (await start()).last()).to.equal(undefined);
    });

    for (const name of FILES) {
      it(`but not when somebody removed or replaced ${name}`, async () => {
        const keeper = await scannedTwice();
        const content = await readFile(file(name));
        await rm(file(name));
        expect(await keeper.last()).to.equal(undefined);
        await writeFile(file(name), content);
        expect(await keeper.last()).to.equal(undefined);
      });
    }

    it('but not when the checkpoint could not be saved, nor after a reset', async () => {
      const keeper = await scannedTwice();
      const problem = { code: 'ERR_ACHIEVEMENTS_STATE', message: 'The disk is full.', cause: 'x' } as const;
      await keeper.accept({ ...report(), problem }, undated, NOW + 2_000, 5);
      expect(await keeper.last()).to.equal(undefined);
      await keeper.accept(report(), undated, NOW + 3_000, 5);
      expect(await keeper.last()).to.deep.equal(seen);
      await keeper.reset(NOW + 4_000);
      expect(await keeper.last()).to.equal(undefined);
    });
  });

  it('cannot be changed once it is closed', async () => {
    const keeper = await kept();
    await keeper.close();
    await keeper.accept(reportOf({ total_tool_calls: 9_000 }), undated, NOW + 1_000, 5);
    expect(keeper.problem?.code).to.equal('ERR_ACHIEVEMENTS_CLOSED');
    await rejection(keeper.reset(NOW), 'ERR_ACHIEVEMENTS_CLOSED');
  });
});
