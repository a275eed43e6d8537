/**
 * What the file system says about the history file. It is never opened here: closing a second descriptor of the file
 * would drop the locks that SQLite holds on it anywhere in this process.
 */

import { access, constants, realpath, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { fromDriver, fromFileSystem, isIoError, sourceError } from './errors.js';
import { hasPendingChanges, pendingError } from './pending.js';

/** The beginning of every SQLite file. SQLite itself takes a file of one byte for an empty database. */
const HEADER_BYTES = 100;

/**
 * The real path of a file that can be tried as a database.
 * @throws AchievementsError when it is missing, empty, no regular file, or may not be read.
 */
export async function findDatabase(databasePath: string): Promise<string> {
  try {
    const facts = await stat(databasePath);
    if (!facts.isFile()) throw sourceError('ERR_ACHIEVEMENTS_DATABASE_NOT_A_FILE');
    if (facts.size === 0) throw sourceError('ERR_ACHIEVEMENTS_DATABASE_EMPTY');
    if (facts.size < HEADER_BYTES) throw sourceError('ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE');
    await access(databasePath, constants.R_OK);
    return await realpath(databasePath);
  } catch (error) {
    throw fromFileSystem(error);
  }
}

/** The name under which SQLite reads the file as it lies there, without locks and without files beside it. */
export function immutableUri(realPath: string): string {
  return `${pathToFileURL(realPath).href}?immutable=1`;
}

/**
 * Guards a reading without locks: it is right only while nobody writes. Call the returned function after each read.
 * @throws AchievementsError at once when changes wait in a log (they would be missed), later when the file changed.
 */
export async function guardImmutable(realPath: string, cause: unknown): Promise<() => Promise<void>> {
  if (await hasPendingChanges(realPath))
    throw isIoError(cause) ? fromDriver(cause) : await pendingError(realPath, cause);
  const before = await version(realPath);
  return async () => {
    if ((await version(realPath)) === before && !(await hasPendingChanges(realPath))) return;
    throw sourceError(
      'ERR_ACHIEVEMENTS_DATABASE_BUSY',
      cause,
      'The history database was changed while it was read without locks, because this process may not make or open the ' +
        'files beside it that a lock takes. It is tried again by itself.',
    );
  };
}

async function version(realPath: string): Promise<string> {
  try {
    const facts = await stat(realPath, { bigint: true });
    return `${facts.ino} ${facts.size} ${facts.mtimeNs}`;
  } catch (error) {
    throw fromFileSystem(error);
  }
}
