import { expect } from 'chai';
import { decodeChecked, encodeChecked } from '#src/state/check.js';
import { machinesOn, sameEverywhere } from '../store/machines.js';
import { temporaryHome } from '../support/home.js';
import {
  postgresServer,
  promote,
  type Server,
  startServer,
  startStandby,
  withPostgres,
} from '../support/postgres/server.js';
import { session, T } from '../support/profiles.js';

const A_DAY = 86_400;

withPostgres('A cabinet on several machines whose store is in trouble', () => {
  const server = postgresServer();
  const home = temporaryHome();
  const machines = machinesOn(home, server);

  const threeDays = () =>
    machines.write('laptop', [session('a', 3), session('b', 4, T + A_DAY), session('c', 5, T + 2 * A_DAY)]);

  describe('that cannot be read', () => {
    for (const started of [false, true])
      it(`is stale, and counts nothing anew${started ? ', after a restart' : ''}`, async () => {
        await threeDays();
        const first = machines.machine('laptop');
        await first.rescanned();
        if (started) await first.router.close();
        await machines.sql('ALTER TABLE $schema.block RENAME TO away');
        await machines.add('laptop', session('d', 2, T + 60));
        const laptop = started ? machines.machine('laptop') : first;
        const { status, body } = await laptop.rescan();
        expect([status, body.code]).to.deep.equal([500, 'ERR_ACHIEVEMENTS_STATE']);
        expect(body.detail).to.match(/^The store in PostgreSQL/);
        expect((await laptop.get('/scan-status')).body.last_error).to.equal(body.detail);
        expect((await laptop.read()).scan_meta.sessions_total).to.equal(3);
        expect((await laptop.read()).homes).to.equal(undefined);
        await machines.sql('ALTER TABLE $schema.away RENAME TO block');
        const { aggregate, scan_meta } = await laptop.rescanned();
        expect(aggregate).to.include({ session_count: 4 });
        expect(scan_meta.sessions_rescanned).to.equal(1);
      });
  });

  it('keeps what it has when the disk of the server is full, wherever that befalls a scan', async () => {
    await machines.write('laptop', [session('a', 3)]);
    const laptop = machines.machine('laptop');
    await laptop.rescanned();
    await machines.sql(`CREATE FUNCTION $schema.full() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION ''no space'' USING ERRCODE = ''53100''; END'`);
    let sessions = 1;
    for (const table of ['lease', 'home', 'block', 'derived', 'unlock', 'snapshot']) {
      const full = `CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON $schema.${table} EXECUTE FUNCTION $schema.full()`;
      await machines.sql(full);
      // With each another tier is reached.
      await machines.add('laptop', session(`s${sessions}`, 100 * 2 ** sessions, T + sessions * A_DAY));
      const { body, status: code } = await laptop.rescan();
      const { body: status } = await laptop.get('/scan-status');
      // Unlocks are written where one is new.
      if (table !== 'unlock') expect(code, table).to.equal(500);
      const told = [body.detail, body.error, status.last_error].join();
      if (table !== 'unlock') expect(told, table).to.match(/has run out of disk space/);
      expect((await laptop.read()).scan_meta.sessions_total, table).to.be.within(sessions, sessions + 1);
      await machines.sql(`DROP TRIGGER full_disk ON $schema.${table}`);
      sessions++;
      expect((await laptop.rescanned()).aggregate, table).to.include({ session_count: sessions });
      const seen = await sameEverywhere(laptop, machines.dashboard(`after ${table}`));
      expect(seen, table).to.deep.include({ error: null });
      const [count = []] = await machines.sql('SELECT count(*)::int FROM $schema.unlock');
      expect(count[0], table).to.equal(seen.unlocked_count);
    }
  });

  it('is counted into new tables, with all badges, when the old ones are lost', async () => {
    await machines.write('laptop', [session('a', 400)]);
    const [laptop, dashboard] = [machines.machine('laptop'), machines.dashboard()];
    const { unlocked_count } = await laptop.rescanned();
    await dashboard.read();
    await machines.sql('DROP SCHEMA $schema CASCADE');
    // The first one to ask finds out.
    await laptop.rescan();
    expect(await laptop.rescanned()).to.deep.include({ unlocked_count, time_zone: 'UTC' });
    while ((await dashboard.read()).error !== null);
    expect(await sameEverywhere(laptop, dashboard)).to.include({ unlocked_count });
  });

  describe('made by another version', () => {
    /** The share of a home as another version would have left it. */
    async function changeShare(name: string, change: (share: Record<string, unknown>) => object) {
      const [row = []] = await machines.sql(
        `SELECT content FROM $schema.derived JOIN $schema.home ON home.id = derived.home WHERE home.name = '${name}' AND derived.name = 'share'`,
      );
      const share = decodeChecked(String(row[0])) ?? expect.fail('no share');
      const { check: _, ...content } = share;
      const text = encodeChecked(change(content)).replaceAll("'", "''");
      await machines.sql(
        `UPDATE $schema.derived SET mark = 'other', content = '${text}' FROM $schema.home WHERE home.id = derived.home AND home.name = '${name}' AND derived.name = 'share'`,
      );
    }

    it('loses no home whose share has another shape, though its machine never comes back', async () => {
      await machines.write('laptop', [session('a', 3), session('copy', 2, T + 5)]);
      await machines.write('desk', [session('b', 3, T + A_DAY), session('copy', 4, T + 5)]);
      const [laptop, desk] = [machines.machine('laptop'), machines.machine('desk')];
      await laptop.rescanned();
      await desk.rescanned();
      await laptop.router.close();
      await changeShare('laptop', (share) => ({ ...share, schema_version: 1_000 }));
      await machines.add('desk', session('c', 2, T + 60));
      const { aggregate, homes } = await desk.rescanned();
      expect(aggregate).to.include({ session_count: 4, traceback_events: 12 });
      expect(homes?.map(({ name, sessions, error }) => [name, sessions, error])).to.deep.equal([
        ['laptop', 2, null],
        ['desk', 3, null],
      ]);
      const { scan_meta } = await machines.machine('laptop').rescanned();
      expect(scan_meta).to.include({ sessions_total: 4, sessions_rescanned: 0 });
    });

    it('says so when a home cannot be read at all', async () => {
      await machines.write('laptop', [session('a', 3)]);
      await machines.write('desk', [session('b', 3, T + A_DAY)]);
      const [laptop, desk] = [machines.machine('laptop'), machines.machine('desk')];
      await laptop.rescanned();
      await desk.rescanned();
      await changeShare('laptop', (share) => ({ ...share, schema_version: 1_000 }));
      await machines.sql(`UPDATE $schema.home SET analysis_version = '"another"' WHERE name = 'laptop'`);
      await machines.add('desk', session('c', 2, T + 60));
      const { homes, error } = await desk.rescanned();
      expect([error, homes?.[0]?.error]).to.satisfy(
        ([whole, one]: [unknown, string]) => whole === null && /What another version has counted/.test(one),
      );
      expect((await laptop.rescanned()).aggregate).to.include({ session_count: 3 });
    });

    it('counts a session once that lies in homes of two versions', async () => {
      await machines.write('laptop', [session('a', 3), session('copy', 2, T + 5)]);
      await machines.write('desk', [session('b', 3, T + A_DAY), session('copy', 4, T + 5)]);
      const [laptop, desk] = [machines.machine('laptop'), machines.machine('desk')];
      await laptop.rescanned();
      expect((await desk.rescanned()).aggregate).to.include({ session_count: 3, traceback_events: 10 });
      await changeShare('desk', (share) => ({ ...share, analysisVersion: 'older' }));
      await machines.sql(`UPDATE $schema.home SET analysis_version = '"older"' WHERE name = 'desk'`);
      await laptop.router.close();
      const updated = machines.machine('laptop');
      const all = await updated.rescanned('?full=true');
      expect(all.aggregate).to.include({ session_count: 3, traceback_events: 10 });
      await machines.add('laptop', session('c', 1, T + 60));
      expect((await updated.rescanned()).aggregate).to.include({ session_count: 4, traceback_events: 11 });
      expect((await desk.rescanned()).aggregate).to.include({ session_count: 4, traceback_events: 11 });
    });

    it('is shown, and told that it is newer, by a router that is older than its tables', async () => {
      await threeDays();
      const laptop = machines.machine('laptop');
      await laptop.rescanned();
      await machines.sql('UPDATE $schema.cabinet SET schema_version = 1000');
      await machines.add('laptop', session('d', 2, T + 60));
      const dashboard = machines.dashboard();
      for (const one of [laptop, dashboard])
        expect((await one.rescan()).body.detail).to.match(/brought up to date by a newer version/);
      expect((await sameEverywhere(laptop, dashboard)).scan_meta.sessions_total).to.equal(3);
      expect((await dashboard.reset()).status).to.equal(500);
    });
  });
});

withPostgres('A cabinet on several machines whose server fails over', () => {
  const home = temporaryHome();
  let primary: Server;
  let standby: Server;
  const machines = machinesOn(
    home,
    () => (primary.isRunning() ? primary : standby),
    () => `postgres://postgres@127.0.0.1:${primary.port},127.0.0.1:${standby.port}/postgres`,
  );

  before(async () => {
    primary = await startServer();
    standby = await startStandby(primary);
  });

  after(async () => {
    await Promise.all([primary.remove(), standby.remove()]);
  });

  it('gets back what the standby lacks of the last moments, though no history has changed since', async () => {
    await machines.write('laptop', [session('a', 3)]);
    await machines.write('desk', [session('b', 3, T + A_DAY)]);
    const [laptop, desk, dashboard] = [
      machines.machine('laptop'),
      machines.machine('desk'),
      machines.dashboard(),
    ];
    await laptop.rescanned();
    await desk.rescanned();
    const told: string[] = [];
    for (const { router } of [laptop, desk, dashboard])
      router.on('unlock', ({ achievement }) => told.push(achievement.id));
    // Until it has what is there so far.
    const [now = []] = await machines.sql('SELECT pg_current_wal_lsn()');
    const behind = `SELECT count(*)::int FROM pg_stat_replication WHERE replay_lsn < '${now[0]}'`;
    while (Number((await machines.sql(behind))[0]) > 0);
    await standby.stop();
    await machines.add('laptop', session('c', 400, T + 60));
    const { unlocked_count } = await laptop.rescanned();
    expect(await sameEverywhere(laptop, desk, dashboard)).to.include({ unlocked_count });
    await primary.stop('immediate');
    await standby.start();
    await promote(standby);

    while ((await dashboard.read()).error !== null);
    expect((await dashboard.read()).scan_meta.sessions_total).to.equal(2);
    expect((await laptop.rescanned()).aggregate).to.include({ session_count: 3 });
    await desk.rescanned();
    const seen = await sameEverywhere(laptop, desk, dashboard);
    expect(seen).to.deep.include({ unlocked_count, error: null });
    expect((await machines.sql('SELECT count(*)::int FROM $schema.unlock'))[0]).to.deep.equal([
      unlocked_count,
    ]);
    expect(told).to.have.length(new Set(told).size);
  });
});
