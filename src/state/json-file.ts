import { webcrypto } from 'node:crypto';
import { realpath, rename, rm, stat, utimes } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { closeToOthers, prepareDirectory, syncDirectory } from './directory.js';
import { codeOf, stateError } from './file-errors.js';
import { createQueue } from './queue.js';
import { type FileRead, readWhole } from './read-whole.js';
import { writeSynced } from './sync.js';

const FILE_MODE = 0o600;
const NOTHING = Buffer.alloc(0);

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
  /** Another one whenever the file was changed, replaced or removed. Never rejects. */
  mark(): Promise<string | undefined>;
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
      // would be renamed into place. So its temporary file is filled here, by a function that insists. It is
      // synced here as well: the way the library does it is closed under Node's permission model.
      fsync: false,
      tmpfileCreated: async (temporary) => {
        await writeSynced(temporary, content);
        if (mtimeMs !== undefined) await utimes(temporary, mtimeMs / 1000, mtimeMs / 1000);
        mark = await markOf(temporary);
      },
    });
    // The file is on the disk, not its name: without this a power cut may bring the old file back.
    await syncDirectory(dirname(await realpath(path).catch(() => path)));
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
    read: () => readWhole(path),
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
        const mark = await replace(content, mtimeMs);
        saved = mark && { digest, mark };
      }),
    isOwn: async () => saved !== undefined && isSame(await markOf(path), saved.mark),
    async mark() {
      const mark = await markOf(path);
      return mark && `${mark.inode} ${mark.size} ${mark.mtimeMs}`;
    },
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
        await syncDirectory(dirname(path));
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

/**
 * Makes a new file beside `path`. It is made exclusively, hence nothing that is there is ever overwritten.
 */
async function reserve(path: string, label: string, bytes: Uint8Array): Promise<string> {
  for (let number = 1; ; number++) {
    const aside = join(dirname(path), `${basename(path)}.${label}${number === 1 ? '' : `-${number}`}`);
    try {
      await writeSynced(aside, bytes, { flag: 'wx', mode: FILE_MODE });
      await syncDirectory(dirname(path));
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
