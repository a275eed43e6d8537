import { expect } from 'chai';
import { openDatabase } from '#src/store/database.js';
import { storeError } from '#src/store/store-errors.js';
import { agree } from '#src/store/terms.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { rejection } from '../support/rejection.js';
import { SOON, type TestStore, testStore } from './support.js';

const WISHES = { timeZone: 'UTC', isZoneGiven: false, ttlMs: 1_000, isTtlGiven: true };

withPostgres('A store that may only be read', () => {
  const server = postgresServer();
  let store: TestStore;
  let number = 0;

  beforeEach(() => {
    number++;
    store = testStore(server(), `read_only_${number}`);
  });
  afterEach(() => store.close());

  /** As somebody who may look, and nothing else. */
  async function reader() {
    await store.sql(`CREATE ROLE reader_${number} LOGIN; GRANT USAGE ON SCHEMA $schema TO reader_${number};
      GRANT SELECT ON ALL TABLES IN SCHEMA $schema TO reader_${number}`);
    const url = server().url().replace('//postgres@', `//reader_${number}@`);
    return openDatabase({ url, schema: store.place.schema }, Date.now, SOON);
  }

  it('goes by what is written there, whatever is wished', async () => {
    await agree(store.open(), { ...WISHES, timeZone: 'Europe/Vienna', isZoneGiven: true });
    const database = await reader();
    const { id, ...terms } = await agree(database, { ...WISHES, ttlMs: 7_000 });
    expect(id).to.have.length.above(30);
    expect(terms).to.deep.equal({
      timeZone: 'Europe/Vienna',
      ttlMs: 1_000,
      refusal: undefined,
      isOpen: true,
    });
    await database.close();
  });

  it('goes by what is wished where nothing is written yet', async () => {
    await store.open().ask('SELECT 1');
    const database = await reader();
    expect(await agree(database, WISHES)).to.include({ timeZone: 'UTC', ttlMs: 1_000, isOpen: true });
    await database.close();
  });

  it('is told as that, by a server that says so and by one that is a standby', () => {
    const words = ['25006', '0A000'].map(
      (code) => storeError(Object.assign(new Error(), { code }), 'a').message,
    );
    expect(words[0]).to.match(/^The store in PostgreSQL \(a\) may only be read: the server is a standby/);
    expect(words[1]).to.equal(words[0]);
  });

  it('is no matter of a wish that cannot be written for another reason', async () => {
    const database = store.open();
    await database.ask('SELECT 1');
    await store.sql(`CREATE FUNCTION $schema.full() RETURNS trigger LANGUAGE plpgsql AS
      'BEGIN RAISE EXCEPTION ''no space'' USING ERRCODE = ''53100''; END';
      CREATE TRIGGER full_disk BEFORE UPDATE ON $schema.cabinet EXECUTE FUNCTION $schema.full()`);
    await rejection(agree(database, WISHES), 'ERR_ACHIEVEMENTS_STATE');
  });
});

withPostgres('A transaction that writes', () => {
  const server = postgresServer();

  it('ends after five seconds when its process sleeps, so that others go on', async () => {
    const database = openDatabase({ url: server().url(), schema: 'sleeping' });
    const [row] = await database.write((query) => query('SHOW idle_in_transaction_session_timeout'));
    expect(row).to.deep.equal(['5s']);
    await database.close();
  });
});
