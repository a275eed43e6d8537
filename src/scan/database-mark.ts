import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** File times move in steps of a few milliseconds: a file changed a moment ago may change again without showing it. */
const SETTLED_MS = 100;

/**
 * Size, identity and time of the database and its write-ahead log: every commit changes one of them. Undefined when
 * the database is missing or was written so lately that the next write might not show.
 */
export async function databaseMark(databasePath: string): Promise<string | undefined> {
  const now = Date.now();
  const path = await followed(databasePath);
  const [database, log] = await Promise.all([look(path, 'ctimeNs'), look(`${path}-wal`, 'mtimeNs')]);
  if (database === undefined) return undefined;
  if (Math.max(database.changed, log?.changed ?? 0) > now - SETTLED_MS) return undefined;
  return `${database.mark} ${log?.mark ?? '-'}`;
}

/** A hash of the real path: the path itself stays private. */
export async function databasePlace(databasePath: string): Promise<string> {
  return createHash('sha256')
    .update(await followed(databasePath))
    .digest('hex')
    .slice(0, 16);
}

/**
 * The real path: the log lies beside the file itself, not beside a link to it. While the file is missing its directory
 * is followed all the same, so that the place keeps its name.
 */
async function followed(path: string): Promise<string> {
  return realpath(path)
    .catch(async () => join(await realpath(dirname(path)), basename(path)))
    .catch(() => path);
}

/**
 * @param time `ctimeNs` also shows a content put in place with an old modification time. Of the log it tells nothing:
 * run by root, SQLite hands the log to the owner of the database at each opening, ours included, which moves it.
 */
async function look(
  path: string,
  time: 'ctimeNs' | 'mtimeNs',
): Promise<{ mark: string; changed: number } | undefined> {
  try {
    const { [time]: changed, dev, ino, size } = await stat(path, { bigint: true });
    // An empty log, such as a mere reader leaves behind, is as good as none.
    if (size === 0n) return undefined;
    return { mark: [dev, ino, size, changed].join(':'), changed: Number(changed / 1_000_000n) };
  } catch {
    return undefined;
  }
}
