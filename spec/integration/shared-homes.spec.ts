import { cp } from 'node:fs/promises';
import { expect } from 'chai';
import { resolveOptions } from '#src/options.js';
import { forgetHome } from '#src/service.js';
import { createSqliteSource } from '#src/source/sqlite/source.js';
import { machinesOn, sameEverywhere } from '../store/machines.js';
import { temporaryHome } from '../support/home.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { session, T } from '../support/profiles.js';

withPostgres('Homes of a cabinet on several machines', () => {
  const server = postgresServer();
  const home = temporaryHome();
  const machines = machinesOn(home, server);
  const A_DAY = 86_400;

  const names = async (which = 'NOT has_left') =>
    (await machines.sql(`SELECT name FROM $schema.home WHERE ${which} ORDER BY joined`)).flat();

  const two = (...of: readonly string[]) => ({
    homes: of.map((name) => ({ name, databasePath: machines.databaseOf(name) })),
  });

  it('count no more when they leave the list of their router, and are as they were when they come back', async () => {
    await machines.write('x', [session('a', 3)]);
    await machines.write('y', [session('b', 3, T + A_DAY)]);
    const both = machines.dashboard('router', two('x', 'y'));
    expect((await both.rescanned()).aggregate).to.include({ session_count: 2 });
    await both.router.close();
    const one = machines.dashboard('router', two('x'));
    expect((await one.rescanned()).aggregate).to.include({ session_count: 1 });
    expect([await names(), await names('has_left')]).to.deep.equal([['x'], ['y']]);
    await one.router.close();
    const again = machines.dashboard('router', two('x', 'y'));
    const { aggregate, scan_meta } = await again.rescanned();
    expect(aggregate).to.include({ session_count: 2 });
    expect(scan_meta.sessions_rescanned).to.equal(0);
  });

  it('may be sources of the host’s own', async () => {
    await machines.write('own', [session('a', 3)]);
    await machines.write('desk', [session('b', 4, T + A_DAY)]);
    const source = createSqliteSource({ databasePath: machines.databaseOf('own') });
    const own = machines.dashboard('own', { homes: [{ name: 'own', source }] });
    const desk = machines.machine('desk');
    await own.rescanned();
    expect((await desk.rescanned()).aggregate).to.include({ session_count: 2, traceback_events: 7 });
    await machines.add('own', session('c', 2, T + 60));
    expect((await own.rescanned()).aggregate).to.include({ session_count: 3, traceback_events: 9 });
    await sameEverywhere(own, desk);
  });

  it('stay when their state directory was copied to a machine whose homes are called otherwise', async () => {
    await machines.write('laptop', [session('a', 3)]);
    const laptop = machines.machine('laptop');
    await laptop.rescanned();
    await machines.write('copy', [session('z', 2, T + A_DAY)]);
    await cp(machines.stateDirOf('laptop'), machines.stateDirOf('copy'), { recursive: true });
    const copy = machines.machine('copy');
    expect((await copy.rescanned()).aggregate).to.include({ session_count: 2 });
    expect((await laptop.rescanned()).aggregate).to.include({ session_count: 2 });
    expect(await names()).to.deep.equal(['laptop', 'copy']);
  });

  it('come back with the next refresh when another state directory has had them leave, and stay then', async () => {
    await machines.write('x', [session('a', 3)]);
    await machines.write('y', [session('b', 3, T + A_DAY)]);
    const original = machines.dashboard('original', two('x', 'y'));
    await original.rescanned();
    await cp(machines.stateDirOf('original'), machines.stateDirOf('copy'), { recursive: true });
    const copy = machines.dashboard('copy', two('x'));
    expect((await copy.rescanned()).aggregate).to.include({ session_count: 1 });
    // Nothing has changed in their histories.
    for (const one of [original, copy, original, copy])
      expect((await one.rescanned()).aggregate).to.include({ session_count: 2 });
    await sameEverywhere(original, copy);
  });

  it('are not reset because one of them was, while it was in no store', async () => {
    await machines.write('laptop', [session('a', 400)]);
    await machines.write('desk', [session('b', 3, T + A_DAY)]);
    const [laptop, desk] = [machines.machine('laptop'), machines.machine('desk')];
    await laptop.rescanned();
    await desk.rescanned();
    await laptop.router.close();
    const unlocks = () => machines.sql('SELECT badge, entry FROM $schema.unlock ORDER BY badge');
    const before = await unlocks();
    const alone = machines.machine('laptop', { homes: undefined, store: undefined, storeSchema: undefined });
    await alone.rescanned();
    expect((await alone.reset()).status).to.equal(200);
    await alone.router.close();
    await machines.machine('laptop').rescanned();
    expect(await unlocks()).to.deep.equal(before);
    expect(await machines.sql('SELECT rest FROM $schema.unlocks')).to.deep.equal([['{}']]);
  });

  describe('of which no titles may be told', () => {
    const titlesIn = async () => {
      const tables = await machines.sql(
        `SELECT table_name FROM information_schema.tables WHERE table_schema = '${machines.schema}'`,
      );
      const found: unknown[] = [];
      for (const [table] of tables)
        if (JSON.stringify(await machines.sql(`SELECT * FROM $schema."${table}"`)).includes('Title of a'))
          found.push(table);
      return found;
    };
    const untitled = { homes: [{ name: 'laptop', titles: false }] };

    it('tell none that they had in files before', async () => {
      await machines.write('laptop', [session('a', 400)]);
      const files = machines.machine('laptop', {
        homes: undefined,
        store: undefined,
        storeSchema: undefined,
      });
      await files.rescanned();
      await files.router.close();
      const { unlocked_count } = await machines.machine('laptop', untitled).rescanned();
      expect([unlocked_count > 0, await titlesIn()]).to.deep.equal([true, []]);
    });

    it('have those taken back that were told before, for good', async () => {
      await machines.write('laptop', [session('a', 400)]);
      await machines.write('desk', [session('b', 3, T + A_DAY)]);
      const laptop = machines.machine('laptop', { homes: [{ name: 'old name' }] });
      await laptop.rescanned();
      await laptop.router.close();
      const desk = machines.machine('desk');
      await desk.rescanned();
      expect(await titlesIn()).to.include.members(['unlock', 'block', 'snapshot']);
      await machines.machine('laptop', untitled).rescanned();
      expect(await titlesIn()).to.deep.equal([]);
      // It has them in memory and in its second copy.
      await machines.add('desk', session('c', 2, T + 60));
      await desk.rescanned();
      await desk.router.close();
      await machines.machine('desk').rescanned('?full=true');
      expect(await titlesIn()).to.deep.equal([]);
    });
  });

  it('count no more when the store was told to forget them, though nothing else has changed', async () => {
    await machines.write('laptop', [session('a', 3)]);
    await machines.write('desk', [session('b', 3, T + A_DAY), session('a', 2)]);
    const [laptop, desk, dashboard] = [
      machines.machine('laptop'),
      machines.machine('desk'),
      machines.dashboard(),
    ];
    await laptop.rescanned();
    expect((await desk.rescanned()).aggregate).to.include({ session_count: 2, traceback_events: 6 });
    await laptop.router.close();
    const config = resolveOptions({ store: server().url(), storeSchema: machines.schema, homes: [] });
    await forgetHome(config, 'laptop');
    // The copy counts here now.
    expect((await desk.rescanned()).aggregate).to.include({ session_count: 2, traceback_events: 5 });
    await sameEverywhere(desk, dashboard);
    expect(await names()).to.deep.equal(['desk']);
    const again = machines.machine('laptop');
    expect((await again.rescanned()).aggregate).to.include({ session_count: 2, traceback_events: 6 });
  });
});
