import { constants } from 'node:buffer';
import { webcrypto } from 'node:crypto';
import { chmod, mkdir, open, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { AchievementsError } from '../errors.js';
import { codeOf, stateError } from './file-errors.js';
import { createQueue } from './queue.js';

const FILE_MODE = 0o600;
const DIRECTORY_MODE = 0o700;
const OTHERS = 0o077;
const STICKY = 0o1000;
const NOTHING = Buffer.alloc(0);

/** What is on disk. `unreadable` means that there may well be content, which only cannot be had now. */
export type FileRead =
  | { readonly kind: 'missing' }
  | { readonly kind: 'content'; readonly bytes: Buffer; readonly mtimeMs: number }
  | { readonly kind: 'unreadable'; readonly problem: AchievementsError };

/**
 * One file of ours. What changes it runs one after the other; everything rejects with ERR_ACHIEVEMENTS_STATE.
 */
export interface JsonFile {
  readonly name: string;
  readonly path: string;
  /** Never rejects. */
  read(): Promise<FileRead>;
  /** Modification time in milliseconds; undefined when there is no file, or none that can be looked at. */
  modified(): Promise<number | undefined>;
  /**
   * Replaces the content atomically and durably.
   * @param mtimeMs the modification time it gets; by default that of the system's clock
   */
  save(content: string | Uint8Array, mtimeMs?: number): Promise<void>;
  /**
   * As `save`, but only touches the file when it still is the one that was saved last here, with the same
   * bytes.
   */
  saveChange(content: string | Uint8Array, mtimeMs?: number): Promise<void>;
  /** Whether the file still is the one that `saveChange` saved last here. Never rejects. */
  isOwn(): Promise<boolean>;
  /** Sets the modification time. False when there is no file. */
  touch(mtimeMs: number): Promise<boolean>;
  /** Takes the permissions of others away. Without a file, or when it is not ours, nothing happens. */
  protect(): Promise<void>;
  /**
   * Renames the file to `<name>.<label>`, or `<name>.<label>-2` … when that is taken. Resolves with the new
   * name.
   */
  setAside(label: string): Promise<string>;
  /** Writes `bytes` durably beside the file, named as by `setAside`. Resolves with the name. */
  keepCopy(bytes: Uint8Array, label: string): Promise<string>;
  /** Removes the file, if there is one. */
  remove(): Promise<void>;
  /** Waits until nothing is being changed. Never rejects. */
  settled(): Promise<void>;
}

/** By what a file is recognized as the very one that was written here. */
interface Mark {
  readonly inode: number;
  readonly size: number;
  readonly mtimeMs: number;
}

interface Saved {
  readonly digest: string;
  readonly mark: Mark;
}

/** The file at an absolute path. Touches nothing yet. */
export function createJsonFile(path: string): JsonFile {
  const name = basename(path);
  const queue = createQueue();
  let saved: Saved | undefined;

  const change = <T>(verb: string, task: () => Promise<T>): Promise<T> =>
    queue.run(task).catch((error: unknown) => {
      throw stateError(`${name} cannot be ${verb}`, error);
    });

  async function replace(
    content: string | Uint8Array,
    mtimeMs: number | undefined,
  ): Promise<Mark | undefined> {
    let mark: Mark | undefined;
    await prepareDirectory(dirname(path));
    await writeFileAtomic(path, NOTHING, {
      mode: FILE_MODE,
      // The library writes once and does not look how much was taken: on a disk that fills up, half a file
      // would be renamed into place. So its temporary file is filled here, by a function that insists; it
      // syncs and renames.
      tmpfileCreated: async (temporary) => {
        await writeFile(temporary, content);
        if (mtimeMs !== undefined) await utimes(temporary, mtimeMs / 1000, mtimeMs / 1000);
        mark = await markOf(temporary);
      },
    });
    return mark;
  }

  async function touch(mtimeMs: number): Promise<boolean> {
    const ours = saved !== undefined && isSame(await markOf(path), saved.mark);
    try {
      await utimes(path, mtimeMs / 1000, mtimeMs / 1000);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
    const mark = await markOf(path);
    saved = ours && saved !== undefined && mark !== undefined ? { ...saved, mark } : undefined;
    return true;
  }

  return {
    name,
    path,
    read: () => readWhole(path, name),
    modified: async () => {
      const stats = await stat(path).catch(() => undefined);
      return stats === undefined ? undefined : Math.round(stats.mtimeMs);
    },
    save: (content, mtimeMs) => change('saved', async () => void (await replace(content, mtimeMs))),
    saveChange: (content, mtimeMs) =>
      change('saved', async () => {
        const digest = await digestOf(content);
        // Others replace the file, too: only our very own one may be left as it is.
        if (saved?.digest === digest && isSame(await markOf(path), saved.mark)) {
          if (mtimeMs !== undefined) await touch(mtimeMs);
          return;
        }
        saved = undefined;
        const mark = await replace(content, mtimeMs);
        if (mark !== undefined) saved = { digest, mark };
      }),
    isOwn: async () => saved !== undefined && isSame(await markOf(path), saved.mark),
    touch: (mtimeMs) => change('touched', () => touch(mtimeMs)),
    protect: () => change('protected', () => closeToOthers(path)),
    setAside: (label) =>
      change('set aside', async () => {
        const aside = await reserve(path, label, NOTHING);
        try {
          await rename(path, aside);
        } catch (error) {
          await rm(aside, { force: true });
          throw error;
        }
        await closeToOthers(aside);
        return basename(aside);
      }),
    keepCopy: (bytes, label) => change('kept aside', async () => basename(await reserve(path, label, bytes))),
    remove: () => change('removed', () => rm(path, { force: true })),
    settled: queue.settled,
  };
}

async function markOf(path: string): Promise<Mark | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats && { inode: stats.ino, size: stats.size, mtimeMs: stats.mtimeMs };
}

function isSame(a: Mark | undefined, b: Mark): boolean {
  return a !== undefined && a.inode === b.inode && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

async function readWhole(path: string, name: string): Promise<FileRead> {
  try {
    const handle = await open(path, 'r');
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw Object.assign(new Error('not a regular file'), { code: 'EISDIR' });
      if (stats.size > constants.MAX_STRING_LENGTH) {
        throw Object.assign(new Error('larger than any string'), { code: 'ERR_FS_FILE_TOO_LARGE' });
      }
      return { kind: 'content', bytes: await handle.readFile(), mtimeMs: Math.round(stats.mtimeMs) };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unreadable', problem: stateError(`${name} cannot be read`, error) };
  }
}

async function prepareDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
  await closeToOthers(directory);
}

/**
 * Takes all permissions of group and others away, as far as we may: the files are closed to them in any case.
 */
async function closeToOthers(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  // A sticky directory (such as the system's temporary one) is meant to be shared.
  if (stats === undefined || (stats.mode & OTHERS) === 0 || (stats.mode & STICKY) !== 0) return;
  await chmod(path, stats.mode & 0o7777 & ~OTHERS).catch(() => undefined);
}

/**
 * Makes a new file beside `path`. It is made exclusively, hence nothing that is there is ever overwritten.
 */
async function reserve(path: string, label: string, bytes: Uint8Array): Promise<string> {
  for (let number = 1; ; number++) {
    const aside = join(dirname(path), `${basename(path)}.${label}${number === 1 ? '' : `-${number}`}`);
    try {
      await writeFile(aside, bytes, { flag: 'wx', mode: FILE_MODE, flush: true });
      return aside;
    } catch (error) {
      if (codeOf(error) === 'EEXIST') continue;
      await rm(aside, { force: true });
      throw error;
    }
  }
}

/** Off the main thread: a checkpoint may have many megabytes. */
async function digestOf(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('base64');
}
