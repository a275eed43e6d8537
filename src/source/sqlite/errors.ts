/** What goes wrong with the history file, told so that the user knows what to do. No path, query or stack in it. */

import { AchievementsError, type ErrorCode } from '../../errors.js';

const MESSAGES = {
  ERR_ACHIEVEMENTS_DATABASE_MISSING:
    'Hermes has not written a history yet: there is no history database where one was expected. ' +
    'Use Hermes once, or check the options hermesHome, profile and databasePath.',
  ERR_ACHIEVEMENTS_DATABASE_EMPTY:
    'The history database is an empty file: nothing has been written to it yet. ' +
    'Use Hermes once; if it was used before, restore the history from a backup.',
  ERR_ACHIEVEMENTS_DATABASE_NOT_A_FILE:
    'The history database is a directory or a special file, where a regular file was expected. ' +
    'Check the options hermesHome, profile and databasePath.',
  ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE:
    'The history file is not an SQLite database: it is another kind of file, encrypted, or its beginning is overwritten. ' +
    'Check the option databasePath, or restore the history from a backup.',
  ERR_ACHIEVEMENTS_DATABASE_SCHEMA:
    'The history database lacks the tables or columns that a Hermes history has (sessions, messages). ' +
    'Check the option databasePath; if it is right, start Hermes once so that it brings its database up to date.',
  ERR_ACHIEVEMENTS_DATABASE_UNREADABLE:
    'The history database may not be read by this process. ' +
    'Give the user that runs it the permission to read the file and to enter its directory.',
  ERR_ACHIEVEMENTS_DATABASE_BUSY:
    'The history database is locked by another program, and stayed locked while we waited. ' +
    'It is tried again by itself; if this stays, close the program that holds it.',
  ERR_ACHIEVEMENTS_DATABASE_DAMAGED:
    'The history database is damaged: a part of it cannot be made sense of. ' +
    'Stop Hermes, then repair the database (the "recover" command of the sqlite3 tool) or restore it from a backup.',
  ERR_ACHIEVEMENTS_DATABASE_IO:
    'The history database could not be read: the disk or the operating system reported an error. ' +
    'It is tried again by itself; if this stays, check the disk, and whether it is full.',
  ERR_ACHIEVEMENTS_SCAN:
    'The history could not be read because of a mistake in this program. Please report it; the log has the details.',
  ERR_ACHIEVEMENTS_CLOSED: 'The reading of the history was stopped.',
} as const satisfies Partial<Record<ErrorCode, string>>;

export type SourceErrorCode = keyof typeof MESSAGES;

/** By the driver's primary result code. A code that is not here is an I/O error. */
const BY_RESULT: ReadonlyMap<string, SourceErrorCode> = new Map([
  ['SQLITE_BUSY', 'ERR_ACHIEVEMENTS_DATABASE_BUSY'],
  ['SQLITE_LOCKED', 'ERR_ACHIEVEMENTS_DATABASE_BUSY'],
  ['SQLITE_PROTOCOL', 'ERR_ACHIEVEMENTS_DATABASE_BUSY'],
  ['SQLITE_NOTADB', 'ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE'],
  ['SQLITE_CORRUPT', 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED'],
  ['SQLITE_ERROR', 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA'],
  ['SQLITE_SCHEMA', 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA'],
  ['SQLITE_PERM', 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE'],
  ['SQLITE_AUTH', 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE'],
  ['SQLITE_READONLY', 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE'],
  ['SQLITE_CANTOPEN', 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE'],
  ['SQLITE_INTERRUPT', 'ERR_ACHIEVEMENTS_CLOSED'],
]);

/** By the operating system's code, from looking at the file. A code that is not here is an I/O error. */
const BY_ERRNO: ReadonlyMap<string, SourceErrorCode> = new Map([
  ['ENOENT', 'ERR_ACHIEVEMENTS_DATABASE_MISSING'],
  ['ENOTDIR', 'ERR_ACHIEVEMENTS_DATABASE_MISSING'],
  ['EACCES', 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE'],
  ['EPERM', 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE'],
]);

/** How the permission model of Node says no. */
const REFUSED = 'ERR_ACCESS_DENIED';
const NOT_ALLOWED =
  'The history database may not be read: the permission model of Node, by which this server was started, does not let it. ' +
  'Start it with --allow-fs-read for the home of Hermes.';

/** One of the errors above; `message` replaces the usual text. */
export function sourceError(code: SourceErrorCode, cause?: unknown, message?: string): AchievementsError {
  return new AchievementsError(code, message ?? MESSAGES[code], cause);
}

/** What the driver threw, as an error for the user. */
export function fromDriver(error: unknown): AchievementsError {
  if (error instanceof AchievementsError) return error;
  return sourceError(lookUp(BY_RESULT, codeOf(error)), error);
}

/** What looking at the file threw, as an error for the user. */
export function fromFileSystem(error: unknown): AchievementsError {
  if (error instanceof AchievementsError) return error;
  if (codeOf(error) === REFUSED)
    return sourceError('ERR_ACHIEVEMENTS_DATABASE_UNREADABLE', error, NOT_ALLOWED);
  return sourceError(lookUp(BY_ERRNO, codeOf(error)), error);
}

/** Locked by somebody else: worth waiting for. */
export function isBusy(error: unknown): boolean {
  return BY_RESULT.get(codeOf(error)) === 'ERR_ACHIEVEMENTS_DATABASE_BUSY';
}

/** Seen while the writer resets its log; gone at the next try. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_IOERR' || code === 'SQLITE_CANTOPEN';
}

/** The disk or the operating system failed, or had no room for a file that reading takes. */
export function isIoError(error: unknown): boolean {
  return codeOf(error) === 'SQLITE_IOERR';
}

/** A reader that may not create files beside the database fails so. */
export function mayBeReadOnlyDirectory(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY';
}

/** An error without a code comes neither from the driver nor from the operating system. */
function lookUp(codes: ReadonlyMap<string, SourceErrorCode>, code: string): SourceErrorCode {
  return codes.get(code) ?? (code === '' ? 'ERR_ACHIEVEMENTS_SCAN' : 'ERR_ACHIEVEMENTS_DATABASE_IO');
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return '';
  return typeof error.code === 'string' ? error.code : '';
}
