import { expect } from 'chai';
import type { Database } from '#src/store/database.js';
import { PostgresHomeStore } from '#src/store/home-store.js';
import { type Leases, takeLeases } from '#src/store/lease.js';
import { LeasedTurn } from '#src/store/turn.js';
import { blockOf, ORIGIN, storedOf } from '../state/checkpoint/support.js';
import { homeStoreContract } from '../state/home-store-contract.js';
import {
  hasPooler,
  postgresServer,
  type Server,
  startPooler,
  withPostgres,
} from '../support/postgres/server.js';
import { rejection } from '../support/rejection.js';
import { addHome, type TestStore, testStore } from './support.js';

const never = () => () => {};

/** What may be written by any of the home's stores: who has the turn is another question. */
async function placeIn(store: TestStore, database: Database, id: string) {
  await addHome(database, id);
  const leases = await takeLeases(database, [`spec ${id}`], never);
  return {
    open: () =>
      new PostgresHomeStore({
        database,
        id,
        turn: new LeasedTurn(database, async () => [`home ${id}`], never),
        fence: () => leases?.fences.get(`spec ${id}`),
        analysis: 1,
      }),
    async breakDown() {
      await store.sql(`CREATE OR REPLACE FUNCTION $schema.full() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''no space'' USING ERRCODE = ''53100''; END'`);
      await store.sql(
        `CREATE TRIGGER broken BEFORE UPDATE ON $schema.home FOR EACH ROW EXECUTE FUNCTION $schema.full()`,
      );
      return async () => {
        await store.sql('DROP TRIGGER broken ON $schema.home');
      };
    },
  };
}

withPostgres('a home store in PostgreSQL', () => {
  const server = postgresServer();
  let store: TestStore;
  let database: Database;
  let number = 0;

  before(() => {
    store = testStore(server(), 'cabinet');
    database = store.open();
  });

  after(() => store.close());

  homeStoreContract(() => placeIn(store, database, `h${++number}`));

  if (hasPooler())
    describe('behind a pooler in transaction mode', () => {
      let pooler: Server;
      let pooled: TestStore;

      before(async () => {
        pooler = await startPooler(server());
        pooled = testStore(server(), 'pooled', pooler.url());
      });

      after(async () => {
        await pooled.close();
        await pooler.remove();
      });

      it('gives back what was committed', async () => {
        const place = await placeIn(pooled, pooled.open(), 'h');
        const writer = place.open();
        const blocks = [blockOf('1.0', ['a', 'b']), blockOf('2.0', ['c'])];
        for (const block of blocks) await writer.put(block);
        await writer.commit(ORIGIN);
        expect(await place.open().load()).to.deep.equal(storedOf(blocks));
      });
    });

  describe('when a lease is lost', () => {
    let home: Awaited<ReturnType<typeof placeIn>>;
    let leases: Leases | undefined;

    beforeEach(async () => {
      const id = `lost${++number}`;
      home = await placeIn(store, database, id);
      await store.sql(`UPDATE $schema.lease SET expires_at = '-infinity' WHERE name = 'spec ${id}'`);
      leases = await takeLeases(database, [`spec ${id}`], never);
      expect(leases).to.not.equal(undefined);
    });

    it('writes nothing, and reads what the other one has written', async () => {
      const late = home.open();
      await late.put(blockOf('1.0', ['late']));
      await rejection(late.commit(ORIGIN), 'ERR_ACHIEVEMENTS_LEASE');
      expect(await home.open().load()).to.equal(undefined);
      expect([late.isSaved, await late.load()]).to.deep.equal([true, undefined]);
    });
  });

  it('is not taken for empty when it cannot be asked', async () => {
    const { open } = await placeIn(store, database, `away${++number}`);
    const [writer, reader] = [open(), open()];
    const block = blockOf('1.0', ['a', 'b']);
    await writer.put(block);
    await writer.commit(ORIGIN);
    const name = { key: block.key, entries: block.records };
    await store.sql('ALTER TABLE $schema.block RENAME TO away');
    await rejection(reader.load(), 'ERR_ACHIEVEMENTS_STATE');
    await rejection(writer.records(name), 'ERR_ACHIEVEMENTS_STATE');
    await rejection(writer.acceptedRecords(name), 'ERR_ACHIEVEMENTS_STATE');
    await store.sql('ALTER TABLE $schema.away RENAME TO block; ALTER TABLE $schema.home RENAME TO away');
    for (const asked of [() => writer.stamp(), () => writer.isCurrent(), () => reader.load()])
      await rejection(asked(), 'ERR_ACHIEVEMENTS_STATE');
    await store.sql('ALTER TABLE $schema.away RENAME TO home');
    expect(await reader.load()).to.deep.equal(storedOf([block]));
    expect(await writer.isCurrent()).to.equal(true);
  });

  it('writes nothing once a newer way of counting has written', async () => {
    const { open } = await placeIn(store, database, `old${++number}`);
    await store.sql('UPDATE $schema.cabinet SET analysis = 2');
    const old = open();
    await old.put(blockOf('1.0', ['a']));
    await rejection(old.commit(ORIGIN), 'ERR_ACHIEVEMENTS_LEASE');
    await store.sql('UPDATE $schema.cabinet SET analysis = 0');
    await old.put(blockOf('1.0', ['a']));
    await old.commit(ORIGIN);
  });

  it('has a large scan write as it goes, which counts at once', async function () {
    this.timeout(60_000);
    const { open } = await placeIn(store, database, `large${++number}`);
    const writer = open();
    const many = Array.from({ length: 400 }, (_, place) => `s${place}`);
    const blocks = Array.from({ length: 120 }, (_, day) =>
      blockOf(
        `${day}.0`,
        many.map((id) => `${day} ${id}`),
      ),
    );
    for (const block of blocks) await writer.put(block);
    const ahead = await store.sql(
      `SELECT count(*)::int AS n FROM $schema.block WHERE home = 'large${number}'`,
    );
    expect(Number(ahead[0])).to.be.within(1, 119);
    expect(await open().load()).to.equal(undefined);
    for (const { key, records } of [blocks[0], blocks[119]].flatMap((block) => block ?? []))
      expect(await writer.records({ key, entries: records })).to.deep.equal(records);
    await writer.commit(ORIGIN);
    expect((await open().load())?.blocks).to.have.length(120);
    const [left = []] = await store.sql(`SELECT count(*)::int AS n FROM $schema.block WHERE batch <> ''`);
    expect(left[0]).to.equal(0);
  });
});
