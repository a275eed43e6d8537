import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { machinesOn, sameEverywhere } from '../store/machines.js';
import { openWriter } from '../support/history.js';
import { temporaryHome } from '../support/home.js';
import { writePostgres } from '../support/postgres/history.js';
import { line } from '../support/postgres/network.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { session, T } from '../support/profiles.js';
import { listeningLogger } from '../support/scanning.js';
import { readState } from '../support/served.js';

withPostgres('One cabinet on several machines', () => {
  const server = postgresServer();
  const home = temporaryHome();
  const machines = machinesOn(home, server);

  const inStore = (statement: string) => machines.sql(statement);

  it('is what all of them have counted, and each serves the same bytes', async () => {
    await machines.write('laptop', [session('a', 3), session('copy', 2, T + 5)]);
    await machines.write('desk', [session('b', 7, T + 86_400), session('copy', 4, T + 5)]);
    const [laptop, desk] = [machines.machine('laptop'), machines.machine('desk')];
    const [one, other] = [machines.dashboard(), machines.dashboard('another')];
    await laptop.rescanned();
    const { aggregate, homes } = await desk.rescanned();
    expect(aggregate).to.include({ session_count: 3, traceback_events: 14 });
    expect(homes?.map(({ name, sessions }) => [name, sessions])).to.deep.equal([
      ['laptop', 2],
      ['desk', 2],
    ]);
    const body = await sameEverywhere(laptop, desk, one, other);
    expect(body).to.deep.include({ is_stale: false, error: null });

    const writer = await openWriter(machines.databaseOf('laptop'));
    await writer.append(
      'copy',
      [1, 2, 3].map(() => ({ content: 'traceback' })),
    );
    await writer.close();
    expect((await laptop.rescanned()).aggregate).to.include({ session_count: 3, traceback_events: 15 });
    await sameEverywhere(one, desk, laptop, other);
    expect((await one.get('/achievements?home=desk')).body.home).to.equal('desk');
    const { body: status } = await one.get('/scan-status');
    expect(status).to.include({ snapshot_stale: false, last_error: null });
    expect((await one.get('/sessions/b/badges')).status).to.equal(200);
  });

  it('costs the server one question for each read of who has no home', async () => {
    await machines.write('laptop', [session('a', 3)]);
    await machines.machine('laptop').rescanned();
    let said = '';
    const listened = await line(server(), (text) => {
      said += text;
      return true;
    });
    const dashboard = machines.dashboard('dashboard', {
      store: `postgres://postgres@127.0.0.1:${listened.port}/postgres`,
    });
    await dashboard.read();
    said = '';
    for (let read = 0; read < 10; read++) await dashboard.read();
    await dashboard.router.close();
    await listened.close();
    expect(said.match(/BEGIN ISOLATION/g)).to.have.length(10);
    expect(said.match(/SELECT \(SELECT stamp/g)).to.have.length(10);
    expect(said).to.not.match(/INSERT|UPDATE|DELETE|fresh_etag/);
  });

  it('lets no two homes have one name, and says what to do', async () => {
    await machines.write('laptop', [session('a', 3)]);
    await machines.write('desk', [session('b', 2)]);
    await machines.machine('laptop', { homes: undefined, profile: undefined }).rescanned();
    const desk = machines.machine('desk', { homes: undefined });
    const { status, body } = await desk.rescan();
    expect(status, body.detail).to.equal(500);
    expect(body.detail).to.match(/Another home of the store is called "default". Give this one a name/);
    await desk.router.close();
    const named = machines.machine('desk');
    expect((await named.rescanned()).aggregate).to.include({ session_count: 2 });
  });

  it('knows a home by its id, whatever it is called', async () => {
    await machines.write('laptop', [session('a', 3)]);
    const before = machines.machine('laptop');
    await before.rescanned();
    await before.router.close();
    const renamed = machines.machine('laptop', { homes: [{ name: 'my laptop' }] });
    const { aggregate, homes } = await renamed.rescanned();
    expect(aggregate).to.include({ session_count: 1 });
    expect(homes).to.equal(undefined);
    expect(await inStore('SELECT name FROM $schema.home')).to.deep.equal([['my laptop']]);
  });

  it('takes a copied state directory with another history for another home', async () => {
    await machines.write('laptop', [session('a', 3)]);
    const laptop = machines.machine('laptop');
    await laptop.rescanned();
    await machines.write('copy', [session('z', 2, T + 86_400)]);
    await cp(join(home().path, 'laptop', 'state'), join(home().path, 'copy', 'state'), { recursive: true });
    const unnamed = machines.machine('copy', { homes: [{ name: 'laptop' }] });
    expect((await unnamed.rescan()).body.detail).to.match(/Give this one a name/);
    await unnamed.router.close();
    const copy = machines.machine('copy');
    expect((await copy.rescanned()).aggregate).to.include({ session_count: 2, traceback_events: 5 });
    expect((await laptop.rescanned()).aggregate).to.include({ session_count: 2, traceback_events: 5 });
    expect(await inStore('SELECT name FROM $schema.home ORDER BY joined')).to.deep.equal([
      ['laptop'],
      ['copy'],
    ]);
  });

  it('tells no text of a message to the store, and titles only where they may be told', async () => {
    const secret = (id: string, startedAt: number) => ({
      ...session(id, 400, startedAt),
      title: `Title of the client ${id}`,
      messages: Array.from({ length: 400 }, () => ({ content: 'traceback of a secret plan' })),
    });
    await machines.write('open', [secret('a', T)]);
    await machines.write('closed', [secret('b', T + 86_400)]);
    await machines.machine('open').rescanned();
    await machines.machine('closed', { homes: [{ name: 'closed', titles: false }] }).rescanned();
    const tables = await inStore(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = '${machines.schema}'`,
    );
    const all: string[] = [];
    for (const [table] of tables) all.push(JSON.stringify(await inStore(`SELECT * FROM $schema."${table}"`)));
    expect(all.join()).to.not.contain('secret plan');
    expect(all.join()).to.not.contain('the client b');
    expect(all.join()).to.contain('the client a');
    const masked = machines.machine('open', { homes: [{ name: 'open', titles: false }] });
    await masked.rescanned();
    const blocks = JSON.stringify(await inStore('SELECT sessions, fold FROM $schema.block'));
    expect(blocks).to.not.contain('the client');
  });

  it('serves what was known while the store is away, and goes on when it is back', async () => {
    await machines.write('laptop', [session('a', 3)]);
    const [laptop, dashboard] = [machines.machine('laptop'), machines.dashboard()];
    await laptop.rescanned();
    await sameEverywhere(laptop, dashboard);
    await server().stop('immediate');
    try {
      for (const { read } of [dashboard, laptop]) {
        const away = await read();
        expect(away.is_stale).to.equal(true);
        expect(away.error).to.match(/The store in PostgreSQL .* cannot be reached/);
        expect(away.achievements).to.have.length(CATALOG.length);
      }
      const started = machines.dashboard();
      expect((await started.read()).error).to.match(/cannot be reached/);
      expect((await started.read()).scan_meta.sessions_total).to.equal(1);
      expect((await laptop.rescan()).status).to.be.above(499);
    } finally {
      await server().start();
    }
    const writer = await openWriter(machines.databaseOf('laptop'));
    await writer.addSession(session('b', 2, T + 60));
    await writer.close();
    expect((await laptop.rescanned()).aggregate).to.include({ session_count: 2 });
    // Who was away is not waited for.
    while ((await dashboard.read()).is_stale);
    const back = await sameEverywhere(laptop, dashboard);
    expect(back).to.include({ is_stale: false, error: null });
  });

  it('is not scanned by an older version any more once a newer one has been there', async () => {
    await machines.write('laptop', [session('a', 3)]);
    const { logger, lines } = listeningLogger();
    const laptop = machines.machine('laptop', { logger });
    await laptop.rescanned();
    await inStore('UPDATE $schema.cabinet SET analysis = 1000');
    const writer = await openWriter(machines.databaseOf('laptop'));
    await writer.addSession(session('b', 2, T + 60));
    await writer.close();
    const seen = await inStore('SELECT seen_at FROM $schema.home');
    expect((await laptop.rescanned()).aggregate).to.include({ session_count: 1 });
    expect(await inStore('SELECT seen_at FROM $schema.home')).to.deep.equal(seen);
    await laptop.rescanned();
    const told = lines.filter((line) =>
      /is counted by a newer version .* Install that one here as well/.test(line),
    );
    expect(told.map((line) => line.slice(0, 5))).to.deep.equal(['warn:']);
    await sameEverywhere(laptop, machines.dashboard());
  });

  it('goes by one time zone, which the first one to ask for one decides', async () => {
    await machines.write('laptop', [session('a', 3)]);
    await machines.write('desk', [session('b', 3)]);
    await machines.machine('laptop', { timeZone: 'Asia/Tokyo' }).rescanned();
    const adopting = machines.machine('desk', { timeZone: undefined });
    expect((await adopting.rescanned()).time_zone).to.equal('Asia/Tokyo');
    const other = machines.dashboard('dashboard', { timeZone: 'Europe/Berlin' });
    expect((await other.rescan()).body.detail).to.match(
      /Option timeZone is Europe\/Berlin, and the store goes by Asia\/Tokyo/,
    );
    expect((await other.get('/scan-status')).body.last_error).to.match(/goes by Asia/);
    // What is there is served all the same.
    expect(await sameEverywhere(adopting, other)).to.include({ time_zone: 'Asia/Tokyo', error: null });
  });

  it('is counted anew by those that asked for no zone when a later one does', async () => {
    await machines.write('laptop', [session('a', 3)]);
    await machines.write('desk', [session('b', 3, T + 86_400)]);
    const laptop = machines.machine('laptop', { timeZone: undefined });
    const before = (await laptop.rescanned()).time_zone;
    const desk = machines.machine('desk', { timeZone: before === 'Asia/Tokyo' ? 'UTC' : 'Asia/Tokyo' });
    const { time_zone } = await desk.rescanned();
    expect(time_zone).to.not.equal(before);
    expect(await laptop.rescanned()).to.deep.include({ time_zone });
    await machines.add('laptop', session('c', 2, T + 60));
    expect(await laptop.rescanned()).to.deep.include({ time_zone });
    expect((await sameEverywhere(laptop, desk)).scan_meta.sessions_total).to.equal(3);
    const zones = await inStore('SELECT DISTINCT folded_by FROM $schema.home');
    expect([zones.length, String(zones[0])]).to.satisfy(
      ([count, text]: [number, string]) => count === 1 && text.includes(time_zone),
    );
  });

  it('is reset for all of them at once', async () => {
    await machines.write('laptop', [session('a', 400)]);
    const [laptop, dashboard] = [machines.machine('laptop'), machines.dashboard()];
    expect((await laptop.rescanned()).unlocked_count).to.be.above(0);
    expect((await dashboard.read()).unlocked_count).to.be.above(0);
    expect((await dashboard.reset()).status).to.equal(200);
    expect(await inStore('SELECT count(*) FROM $schema.unlock')).to.deep.equal([['0']]);
    expect((await laptop.rescanned()).unlocked_count).to.be.above(0);
    await sameEverywhere(laptop, dashboard);
  });

  it('tells of an unlock once among all of them', async () => {
    await machines.write('laptop', [session('a', 3)]);
    await machines.write('desk', [session('b', 3)]);
    const all = [machines.machine('laptop'), machines.machine('desk'), machines.dashboard()];
    const told: string[] = [];
    await all[0]?.rescanned();
    await all[1]?.rescanned();
    for (const { router } of all) router.on('unlock', ({ achievement }) => told.push(achievement.id));
    const writer = await openWriter(machines.databaseOf('laptop'));
    await writer.append(
      'a',
      Array.from({ length: 400 }, () => ({ content: 'traceback' })),
    );
    await writer.close();
    for (const one of [...all, ...all]) await one.rescanned();
    expect(told).to.include('stack_trace_sommelier');
    expect(told).to.have.length(new Set(told).size);
  });

  it('counts one history in a database once, however many replicas read it', async () => {
    const history = await writePostgres(server(), `history_${machines.schema}`, [session('a', 3)]);
    const homes = [{ name: 'shared', databaseUrl: server().url(), databaseSchema: history.schema }];
    const replicas = [machines.dashboard('one', { homes }), machines.dashboard('two', { homes })];
    for (const replica of replicas)
      expect((await replica.rescanned()).aggregate).to.include({ session_count: 1 });
    await sameEverywhere(...replicas);
    expect(await inStore('SELECT name FROM $schema.home')).to.deep.equal([['shared']]);
    await history.close();
  });

  it('keeps a second copy of unlocks and snapshot in each state directory', async () => {
    await machines.write('laptop', [session('a', 400)]);
    const laptop = machines.machine('laptop');
    const { unlocked_count } = await laptop.rescanned();
    const place = { ...home(), stateDir: join(home().path, 'laptop', 'state') };
    const { unlocks } = await readState<{ unlocks: object }>(place, 'state.json');
    expect(Object.keys(unlocks)).to.have.length(unlocked_count);
    await laptop.router.close();
    await inStore('DROP SCHEMA $schema CASCADE');
    await rm(join(home().path, 'laptop', 'state.db'));
    await machines.write('laptop', [session('a', 1)]);
    const again = machines.machine('laptop');
    expect((await again.rescanned()).unlocked_count).to.equal(unlocked_count);
  });
});
