import { constants as limits } from 'node:buffer';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { AchievementsError } from '../errors.js';
import { codeOf, stateError } from './file-errors.js';

/** What is on disk. `unreadable` means that there may well be content, which only cannot be had now. */
export type FileRead =
  | { readonly kind: 'missing' }
  | { readonly kind: 'content'; readonly bytes: Buffer; readonly mtimeMs: number }
  | { readonly kind: 'unreadable'; readonly problem: AchievementsError };

/** Else the opening of a named pipe would wait for its other end, for ever. Windows has no such thing. */
const AT_ONCE = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

export function openToRead(path: string): Promise<FileHandle> {
  return open(path, AT_ONCE);
}

/** Reads a file that can become one string. Never rejects. */
export async function readWhole(path: string): Promise<FileRead> {
  try {
    const handle = await openToRead(path);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'EISDIR' });
      if (stats.size > limits.MAX_STRING_LENGTH) {
        throw Object.assign(new Error('larger than any string'), { code: 'ERR_FS_FILE_TOO_LARGE' });
      }
      return { kind: 'content', bytes: await handle.readFile(), mtimeMs: Math.round(stats.mtimeMs) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unreadable', problem: stateError(`${basename(path)} cannot be read`, error) };
  }
}
