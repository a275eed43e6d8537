import { expect } from 'chai';
import type { ErrorCode } from '#src/errors.js';
import { createPostgresSource } from '#src/source/postgres/source.js';
import { temporaryHome } from '../support/home.js';
import { type PostgresWriter, writePostgres } from '../support/postgres/history.js';
import { postgresServer, quiet, withPostgres } from '../support/postgres/server.js';
import { listAll } from '../support/read.js';
import { rejection } from '../support/rejection.js';
import { servedHomes } from '../support/served.js';

const T = 1_790_000_000;
const LIMITS = { retryDelaysMs: [] };

/** TABLE: what a server may answer, and the words for it. */
const STATES: Readonly<Record<string, readonly [code: ErrorCode, words: RegExp]>> = {
  '28000': ['ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS', /refused the user or the password/],
  '28P01': ['ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS', /refused the user or the password/],
  '3D000': ['ERR_ACHIEVEMENTS_DATABASE_MISSING', /no database of that name/],
  '3F000': ['ERR_ACHIEVEMENTS_DATABASE_SCHEMA', /no tables of Hermes/],
  '42P01': ['ERR_ACHIEVEMENTS_DATABASE_SCHEMA', /no tables of Hermes/],
  '42501': ['ERR_ACHIEVEMENTS_DATABASE_UNREADABLE', /Grant it USAGE/],
  '57014': ['ERR_ACHIEVEMENTS_DATABASE_BUSY', /took too long/],
  '55P03': ['ERR_ACHIEVEMENTS_DATABASE_BUSY', /is locked by another program/],
  '08000': ['ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', /ended the connection/],
  '08006': ['ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', /ended the connection/],
  '57P01': ['ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', /being shut down, starts, or switches over/],
  '57P02': ['ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', /being shut down, starts, or switches over/],
  '57P03': ['ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE', /being shut down, starts, or switches over/],
  '53100': ['ERR_ACHIEVEMENTS_DATABASE_IO', /run out of disk space/],
  '53200': ['ERR_ACHIEVEMENTS_DATABASE_IO', /run out of disk space, memory/],
  '53300': ['ERR_ACHIEVEMENTS_DATABASE_BUSY', /no connection left/],
  '40001': ['ERR_ACHIEVEMENTS_DATABASE_BUSY', /called off our reading/],
  '40P01': ['ERR_ACHIEVEMENTS_DATABASE_BUSY', /called off our reading/],
  '58030': ['ERR_ACHIEVEMENTS_DATABASE_IO', /could not read from its disk/],
  XX001: ['ERR_ACHIEVEMENTS_DATABASE_DAMAGED', /reports damage/],
  '22012': ['ERR_ACHIEVEMENTS_DATABASE_IO', /an error that we do not know/],
};

withPostgres('What a PostgreSQL server answers', () => {
  const server = postgresServer();
  const home = temporaryHome();
  const serve = servedHomes(home);
  let writer: PostgresWriter;

  beforeEach(async () => {
    const messages = [{ content: 'x' }];
    writer = await writePostgres(server(), 'hermes', [{ id: 'a', started_at: T, messages }]);
  });
  afterEach(() => writer.close());

  const source = (login = 'postgres', limits: { statementMs?: number } = {}) =>
    createPostgresSource({
      url: server().url('postgres', login),
      schema: 'hermes',
      limits: { ...LIMITS, ...limits },
    });

  /** From now on each look at messages does this first. */
  const beforeEachLook = (statements: string) =>
    writer.exec(`ALTER TABLE messages RENAME TO those;
      CREATE FUNCTION hermes.first() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN ${statements} RETURN true; END $$;
      CREATE VIEW messages AS SELECT * FROM those WHERE hermes.first()`);

  for (const [state, [code, words]] of Object.entries(STATES)) {
    it(`is told in words, for ${state}`, async () => {
      await beforeEachLook(`RAISE EXCEPTION 's3cret query' USING ERRCODE = '${state}';`);
      const error = await rejection(listAll(source()), code);
      expect(error.message).to.match(words).and.include('(127.0.0.1/postgres/hermes)');
      expect(error.message).not.to.match(/s3cret|FROM/);
    });
  }

  it('is read through a view as well', async () => {
    await beforeEachLook('');
    expect(await listAll(source())).to.have.length(1);
  });

  it('may come too late', async () => {
    await beforeEachLook('PERFORM pg_sleep(60);');
    const error = await rejection(
      listAll(source('postgres', { statementMs: 1_000 })),
      'ERR_ACHIEVEMENTS_DATABASE_BUSY',
    );
    expect(error.message).to.match(/took too long/);
  });

  it('may be that its disk is full; what was counted before stays, and it is right again by itself', async () => {
    await writer.exec(`INSERT INTO sessions (id, source, started_at, title)
        SELECT 's' || n, '', ${T} - n, repeat('title ', 20) FROM generate_series(1, 5000) AS n;
      DROP ROLE IF EXISTS poor; CREATE ROLE poor LOGIN; GRANT USAGE ON SCHEMA hermes TO poor;
      GRANT SELECT ON ALL TABLES IN SCHEMA hermes TO poor`);
    const router = serve({
      databaseUrl: server().url('postgres', 'poor'),
      databaseSchema: 'hermes',
      ttlMs: 0,
    });
    const { scan_meta } = await router.rescanned();
    expect(scan_meta).to.include({ sessions_total: 5_001 });
    await writer.exec(`ALTER ROLE poor SET temp_file_limit = 0; ALTER ROLE poor SET work_mem = '64kB'`);
    await writer.append('a', [{ content: 'y' }]);
    expect((await router.rescan()).body.detail).to.match(/run out of disk space/);
    const stale = await router.read();
    expect(stale).to.include({ is_stale: true });
    expect(stale.scan_meta).to.include({ sessions_total: 5_001 });
    await writer.exec('ALTER ROLE poor RESET ALL');
    expect((await router.rescanned()).scan_meta).to.include({ sessions_rescanned: 1, messages_scanned: 2 });
    expect((await router.read()).error).to.equal(null);
  });

  it('is asked for on one connection at a time for each home, two for a router of several', async () => {
    const messages = Array.from({ length: 3_000 }, () => ({ content: 'x' }));
    const names = ['one', 'two', 'three'];
    for (const name of names)
      await (await writePostgres(server(), name, [{ id: name, started_at: T, messages }])).close();
    const databaseUrl = server().url();
    const router = serve({ homes: names.map((name) => ({ name, databaseUrl, databaseSchema: name })) });
    const watcher = quiet(server().url());
    let most = 0;
    let done = false;
    const scan = router.rescanned().finally(() => {
      done = true;
    });
    while (!done) {
      const open =
        await watcher`SELECT FROM pg_stat_activity WHERE application_name = 'hermes-achievements-router'`;
      most = Math.max(most, open.length);
    }
    expect((await scan).scan_meta).to.include({ sessions_total: 3 });
    expect(most).to.be.within(1, 2);
    const left =
      await watcher`SELECT FROM pg_stat_activity WHERE application_name = 'hermes-achievements-router'`;
    expect(left).to.have.length(0);
    await watcher.end();
  });

  const ODD = [
    'p@ss:w/o?r#d',
    '100%',
    '%41',
    'a b+c&d=e',
    `"quotes'\\`,
    'üñí¢ødé',
    '{}[]<>|^~`',
    ' ends ',
    '5432/x@h',
  ];
  for (const password of ODD) {
    it(`is let in with the password ${password}, and shows it nowhere`, async () => {
      await writer.exec(`DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA hermes TO guest;
        GRANT SELECT ON ALL TABLES IN SCHEMA hermes TO guest; SET standard_conforming_strings = on;
        ALTER ROLE guest PASSWORD '${password.replaceAll("'", "''")}'`);
      const login = `guest:${encodeURIComponent(password)}`;
      expect(await listAll(source(login))).to.have.length(1);
      const error = await rejection(listAll(source(`${login}x`)), 'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS');
      for (const shown of [
        error.message,
        error.stack ?? '',
        JSON.stringify(error.cause ?? {}),
        String(error.cause),
      ])
        expect(shown).not.to.include(password).and.not.include(encodeURIComponent(password));
      await writer.exec('DROP OWNED BY guest; DROP ROLE guest');
    });
  }
});
