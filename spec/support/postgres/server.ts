/** PostgreSQL servers of the specs' own: on free ports, in a temporary directory, run by a user without rights. */

import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { appendFile, chown, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, getuid } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import postgres, { type Sql } from 'postgres';

const { PATH, CI } = env;

/** Where Debian and others put the programs of a server, the newest first. */
const PLACES = [
  ...(existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql')
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => `/usr/lib/postgresql/${version}/bin`)
    : []),
  '/usr/pgsql/bin',
  '/usr/local/pgsql/bin',
  ...(PATH ?? '').split(':'),
];

/** The directory of the server's programs; undefined where there is none. */
const PROGRAMS = PLACES.find(
  (place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')),
);

/** The pooler; undefined where there is none. */
const PGBOUNCER = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/usr/local/bin/pgbouncer'].find((path) =>
  existsSync(path),
);

/** Where it is missing its specs are skipped, unless this is a run that has to have it. */
export function hasPooler(): boolean {
  return PGBOUNCER !== undefined || CI === 'true';
}

/** A server refuses to be run by root. */
const USER = getuid?.() === 0 ? unprivileged() : {};

const STARTUP_MS = 30_000;

export interface Server {
  readonly port: number;
  readonly directory: string;
  /** The address of a database, for the owner of everything unless another user is named. */
  url(database?: string, login?: string): string;
  stop(mode?: 'fast' | 'immediate'): Promise<void>;
  isRunning(): boolean;
  start(): Promise<void>;
  /** Stops it at once, and leaves nothing of it. */
  remove(): Promise<void>;
}

export function hasPostgres(): boolean {
  return PROGRAMS !== undefined;
}

/** Specs that need a server: skipped where there is none, unless this is a run that has to have it. */
export function withPostgres(what: string, specs: () => void): void {
  if (PROGRAMS === undefined && CI !== 'true') {
    it(`${what} (skipped: PostgreSQL is not installed here)`);
    return;
  }
  describe(what, function () {
    this.timeout(60_000);
    specs();
  });
}

/** Call it in a `describe`: one server for all of its specs. */
export function postgresServer(settings: Readonly<Record<string, string>> = {}): () => Server {
  let server: Server | undefined;
  before(async () => {
    server = await startServer(settings);
  });
  after(async () => {
    await server?.remove();
  });
  return () => {
    if (server === undefined) throw new Error('postgresServer() was used outside of a spec');
    return server;
  };
}

/** An empty server whose texts are sorted as people do, and not by their bytes: `postgres` owns it all, without a password. */
export async function startServer(settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const empty = await emptyCluster();
  return await inOwnDirectory(async (directory) => {
    const data = join(directory, 'data');
    await runAsServer('cp', ['-R', '-p', empty, data]);
    return await serverIn(directory, data, settings);
  });
}

let cluster: Promise<string> | undefined;

/** To make one takes two seconds, to copy it a quarter of one: a process makes one. */
function emptyCluster(): Promise<string> {
  cluster ??= inOwnDirectory(async (directory) => {
    const data = join(directory, 'data');
    await run('initdb', [
      ...['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      ...['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'],
    ]);
    return data;
  });
  return cluster;
}

/** A hot standby of a server, as of now and from now on. */
export async function startStandby(
  primary: Server,
  settings: Readonly<Record<string, string>> = {},
): Promise<Server> {
  return await inOwnDirectory(async (directory) => {
    const data = join(directory, 'data');
    await run('pg_basebackup', [
      ...['-D', data, '-d', primary.url('postgres'), '-R', '-X', 'stream', '-c', 'fast', '--no-sync'],
    ]);
    return await serverIn(directory, data, { hot_standby: 'on', ...settings });
  });
}

/** Has a standby become the primary. */
export async function promote(standby: Server): Promise<void> {
  await run('pg_ctl', ['-D', join(standby.directory, 'data'), '-w', 'promote']);
}

async function serverIn(
  directory: string,
  data: string,
  settings: Readonly<Record<string, string>>,
): Promise<Server> {
  const port = await freePort();
  const access = join(data, 'pg_hba.conf');
  // Everybody is trusted, but one.
  await writeFile(access, `host all guest 127.0.0.1/32 scram-sha-256\n${await readFile(access, 'utf8')}`);
  const lines = Object.entries({
    port: `${port}`,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: directory,
    fsync: 'off',
    ...settings,
  }).map(([name, value]) => `${name} = '${value}'\n`);
  await appendFile(join(data, 'postgresql.conf'), lines.join(''));
  let running: ChildProcess | undefined;
  const url = (database = 'postgres', login = 'postgres') =>
    `postgres://${login}@127.0.0.1:${port}/${database}`;
  const server: Server = {
    port,
    directory,
    url,
    isRunning: () => running?.exitCode === null && running.signalCode === null,
    async start() {
      running = launch('postgres', ['-D', data]);
      await answering(url(), running);
    },
    async stop(mode = 'fast') {
      if (running?.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      running.kill(mode === 'fast' ? 'SIGINT' : 'SIGQUIT');
      await ended;
    },
    async remove() {
      await server.stop('immediate');
      await removed(directory);
    },
  };
  await startedOrRemoved(server);
  return server;
}

/** A pooler in front of a server, in transaction mode. */
export function startPooler(server: Server): Promise<Server> {
  return inOwnDirectory((directory) => poolerIn(directory, server));
}

async function poolerIn(directory: string, { port: serverPort }: Server): Promise<Server> {
  const port = await freePort();
  const config = join(directory, 'pgbouncer.ini');
  await appendFile(
    config,
    `[databases]\n* = host=127.0.0.1 port=${serverPort}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}
unix_socket_dir =\nserver_login_retry = 1\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 50\n`,
  );
  const url = (database = 'postgres') => `postgres://postgres@127.0.0.1:${port}/${database}`;
  let running: ChildProcess | undefined;
  const pooler: Server = {
    port,
    directory,
    url,
    isRunning: () => running?.exitCode === null && running.signalCode === null,
    async start() {
      running = launch(PGBOUNCER ?? 'pgbouncer', [config], '');
      await answering(url(), running);
    },
    async stop() {
      if (running?.exitCode !== null || running.signalCode !== null) return;
      const ended = once(running, 'exit');
      running.kill('SIGKILL');
      await ended;
    },
    async remove() {
      await pooler.stop();
      await removed(directory);
    },
  };
  // It has no `postgres=` fallback for `auth_type = any` but a user in the address of the database.
  await writeUser(config);
  await startedOrRemoved(pooler);
  return pooler;
}

async function startedOrRemoved(server: Server): Promise<void> {
  try {
    await server.start();
  } catch (error) {
    await server.remove();
    throw error;
  }
}

async function writeUser(config: string): Promise<void> {
  const text = await readFile(config, 'utf8');
  await rm(config);
  await appendFile(config, text.replace(/^(\* = .*)$/m, '$1 user=postgres'));
}

/** Those that are there still. */
const directories = new Set<string>();
const children = new Set<ChildProcess>();

/** Short: the path of a socket may have some hundred characters. What goes wrong leaves nothing of it. */
async function inOwnDirectory<T>(make: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'pg-'));
  if (directories.size === 0) process.on('exit', removeAll).on('SIGTERM', endAll);
  directories.add(directory);
  try {
    await giveToServer(directory);
    return await make(directory);
  } catch (error) {
    await removed(directory);
    throw error;
  }
}

async function removed(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  directories.delete(directory);
  if (directories.size === 0) process.off('exit', removeAll).off('SIGTERM', endAll);
}

/** Specs that are stopped have no time to wait until a server has ended by itself, and one that runs makes files anew. */
function removeAll(): void {
  for (const child of children) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 10 });
}

/** Else nothing at all is done at the end. */
function endAll(): void {
  process.exit(128 + 15);
}

/** A server reads no key that is somebody else's. */
export async function giveToServer(path: string): Promise<void> {
  if (USER.uid !== undefined && USER.gid !== undefined) await chown(path, USER.uid, USER.gid);
}

async function run(program: string, args: readonly string[]): Promise<void> {
  if (PROGRAMS === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  await runAsServer(join(PROGRAMS, program), args);
}

async function runAsServer(program: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args, { ...USER, cwd: '/' });
}

function launch(program: string, args: readonly string[], directory = PROGRAMS): ChildProcess {
  const child = spawn(join(directory ?? '', program), args, { ...USER, cwd: '/', stdio: 'ignore' });
  // One that fails to end with its specs would outlive them.
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + STARTUP_MS;
  for (;;) {
    const sql = quiet(url);
    try {
      await sql`SELECT 1`;
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() > end) throw error;
      await sleep(50);
    } finally {
      await sql.end({ timeout: 0 });
    }
  }
}

/** A connection for a spec itself. */
export function quiet(url: string): Sql {
  return postgres(url, { max: 1, fetch_types: false, onnotice() {}, connect_timeout: 10 });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function unprivileged(): { uid?: number; gid?: number } {
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {}
  }
  return {};
}
