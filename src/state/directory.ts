import { chmod, mkdir, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './file-errors.js';
import { syncUnlessRefused } from './sync.js';

const DIRECTORY_MODE = 0o700;
const OTHERS = 0o077;
const STICKY = 0o1000;

/** What systems answer that cannot sync a directory, or do not let us: then there is nothing more to be done. */
const NOT_FOR_DIRECTORIES: readonly unknown[] = ['EINVAL', 'ENOTSUP', 'EISDIR', 'EBADF', 'EPERM', 'EACCES'];

/**
 * Makes a private directory with all that is above it, so that it survives a power cut; one that is there is closed to others.
 * Resolves with the first directory that had to be made, if any.
 */
export async function prepareDirectory(directory: string): Promise<string | undefined> {
  const first = await makeWithParents(directory);
  if (first !== undefined) {
    for (let made = directory; made.length >= first.length; made = dirname(made)) {
      await syncDirectory(dirname(made));
    }
  }
  await closeToOthers(directory);
  return first;
}

/**
 * Step by step, because Node's own way of doing it says ENOENT for all that goes wrong below the first directory that is
 * there: also where the disk is full, or read-only. Resolves with the first that had to be made, if any.
 */
async function makeWithParents(directory: string): Promise<string | undefined> {
  try {
    return await make(directory);
  } catch (error) {
    const parent = dirname(directory);
    if (codeOf(error) !== 'ENOENT' || parent === directory) throw error;
    const first = await makeWithParents(parent);
    const made = await make(directory);
    return first ?? made;
  }
}

/** Undefined when it is there already. @throws ENOENT as well for a link that leads nowhere */
async function make(directory: string): Promise<string | undefined> {
  try {
    await mkdir(directory, { mode: DIRECTORY_MODE });
    return directory;
  } catch (error) {
    // Of a directory that is there, not every system says EEXIST: some have only read that the disk is read-only.
    const facts = await stat(directory).catch((missing: unknown) => {
      throw codeOf(error) === 'EEXIST' ? missing : error;
    });
    if (!facts.isDirectory()) throw error;
    return undefined;
  }
}

/** Resolves when the names in a directory are on the disk: until then a power cut may bring the old ones back. */
export async function syncDirectory(directory: string): Promise<void> {
  try {
    const handle = await open(directory);
    try {
      await syncUnlessRefused(() => handle.sync());
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!NOT_FOR_DIRECTORIES.includes(codeOf(error))) throw error;
  }
}

/**
 * Takes all permissions of group and others away, as far as we may: the files are closed to them in any case.
 */
export async function closeToOthers(path: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined);
  // A sticky directory (such as the system's temporary one) is meant to be shared.
  if (stats === undefined || (stats.mode & OTHERS) === 0 || (stats.mode & STICKY) !== 0) return;
  await chmod(path, stats.mode & 0o7777 & ~OTHERS).catch(() => undefined);
}
