import { execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { temporaryHome } from '../support/home.js';
import { type PostgresWriter, writePostgres } from '../support/postgres/history.js';
import {
  freePort,
  promote,
  quiet,
  type Server,
  startServer,
  startStandby,
  withPostgres,
} from '../support/postgres/server.js';
import { servedHomes } from '../support/served.js';

const T = 1_790_000_000;
const PASSWORD = 's3cret-of-the-guest';

const session = (id: string, messages = 3) => ({
  id,
  started_at: T,
  messages: Array.from({ length: messages }, () => ({
    content: 'x',
    tool_calls: [{ function: { name: 'terminal' } }],
  })),
});

withPostgres('A history in PostgreSQL that gives trouble', () => {
  const home = temporaryHome();
  const serve = servedHomes(home);
  let server: Server;
  let writer: PostgresWriter | undefined;

  before(async () => {
    server = await startServer({ max_connections: '10' });
  });
  after(() => server.remove());

  beforeEach(async () => {
    // Of a spec before that failed.
    if (!server.isRunning()) await server.start();
    writer = await writePostgres(server, 'hermes', [session('a')]);
    await writer.exec(`DO $$ BEGIN CREATE ROLE guest LOGIN PASSWORD '${PASSWORD}'; EXCEPTION WHEN duplicate_object THEN END $$;
      GRANT USAGE ON SCHEMA hermes TO guest; GRANT SELECT ON ALL TABLES IN SCHEMA hermes TO guest;
      ALTER ROLE guest CONNECTION LIMIT -1 NOSUPERUSER`);
  });
  afterEach(async () => {
    await writer?.close().catch(() => {});
    writer = undefined;
  });

  const options = (url = server.url()) => ({ databaseUrl: url, databaseSchema: 'hermes', ttlMs: 0 });
  const guest = (password = PASSWORD, database = 'postgres') => server.url(database, `guest:${password}`);

  /** The words for what keeps a new router from its first scan. */
  async function words(url: string, schema = 'hermes'): Promise<string> {
    const { body } = await serve({ ...options(url), databaseSchema: schema }).rescan();
    expect(JSON.stringify(body)).not.to.include(PASSWORD);
    return `${body.code}: ${body.detail}`;
  }

  it('has words of its own for each trouble', async () => {
    expect(await words(guest('wrong'))).to.match(/DATABASE_CREDENTIALS: .*refused the user or the password/);
    expect(await words(guest(PASSWORD, 'none'))).to.match(/DATABASE_MISSING: .*no database of that name/);
    expect(await words(guest(), 'nowhere')).to.match(/DATABASE_SCHEMA: .*no tables of Hermes.* in: hermes\./);
    await writer?.exec('REVOKE SELECT ON messages FROM guest');
    expect(await words(guest())).to.match(/DATABASE_UNREADABLE: .*Grant it/);
    await writer?.exec('ALTER ROLE guest CONNECTION LIMIT 0');
    expect(await words(guest())).to.match(/DATABASE_BUSY: .*no connection left/);
    expect(await words(`postgres://127.0.0.1:${await freePort()}/d`)).to.match(
      /DATABASE_UNREACHABLE: .*\(127\.0\.0\.1\/d\/hermes\).*does not answer/,
    );
    expect(await words('postgres://no-such-host.invalid/d')).to.match(/DATABASE_UNREACHABLE/);
    expect(await words(`${guest()}?sslmode=verify-full`)).to.match(/UNREACHABLE|CREDENTIALS/);
  });

  it('keeps the last good numbers while the server is away, and is right again by itself', async () => {
    const router = serve(options());
    const before = await router.rescanned();
    await server.stop('fast');
    const failed = await router.rescan();
    expect(failed.status).to.equal(503);
    const away = await router.read();
    expect(away.error).to.match(/cannot be reached/);
    expect(away).to.include({ is_stale: true, unlocked_count: before.unlocked_count });
    await server.start();
    const writing = await writePostgres(server, 'hermes', [session('a'), session('b')]);
    await writing.close();
    expect((await router.rescanned()).scan_meta).to.include({ sessions_total: 2 });
    expect((await router.read()).error).to.equal(null);
  });

  it('goes on after its connections were ended while it read', async () => {
    const router = serve(options());
    await writer?.addSession(session('long', 6_000));
    const killer = quiet(server.url());
    let ended = 0;
    let done = false;
    const scan = router.rescanned().finally(() => {
      done = true;
    });
    while (!done) {
      const rows =
        ended > 2
          ? []
          : await killer`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'hermes-achievements-router' AND query LIKE '%unnest%' OR query LIKE '%ANY(E%'
        AND pid <> pg_backend_pid()`;
      ended += rows.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const payload = await scan;
    await killer.end();
    expect(payload.scan_meta).to.include({ sessions_total: 2, messages_scanned: 6_003 });
    expect(payload.aggregate).to.include({ max_tool_calls_in_session: 6_000 });
  });

  it('says so when its tables are locked; meanwhile nobody sees its password among the arguments and variables of a process', async () => {
    const router = serve(options(guest()));
    await router.rescanned();
    await writer?.append('a', [{ content: 'y' }]);
    const blocker = quiet(server.url());
    await blocker.unsafe('BEGIN; LOCK TABLE hermes.messages IN ACCESS EXCLUSIVE MODE').simple();
    const scan = router.rescan();
    const line = await commandsAndVariables();
    const { body } = await scan;
    expect(body.detail).to.match(/is locked by another program/);
    expect(line).to.include('scan-process').and.not.include(PASSWORD);
    await blocker.unsafe('ROLLBACK');
    await blocker.end();
    expect((await router.rescanned()).error).to.equal(null);
  });

  it('reads from the next host when the first one is gone, as after a failover', async () => {
    const standby = await startStandby(server);
    try {
      const place = `127.0.0.1:${server.port},127.0.0.1:${standby.port}`;
      const router = serve(options(`postgres://postgres@${place}/postgres`));
      const before = await router.rescanned();
      await server.stop('fast');
      await promote(standby);
      const sql = quiet(standby.url());
      await sql`INSERT INTO hermes.messages (session_id, role, content) VALUES ('a', 'user', 'new')`;
      await sql.end();
      const after = await router.rescanned();
      expect(after.scan_meta).to.include({ mode: 'incremental', sessions_rescanned: 1, messages_scanned: 4 });
      expect(after.achievements.length).to.equal(before.achievements.length);
    } finally {
      await standby.remove();
      await server.start();
    }
  });

  it('tells its password to nobody: not in answers, logs or files', async () => {
    const router = serve(options(guest()));
    await router.rescanned();
    await writer?.exec('REVOKE SELECT ON messages FROM guest');
    const answers = [
      await router.rescan(),
      await router.get('/scan-status'),
      await router.get('/achievements'),
    ];
    const files = await Promise.all(
      (await readdir(home().path, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => readFile(join(parentPath, name), 'latin1')),
    );
    expect(files).to.have.length.above(2);
    const told = [...answers.map(({ text }) => text), ...router.lines, ...files].join('\n');
    expect(told).to.include('postgres').and.not.include(PASSWORD);
  });

  it('takes a rotated password and an alias of the host for the same history', async () => {
    const first = serve(options(guest()));
    await first.rescanned();
    await first.router.close();
    await writer?.exec(`ALTER ROLE guest PASSWORD 'another'`);
    const { scan_meta } = await serve(
      options(guest('another').replace('127.0.0.1', 'localhost')),
    ).rescanned();
    await writer?.exec(`ALTER ROLE guest PASSWORD '${PASSWORD}'`);
    expect(scan_meta).to.include({ sessions_rescanned: 0, sessions_reused: 1 });
  });
});

/** What others on this machine can see of the processes that this one started. */
async function commandsAndVariables(): Promise<string> {
  for (let look = 0; look < 500; look++) {
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', `${process.pid}`], { encoding: 'utf8' });
    const seen = await Promise.all(
      children
        .split('\n')
        .filter((pid) => pid.trim() !== '')
        .flatMap((pid) => ['cmdline', 'environ'].map((name) => `/proc/${pid.trim()}/${name}`))
        .map((path) => readFile(path, 'utf8').catch(() => '')),
    );
    const all = seen.join('\n');
    if (all.includes('scan-process')) return all;
  }
  return 'no process was seen';
}
