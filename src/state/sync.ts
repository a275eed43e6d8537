/**
 * What has to outlast a power cut is synced here. Under Node's permission model a file that is open may not be synced, from
 * Node 24 on and whatever the flags: a handle does not tell Node whether its file may be written. A path does, so a file may
 * still be opened in such a way that each write of it is synced.
 */

import { constants, writeFile } from 'node:fs/promises';
import { codeOf } from './file-errors.js';

/** How the permission model says no. */
const REFUSED = 'ERR_ACCESS_DENIED';

/**
 * Writes a whole file, and resolves when its content is on the disk; its name may not be.
 * @throws the error of the system; what is there then is not whole
 */
export async function writeSynced(
  path: string,
  content: string | Uint8Array,
  options: { readonly flag?: string; readonly mode?: number } = {},
): Promise<void> {
  try {
    await writeFile(path, content, { ...options, flush: true });
  } catch (error) {
    if (codeOf(error) !== REFUSED) throw error;
    // All is written once more. Where it was the file that may not be written, that is refused as well.
    await writeFile(path, content, { flag: constants.O_WRONLY | constants.O_SYNC });
  }
}

/**
 * Syncs what is open, unless that is refused: a power cut may then undo what was done to it last.
 * @param sync of a handle alone: of a path, the same error tells of a flag that is missing
 * @throws the error of the system
 */
export async function syncUnlessRefused(sync: () => Promise<void>): Promise<void> {
  try {
    await sync();
  } catch (error) {
    if (codeOf(error) !== REFUSED) throw error;
  }
}
