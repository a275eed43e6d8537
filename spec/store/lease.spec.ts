import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import type { Database } from '#src/store/database.js';
import { holdFence, LEASE_MS, takeLeases } from '#src/store/lease.js';
import { LeasedTurn } from '#src/store/turn.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { rejection } from '../support/rejection.js';
import { type TestStore, testStore } from './support.js';

withPostgres('a lease', () => {
  const server = postgresServer();
  let store: TestStore;
  let database: Database;
  let number = 0;
  /** What has to be called for time to pass for a holder. */
  let beats: (() => void)[] = [];
  const every = (_: number, call: () => void) => {
    beats.push(call);
    return () => {
      beats = beats.filter((one) => one !== call);
    };
  };
  const never = () => () => {};
  const name = () => `home ${number}`;
  const expire = () =>
    store.sql(`UPDATE $schema.lease SET expires_at = clock_timestamp() WHERE name = '${name()}'`);
  const leftMs = async () => {
    const [row = []] = await store.sql(
      `SELECT extract(epoch FROM expires_at - clock_timestamp()) * 1000 FROM $schema.lease WHERE name = '${name()}'`,
    );
    return Number(row[0]);
  };

  before(() => {
    store = testStore(server(), 'leases');
    database = store.open();
  });
  beforeEach(() => {
    number++;
    beats = [];
  });
  after(() => store.close());

  it('is one process’s at a time, until it gives it back', async () => {
    const held = await takeLeases(database, [name()], never);
    expect(await takeLeases(store.open(), [name()], never)).to.equal(undefined);
    await held?.release();
    expect(await takeLeases(database, [name()], never)).to.not.equal(undefined);
  });

  it('ends by itself on the server’s clock, whatever those of the machines say', async () => {
    const hour = 3_600_000;
    const [early, late] = [store.open(() => Date.now() - hour), store.open(() => Date.now() + hour)];
    expect(await takeLeases(early, [name()], never)).to.not.equal(undefined);
    expect(await takeLeases(late, [name()], never)).to.equal(undefined);
    expect(await leftMs()).to.be.within(LEASE_MS - 5_000, LEASE_MS);
    await expire();
    expect(await takeLeases(late, [name()], never)).to.not.equal(undefined);
    for (const one of [early, late]) expect(Math.abs(one.clock.now() - Date.now())).to.be.below(5_000);
  });

  it('lasts as long as its holder says so, and is known to be lost when it does', async () => {
    const held = await takeLeases(database, [name()], every);
    await store.sql(
      `UPDATE $schema.lease SET expires_at = clock_timestamp() + interval '1 second' WHERE name = '${name()}'`,
    );
    for (const beat of beats) beat();
    while ((await leftMs()) < LEASE_MS / 2);
    expect(held?.isHeld).to.equal(true);
    await expire();
    await takeLeases(database, [name()], never);
    for (const beat of beats) beat();
    // Until it has heard of it.
    while (held?.isHeld) await leftMs();
    await held?.release();
    expect([beats.length, await leftMs()]).to.satisfy(([left, ms]: number[]) => left === 0 && Number(ms) > 0);
  });

  it('lets nobody write who has lost it, not even who has it again under another number', async () => {
    const held = await takeLeases(database, [name()], never);
    const fence = held?.fences.get(name());
    await database.write((query) => holdFence(query, fence, 1));
    await expire();
    const other = await takeLeases(database, [name()], never);
    await rejection(
      database.write((query) => holdFence(query, fence, 1)),
      'ERR_ACHIEVEMENTS_LEASE',
    );
    await database.write((query) => holdFence(query, other?.fences.get(name()), 1));
    await rejection(
      database.write((query) => holdFence(query, undefined, 1)),
      'ERR_ACHIEVEMENTS_LEASE',
    );
    await rejection(
      database.write((query) => holdFence(query, { ...(fence ?? expect.fail()), epoch: '2' }, 1)),
      'ERR_ACHIEVEMENTS_LEASE',
    );
  });

  it('is taken of all homes of a machine or of none', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((one) => `${name()} ${one}`);
    const names = [a, b, c].flatMap((one) => one ?? []);
    const held = await takeLeases(database, names.slice(1, 2), never);
    expect(await takeLeases(database, names, never)).to.equal(undefined);
    expect(await takeLeases(database, names.slice(0, 1), never)).to.not.equal(undefined);
    await held?.release();
    expect(await takeLeases(database, names.slice(1), never)).to.not.equal(undefined);
  });

  it('that the server is not heard of for is nobody’s: why is told, not that another has it', async () => {
    const lost = new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'The server stopped answering.');
    const deaf: Database = { ...database, write: () => Promise.reject(lost) };
    expect(await rejection(takeLeases(deaf, [name()], never), lost.code)).to.equal(lost);
  });

  it('is had by one of many that ask at once', async () => {
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => takeLeases(store.open(), [name()], never)),
    );
    expect(asked.filter((held) => held !== undefined)).to.have.length(1);
  });

  it('is nobody else’s while its holder writes by it, however long that takes, and lasts from then on', async () => {
    const [held, other] = [await takeLeases(database, [name()], never), store.open()];
    await database.write(async (query) => {
      await expire();
      await holdFence(query, held?.fences.get(name()), 1);
      expect(await takeLeases(other, [name()], never)).to.equal(undefined);
    });
    expect(await leftMs()).to.be.within(LEASE_MS - 5_000, LEASE_MS);
  });

  it('is had again at once by a process that could not give it back, and by no other', async () => {
    const turn = new LeasedTurn(database, async () => [name()], never);
    const held = await turn.take();
    const before = turn.fence(name());
    expect(await turn.take()).to.equal(undefined);
    const [row = []] = await store.sql(`SELECT holder FROM $schema.lease WHERE name = '${name()}'`);
    await held?.release();
    await store.sql(
      `UPDATE $schema.lease SET holder = '${row[0]}', expires_at = clock_timestamp() + interval '20 seconds' WHERE name = '${name()}'`,
    );
    expect(await new LeasedTurn(database, async () => [name()], never).take()).to.equal(undefined);
    expect(await turn.take()).to.not.equal(undefined);
    expect(turn.fence(name())?.epoch).to.not.equal(before?.epoch);
    await rejection(
      database.write((query) => holdFence(query, before, 1)),
      'ERR_ACHIEVEMENTS_LEASE',
    );
  });
});
