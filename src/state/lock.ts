/**
 * One at a time, among all that share a directory: processes, routers in one process, threads, containers. It is the
 * kernel's lock on a file that stays empty, as SQLite takes it. It goes with its owner whatever ends that, at once, and
 * stays while the owner is suspended. A heartbeat in a file knows neither: who sleeps for longer than it, or sees the
 * clock jump, loses the lock to a second owner. The only file that imports `sqlite3` but for the history's.
 */
import { chmod, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type sqlite3 from 'sqlite3';
import type { Database } from 'sqlite3';
import { prepareDirectory } from './directory.js';
import { codeOf } from './file-errors.js';

export interface Lock {
  /** Tries once, and waits for nobody. Undefined: another has it. Never rejects: see `problem`. */
  take(): Promise<Held | undefined>;
  /** Why there is no lock to be had, hence everybody is let in; undefined when the last try could tell. */
  readonly problem: unknown;
}

export interface Held {
  /** To be called once. Never rejects. */
  release(): Promise<void>;
}

/**
 * With the journal in memory nothing ever lies beside the file. Nothing is written, hence nothing is synced either: the
 * number is never committed. A file that may only be read is opened as well, and locks nothing; it refuses the number.
 */
const HOLD = 'PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE; PRAGMA user_version = 1';

const FILE_MODE = 0o600;

/** The first try may have to make the file; somebody may remove it, again and again. */
const MOST_TRIES = 5;

/** What SQLite says of content that is not its own: nobody can have locked that. */
const FOREIGN: readonly unknown[] = ['SQLITE_NOTADB', 'SQLITE_CORRUPT'];

/**
 * The lock at an absolute path. Touches nothing yet. Nobody may open the file with anything but this: closing any other
 * descriptor of it drops the locks of the whole process.
 */
export function createLock(path: string): Lock {
  let problem: unknown;

  async function take(): Promise<Held | undefined> {
    let made: string | undefined;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const before = await identityOf(path);
      if (before === undefined) made = (await prepareDirectory(dirname(path))) ?? made;
      const database = await open(path);
      try {
        if (before === undefined) await chmod(path, FILE_MODE);
        await hold(database);
      } catch (error) {
        await close(database);
        if (codeOf(error) === 'SQLITE_BUSY') return undefined;
        const mayMend = tries < MOST_TRIES - 1;
        if (mayMend && codeOf(error) === 'SQLITE_READONLY') await chmod(path, FILE_MODE);
        else if (FOREIGN.includes(codeOf(error))) await rm(path, { force: true });
        else throw error;
        continue;
      }
      // What was locked may have been removed or replaced meanwhile: then others look at another file.
      if (before !== undefined && before === (await identityOf(path))) return heldBy(database, made);
      await close(database);
    }
    return undefined;
  }

  function heldBy(database: Database, made: string | undefined): Held {
    return {
      async release() {
        if (made !== undefined) await leaveNothing(path, made);
        await close(database);
      },
    };
  }

  return {
    async take() {
      try {
        const held = await take();
        problem = undefined;
        return held;
      } catch (error) {
        problem = error;
        return { release: async () => {} };
      }
    },
    get problem() {
      return problem;
    },
  };
}

/**
 * Not at the top of the file: where the native binary is missing, the import itself fails. And not by an import, which a
 * bundler would follow: made a part of a bundle, what finds the binary breaks down, and every stack of the host with it.
 */
function loadDriver(): typeof sqlite3 {
  // An import of that name would clash with the line that bundlers are commonly told to put on top of their ES modules.
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('sqlite3');
}

async function identityOf(path: string): Promise<string | undefined> {
  const stats = await stat(path, { bigint: true }).catch(() => undefined);
  return stats && `${stats.dev} ${stats.ino}`;
}

async function open(path: string): Promise<Database> {
  const driver = loadDriver();
  const mode = driver.OPEN_READWRITE | driver.OPEN_CREATE;
  return await new Promise((resolve, reject) => {
    const database = new driver.Database(path, mode, (error) => (error ? reject(error) : resolve(database)));
  });
}

function hold(database: Database): Promise<void> {
  // By default SQLite waits for a second, and a thread with it.
  database.configure('busyTimeout', 0);
  return new Promise((resolve, reject) => {
    database.exec(HOLD, (error) => (error ? reject(error) : resolve()));
  });
}

/** What has not been committed is forgotten. */
function close(database: Database): Promise<void> {
  return new Promise((resolve) => {
    database.close(() => resolve());
  });
}

/** A directory that was made for the lock alone goes again: without a history there shall be no trace of us. */
async function leaveNothing(path: string, made: string): Promise<void> {
  try {
    let directory = dirname(path);
    const names = await readdir(directory);
    if (names.some((name) => name !== basename(path))) return;
    await rm(path);
    for (await rmdir(directory); directory !== made; await rmdir(directory)) directory = dirname(directory);
  } catch {
    // Somebody else has begun to use it.
  }
}
