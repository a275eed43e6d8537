/** Whether a history lies where its newest messages cannot be seen: as a file that was mounted without its directory. */

import { open, readFile } from 'node:fs/promises';

/** The mount points of this process, as Linux tells them. */
export const MOUNTS = '/proc/self/mountinfo';

const HEADER_BYTES = 20;
/** Where the header of a database says by which journal it may be written and read, and what it says of a write-ahead log. */
const VERSIONS = [18, 19] as const;
const WAL = 2;

const CUT_OFF =
  'Only the file of the history database is mounted here, without its directory. Hermes keeps its newest messages in a log ' +
  'beside that file, which therefore cannot be seen: they are missing from the counts until Hermes puts them into the ' +
  'file. Mount the directory in place of the file.';

/**
 * What the user should know of the place of a database; null when there is nothing, or when it cannot be told. The file is
 * opened only where it is a mount of its own, and nowhere but in the worker: see `file.ts`.
 * @param mounts for specs: where the mount points stand
 */
export async function noticeOfMount(realPath: string, mounts = MOUNTS): Promise<string | null> {
  try {
    const points = mountPoints(await readFile(mounts, 'utf8'));
    if (!points.has(realPath) || points.has(`${realPath}-wal`)) return null;
    return (await hasWriteAheadLog(realPath)) ? CUT_OFF : null;
  } catch {
    // Another system, or a file that SQLite will have more to say about.
    return null;
  }
}

/** A line has its mount point in the fifth place, where a blank, a tab, a line feed and a backslash are octal. */
function mountPoints(mountinfo: string): ReadonlySet<string> {
  const points = mountinfo.split('\n').map((line) => line.split(' ', 5)[4] ?? '');
  return new Set(points.map((point) => point.replace(/\\([0-7]{3})/g, (_, octal) => unescaped(octal))));
}

function unescaped(octal: string): string {
  return String.fromCharCode(Number.parseInt(octal, 8));
}

/** Whether changes go to a log first. */
async function hasWriteAheadLog(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return bytesRead === HEADER_BYTES && VERSIONS.every((place) => buffer[place] === WAL);
  } finally {
    await file.close();
  }
}
