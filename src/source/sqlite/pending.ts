/** Changes that wait beside the history file: what they are, and why they cannot be read. */
import { access, constants, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { AchievementsError } from '../../errors.js';
import { sourceError } from './errors.js';

/** A write-ahead log up to its header holds no change. */
const WAL_HEADER_BYTES = 32;

/** TABLE: what is told, by the first that holds. Each is looked at, never guessed. */
const REASONS: readonly {
  readonly holds: (realPath: string) => Promise<boolean>;
  readonly message: string;
}[] = [
  {
    holds: async (realPath) => (await sizeOf(`${realPath}-journal`)) > 0,
    message:
      'A change to the history database was cut off, when Hermes was killed or the power went: the journal beside it has ' +
      'to be rolled back first, and only a program that writes to the database may do that. Start Hermes once; it does ' +
      'so by itself.',
  },
  {
    holds: async (realPath) => (await isClosed(`${realPath}-wal`)) || (await isClosed(`${realPath}-shm`)),
    message:
      'The latest changes of the history are in the two files beside the history database that end in -wal and -shm, and ' +
      'this process may not read both of them, as where another user runs Hermes. Let the user that runs this process ' +
      'read the two files, or run it as the user that runs Hermes.',
  },
  {
    holds: async (realPath) => !(await may(dirname(realPath), constants.W_OK)),
    message:
      'The history database lies in a directory that this process may not write to, and its latest changes are in a ' +
      'log beside it that cannot be read without that. Let this process write to the directory, or end Hermes so ' +
      'that it puts the changes into the database.',
  },
  {
    holds: async () => true,
    message:
      'The latest changes of the history are in a log beside the history database that could not be opened. Start Hermes ' +
      'once, and end it again: it then puts the changes into the database.',
  },
];

/** Whether the file alone is not all of the history. */
export async function hasPendingChanges(realPath: string): Promise<boolean> {
  const [wal, journal] = await Promise.all([sizeOf(`${realPath}-wal`), sizeOf(`${realPath}-journal`)]);
  return wal > WAL_HEADER_BYTES || journal > 0;
}

/** Why changes that wait cannot be read, and what helps. @param cause what SQLite said */
export async function pendingError(realPath: string, cause: unknown): Promise<AchievementsError> {
  for (const { holds, message } of REASONS)
    if (await holds(realPath)) return sourceError('ERR_ACHIEVEMENTS_DATABASE_UNREADABLE', cause, message);
  return sourceError('ERR_ACHIEVEMENTS_DATABASE_UNREADABLE', cause);
}

/** There, and not for us to read. */
async function isClosed(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined && !(await may(path, constants.R_OK));
}

function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function sizeOf(path: string): Promise<number> {
  return await stat(path).then(
    (facts) => facts.size,
    () => 0,
  );
}
