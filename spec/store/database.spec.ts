import { expect } from 'chai';
import { openDatabase } from '#src/store/database.js';
import { look } from '#src/store/publication.js';
import { SCHEMA_VERSION, scriptFor } from '#src/store/schema.js';
import { agree } from '#src/store/terms.js';
import { postgresServer, quiet, withPostgres } from '../support/postgres/server.js';
import { rejection } from '../support/rejection.js';
import { SOON, type TestStore, testStore } from './support.js';

withPostgres('the database of a store', () => {
  const server = postgresServer();
  let store: TestStore;
  let number = 0;

  beforeEach(() => {
    store = testStore(server(), `it's "store" ${++number}`.slice(0, 60));
  });
  afterEach(() => store.close());

  const UTC = { timeZone: 'UTC', isZoneGiven: false, ttlMs: 5_000, isTtlGiven: false };

  it('is made once, however many begin at the same time', async () => {
    if (number > 0) store = testStore(server(), `made_${number}`);
    const terms = await Promise.all(Array.from({ length: 6 }, () => agree(store.open(), UTC)));
    expect(new Set(terms.map(({ id }) => id)).size).to.equal(1);
    expect(await store.sql('SELECT schema_version FROM $schema.cabinet')).to.deep.equal([[SCHEMA_VERSION]]);
  });

  it('changes nothing where all is as it should be', async () => {
    store = testStore(server(), `still_${number}`);
    await look(store.open());
    const before = await store.sql('SELECT pg_current_xact_id()::text');
    await look(store.open());
    const after = await store.sql('SELECT pg_current_xact_id()::text');
    expect(Number(after[0]?.[0]) - Number(before[0]?.[0])).to.equal(1);
  });

  it('is read, and left alone otherwise, when a newer version has made it', async () => {
    store = testStore(server(), `newer_${number}`);
    const early = store.open();
    await look(early);
    await store.sql('UPDATE $schema.cabinet SET schema_version = 1000');
    for (const database of [early, store.open()]) {
      expect((await look(database)).schemaVersion).to.equal(1_000);
      const error = await rejection(
        database.write(async () => {}),
        'ERR_ACHIEVEMENTS_STATE',
      );
      expect(error.message).to.match(/brought up to date by a newer version/);
    }
  });

  it('may be made by somebody else, by the script that is part of the package', async () => {
    const schema = `by_hand_${number}`;
    const sql = quiet(server().url());
    await sql.unsafe(`DROP ROLE IF EXISTS modest; CREATE ROLE modest LOGIN`).simple();
    const modest = { url: server().url('postgres', 'modest'), schema };
    const refused = openDatabase(modest, Date.now, SOON);
    const error = await rejection(look(refused), 'ERR_ACHIEVEMENTS_STATE');
    expect(error.message).to.match(/may not be written by this user.*schema\.sql/);
    await refused.close();
    await sql.unsafe(scriptFor(schema, 'modest')).simple();
    const database = openDatabase(modest, Date.now, SOON);
    expect((await look(database)).stamp).to.equal(undefined);
    expect((await agree(database, UTC)).timeZone).to.equal('UTC');
    await database.close();
    await sql.end({ timeout: 1 });
  });

  it('tells no password, and no user, whatever goes wrong', async () => {
    const url = server().url('nowhere', 'postgres:s3cret').replace('127.0.0.1', 'localhost');
    const database = openDatabase({ url, schema: 's' }, Date.now, SOON);
    const error = await rejection(look(database), 'ERR_ACHIEVEMENTS_STATE');
    expect(error.message).to.match(/^The store in PostgreSQL \(localhost\/nowhere\/s\) is not there/);
    expect(error.message).to.not.match(/s3cret|postgres:/);
    await database.close();
  });

  it('never goes on outside of its transaction when the connection is lost within it', async () => {
    store = testStore(server(), `lost_${number}`);
    const database = store.open();
    await look(database);
    let tries = 0;
    await database.write(async (query) => {
      const [pid] = await query('SELECT pg_backend_pid()');
      await query(`UPDATE $schema.cabinet SET ttl_ms = 1`);
      if (tries++ === 0) await store.sql(`SELECT pg_terminate_backend(${pid?.[0]})`);
      await query(`UPDATE $schema.cabinet SET ttl_ms = ttl_ms + ${tries}`);
    });
    expect([tries, await store.sql('SELECT ttl_ms FROM $schema.cabinet')]).to.deep.equal([2, [['3']]]);
  });

  it('may only be read where the server is set so, and says so', async () => {
    store = testStore(server(), `read_only_${number}`);
    await look(store.open());
    await store.sql('ALTER DATABASE postgres SET default_transaction_read_only = on');
    try {
      expect((await look(store.open())).analysis).to.equal(0);
    } finally {
      await store.sql(
        'SET default_transaction_read_only = off; ALTER DATABASE postgres RESET default_transaction_read_only',
      );
    }
  });
});
