import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Payload } from '#src/payload.js';
import { sessionOf } from '../soak/support/growth.js';
import { Promised, unlocksOf } from '../soak/support/unlocks.js';
import { checkpointIn } from '../support/checkpoint.js';
import { type HistoryWriter, openWriter, writeHistory } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { until } from '../support/scanning.js';
import { readState, type Served, servedHomes } from '../support/served.js';
import type { SharingTask } from '../support/sharing-host.js';
import { readTrace, SharingHost } from '../support/sharing-hosts.js';

const posix = process.platform === 'win32' ? it.skip : it;

/** What an answer shows as unlocked. */
const shownIn = ({ achievements }: Payload) =>
  achievements.flatMap(({ id, tier, unlocked_at }) => (unlocked_at ? [{ id, tier, unlocked_at }] : []));

describe('Processes on one state directory', function () {
  this.timeout(60_000);
  const home = temporaryHome();
  const hosts: SharingHost[] = [];
  let hermes: HistoryWriter;
  let sessions: number;

  beforeEach(async () => {
    sessions = 3;
    await writeHistory(
      home().databasePath,
      Array.from({ length: sessions }, (_, number) => sessionOf(number)),
    );
    hermes = await openWriter(home().databasePath);
  });

  afterEach(async () => {
    await Promise.all(hosts.splice(0).map((host) => host.kill()));
    await hermes.close();
  });

  const trace = () => join(home().path, 'trace');
  const grow = () => hermes.addSession(sessionOf(sessions++));

  async function start(options: Partial<SharingTask['options']> = {}, hangs = false): Promise<SharingHost> {
    const { path, databasePath } = home();
    const task = { options: { hermesHome: path, databasePath, ...options }, trace: trace(), hangs };
    const host = await SharingHost.start(task);
    hosts.push(host);
    return host;
  }

  const statusOf = async (host: SharingHost) => {
    const { body } = await host.ask<{
      readonly state: string;
      readonly snapshot_stale: boolean;
      readonly metrics: { readonly scan_count: number };
    }>('/scan-status');
    return body;
  };

  it('scan once for their first reads', async () => {
    const all = await Promise.all([start(), start(), start()]);
    const answers = await Promise.all(all.map((host) => host.ask('/achievements')));
    for (const { body } of answers) {
      expect(body.error).to.equal(null);
      expect(body.scan_meta).to.include({ mode: 'full', sessions_total: 3 });
      expect(shownIn(body)).to.deep.equal(shownIn(answers[0]?.body ?? body)).and.not.empty;
    }
    const counts = await Promise.all(all.map(async (host) => (await statusOf(host)).metrics.scan_count));
    expect(counts.sort()).to.deep.equal([0, 0, 1]);
    expect(await readTrace(trace())).to.deep.include({ begun: 1, overlaps: [] });
  });

  it('never scan at the same time, and lose no unlock of one another', async () => {
    const all = await Promise.all([start(), start(), start()]);
    const promised = new Promised();
    const losses: string[] = [];
    for (let round = 0; round < 8; round++) {
      await grow();
      // Who scans first may see a session that nobody finds again.
      if (round % 3 === 2) await hermes.deleteSession(`s${round}`);
      const answers = await Promise.all(
        all.map((host, number) => host.ask(number === round % 4 ? '/rescan?full=true' : '/rescan', 'POST')),
      );
      for (const { status, body } of answers) {
        expect(status).to.equal(200);
        losses.push(...promised.missingIn(shownIn(body), 'in an answer'));
      }
      for (const { body } of answers) promised.add(shownIn(body));
      losses.push(
        ...promised.missingIn(await unlocksOf(join(home().stateDir, 'state.json')), 'in state.json'),
      );
    }
    expect(losses).to.deep.equal([]);
    expect(promised.size).to.be.above(3);
    const { begun, byWhom, overlaps } = await readTrace(trace());
    expect(overlaps).to.deep.equal([]);
    expect({ begun: begun >= 24, by: byWhom.size }).to.deep.equal({ begun: true, by: 3 });
    const [save, scan, blocks, ...others] = (await readdir(home().stateDir)).sort();
    expect([save, scan]).to.deep.equal(['save.lock', 'scan.lock']);
    expect(blocks).to.match(/^scan_checkpoint\.[ab]\.blocks$/);
    expect((await checkpointIn(home().stateDir))?.records.size).to.be.above(0);
    expect(others).to.deep.equal(['scan_checkpoint.json', 'scan_snapshot.json', 'state.json']);
  });

  it('take over what one has scanned, each when its own snapshot is stale', async () => {
    const ttlMs = 3_000;
    const [one, other] = await Promise.all([start({ ttlMs }), start({ ttlMs })]);
    await one.ask('/achievements');
    await other.ask('/achievements');
    await grow();
    await until(async () => (await statusOf(other)).snapshot_stale);
    const { body } = await one.ask('/rescan', 'POST');
    expect(body.scan_meta).to.include({ sessions_total: 4 });
    // Served at once, as it is; the look at the files follows.
    await other.ask('/achievements');
    await until(async () => (await statusOf(other)).state === 'idle');
    const taken = (await other.ask('/achievements')).body;
    expect(taken.scan_meta).to.include({ sessions_total: 4 });
    expect(shownIn(taken)).to.deep.equal(shownIn(body));
    expect((await statusOf(other)).metrics.scan_count).to.equal(0);
    expect(await readTrace(trace())).to.deep.include({ begun: 2, overlaps: [] });
  });

  it('forget together what is reset in one of them', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    await one.ask('/achievements');
    const before = (await other.ask('/achievements')).body;
    await until(() => Math.floor(Date.now() / 1000) > before.generated_at);
    expect((await one.ask('/reset-state', 'POST')).status).to.equal(200);
    const after = (await other.ask('/rescan', 'POST')).body;
    const { reset_at, unlocks } = await readState<{
      reset_at: number;
      unlocks: Readonly<Record<string, { readonly recorded_at: number }>>;
    }>(home(), 'state.json');
    // The same badges, of the same dates: all of them recorded anew.
    expect(shownIn(after)).to.deep.equal(shownIn(before));
    expect(Object.keys(unlocks)).to.have.length(shownIn(after).length);
    for (const { recorded_at } of Object.values(unlocks)) expect(recorded_at).to.be.at.least(reset_at);
    expect(shownIn((await one.ask('/achievements')).body)).to.deep.equal(shownIn(after));
  });

  posix('go on when the one that scans is killed', async () => {
    const owner = await start({}, true);
    owner.ask('/achievements').catch(() => {});
    await until(async () => (await readTrace(trace())).begun === 1);
    const other = await start();
    const reading = other.ask('/achievements');
    await until(async () => (await statusOf(other)).state === 'running');
    expect(await readTrace(trace())).to.deep.include({ begun: 1 });
    await owner.kill();
    expect((await reading).body.scan_meta).to.include({ mode: 'full', sessions_total: 3 });
    expect(await readTrace(trace(), [owner.child.pid ?? 0])).to.deep.include({ begun: 2, overlaps: [] });
  });

  posix('wait for one that is suspended while it scans, and are answered meanwhile', async () => {
    const owner = await start({}, true);
    owner.ask('/achievements').catch(() => {});
    await until(async () => (await readTrace(trace())).begun === 1);
    owner.child.kill('SIGSTOP');
    const other = await start({ bootstrapWaitMs: 500, rescanWaitMs: 500 });
    expect((await other.ask('/achievements')).body.scan_meta.mode).to.equal('pending');
    expect((await other.ask('/rescan', 'POST')).status).to.equal(202);
    expect(await readTrace(trace())).to.deep.include({ begun: 1 });
    await owner.kill();
    await until(async () => (await statusOf(other)).state === 'idle');
    expect((await other.ask('/achievements')).body.scan_meta).to.include({ mode: 'full' });
  });
});

describe('Routers in one process', () => {
  const [here, there] = [temporaryHome(), temporaryHome()];
  const [serveHere, serveThere] = [servedHomes(here), servedHomes(there)];

  const scans = ({ lines }: Served) => lines.filter((line) => /Scanned/.test(line)).length;

  it('for one home scan once for their first reads', async () => {
    await writeHistory(here().databasePath, [sessionOf(0)]);
    const routers = [serveHere(), serveHere(), serveHere()];
    const answers = await Promise.all(routers.map((router) => router.read()));
    for (const { scan_meta } of answers) expect(scan_meta).to.include({ mode: 'full', sessions_total: 1 });
    expect(routers.map(scans).sort()).to.deep.equal([0, 0, 1]);
  });

  it('for two homes do not touch each other', async () => {
    await writeHistory(here().databasePath, [sessionOf(0)]);
    await writeHistory(there().databasePath, [sessionOf(1), sessionOf(2)]);
    const [one, other] = [serveHere(), serveThere()];
    const rounds = Array.from({ length: 5 }, () => [
      one.rescanned('?full=true'),
      other.rescanned('?full=true'),
    ]);
    await Promise.all(rounds.flat());
    expect((await one.read()).scan_meta).to.include({ sessions_total: 1 });
    expect((await other.read()).scan_meta).to.include({ sessions_total: 2 });
    await one.router.close();
    expect((await other.rescanned('?full=true')).scan_meta).to.include({ mode: 'full', sessions_total: 2 });
    expect(shownIn(await other.read())).to.not.deep.equal(shownIn(await serveHere().read()));
  });
});
