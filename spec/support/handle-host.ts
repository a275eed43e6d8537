/**
 * A host that has the history open by an SQLite library of its own, `node:sqlite`, while we scan: for the spec about what
 * that does to its handle. Its last argument says what it does, as JSON; what came of it it writes as JSON.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync, readlinkSync } from 'node:fs';
import { argv, execPath, stdout } from 'node:process';
import { fileURLToPath } from 'node:url';
import { startProcess } from '#src/scan/start-process.js';
import { startThread } from '#src/scan/thread-worker.js';
import { createWorkerScanner } from '#src/scan/worker-scanner.js';
import { scanOnce } from './scan-once.js';

export interface HandleTask {
  readonly does: keyof typeof TASKS | 'write';
  readonly databasePath: string;
  /** For `write`: what another process runs. */
  readonly sql?: string;
  /** Where we scan. */
  readonly where: 'process' | 'thread';
}

/** The part of `node:sqlite` that is used. */
interface Sqlite {
  readonly DatabaseSync: new (path: string) => Handle;
}

interface Handle {
  exec(sql: string): void;
  prepare(sql: string): { get(): unknown };
  close(): void;
}

/** What the statement gives, as a number; or what SQLite says. */
type Outcome = number | string;

const TASKS = {
  /** Another process writes in the middle of a transaction of the host, and once more after it. */
  async transaction({ handle, scan, elsewhere }) {
    handle.exec(`BEGIN IMMEDIATE; UPDATE sessions SET title = 'of the host' WHERE id = 's0'`);
    await scan();
    const within = elsewhere(`UPDATE sessions SET title = 'of another' WHERE id = 's1'`);
    const committed = attempt(() => handle.exec('COMMIT'));
    const after = elsewhere(`UPDATE sessions SET title = 'of another' WHERE id = 's1'`);
    const kept = count(handle, `SELECT count(*) n FROM sessions WHERE title LIKE 'of %'`);
    return { within, committed, after, kept };
  },
  /** Another process deletes all in the middle of a long read of the host. */
  async read({ handle, scan, elsewhere }) {
    // Else it would have all pages by heart.
    handle.exec('PRAGMA cache_size = 1; BEGIN');
    const before = count(handle, 'SELECT count(*) n FROM messages');
    await scan();
    elsewhere('DELETE FROM messages; PRAGMA wal_checkpoint(TRUNCATE); VACUUM');
    const within = attempt(() => count(handle, 'SELECT count(*) n FROM messages'));
    handle.exec('COMMIT');
    return { before, within };
  },
  /** A handle stays open while we scan and another process writes. */
  async open({ handle, scan, elsewhere, databasePath }) {
    const before = count(handle, 'SELECT count(*) n FROM messages');
    await scan();
    elsewhere('DELETE FROM messages');
    const after = attempt(() => count(handle, 'SELECT count(*) n FROM messages'));
    return { before, after, deleted: deletedFiles(databasePath) };
  },
} as const satisfies Record<
  string,
  (host: {
    readonly handle: Handle;
    readonly databasePath: string;
    scan(): Promise<void>;
    /** Runs SQL in another process, which waits for no lock. */
    elsewhere(sql: string): Outcome;
  }) => Promise<Readonly<Record<string, unknown>>>
>;

async function main(task: HandleTask): Promise<void> {
  const { databasePath, does } = task;
  const { DatabaseSync } = sqlite();
  const handle = new DatabaseSync(databasePath);
  if (does === 'write') {
    stdout.write(JSON.stringify(attempt(() => handle.exec(task.sql ?? ''))));
    handle.close();
    return;
  }
  const elsewhere = (sql: string): Outcome => {
    const other: HandleTask = { ...task, does: 'write', sql };
    const program = [fileURLToPath(import.meta.url), JSON.stringify(other)];
    return JSON.parse(execFileSync(execPath, ['--no-warnings', ...program], { encoding: 'utf8' }));
  };
  const start = task.where === 'process' ? () => startProcess() : async () => startThread();
  const scan = async (): Promise<void> => {
    const stateDir = `${databasePath}-state`;
    const scanner = createWorkerScanner(
      { history: { kind: 'sqlite', databasePath }, stateDir, timeZone: 'UTC' },
      start,
    );
    // A scan keeps no host alive.
    const alive = setInterval(() => {}, 1_000);
    await scanOnce(scanner, { order: { full: true } });
    await scanner.close();
    clearInterval(alive);
  };
  stdout.write(JSON.stringify(await TASKS[does]({ handle, databasePath, scan, elsewhere })));
  handle.close();
}

function sqlite(): Sqlite {
  const found: unknown = process.getBuiltinModule('node:sqlite');
  if (!isSqlite(found)) throw new Error('This Node has no node:sqlite.');
  return found;
}

function isSqlite(found: unknown): found is Sqlite {
  return typeof found === 'object' && found !== null && 'DatabaseSync' in found;
}

/** 1 when it went well, or what it gave; else what SQLite says. */
function attempt(task: () => unknown): Outcome {
  try {
    const gave = task();
    return typeof gave === 'number' ? gave : 1;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function count(handle: Handle, sql: string): number {
  const row = handle.prepare(sql).get();
  return typeof row === 'object' && row !== null && 'n' in row ? Number(row.n) : Number.NaN;
}

/** Files of the database that are open here and no longer there; none where the system does not tell. */
function deletedFiles(databasePath: string): readonly string[] {
  if (process.platform !== 'linux') return [];
  const open = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
  return open.filter((path) => path.startsWith(databasePath) && path.endsWith(' (deleted)'));
}

await main(JSON.parse(argv.at(-1) ?? ''));
