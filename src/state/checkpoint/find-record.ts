/** One session's record out of a checkpoint on disk: for who asks for one, without knowing the rest. Reads only. */

import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionRecord } from '../../types.js';
import { LostError } from '../lost.js';
import { openToRead, readWhole } from '../read-whole.js';
import { decodeIndex, decodeRecords } from './block.js';
import { HEAD_FILE } from './checkpoint.js';
import { type BlockPlace, decodeHead } from './head.js';

/** The file of blocks may be given up for another one between the head and the look; not time after time. */
const TRIES = 3;

/**
 * Undefined when the checkpoint has no such session, or is of another way of counting, or there is none. Looks at one block's
 * list of ids after the other, and reads the records of one block.
 * @throws LostError when a part of it cannot be read, so that nobody knows whether the session was there
 */
export async function findRecord(
  directory: string,
  analysisVersion: string,
  id: string,
): Promise<SessionRecord | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const head = await readWhole(join(directory, HEAD_FILE));
    const decoded = head.kind === 'content' ? decodeHead(head.bytes.toString('utf8')) : undefined;
    if (decoded === undefined || decoded.analysisVersion !== analysisVersion) return undefined;
    const handle = await openToRead(join(directory, decoded.file)).catch(() => undefined);
    if (handle === undefined) continue;
    try {
      const found = await search(handle, decoded.blocks, id);
      if (found !== undefined) return found;
      if (await isReadable(handle, decoded.blocks)) return undefined;
    } finally {
      await handle.close();
    }
  }
  throw new LostError();
}

/** Whether all lists of ids are: then a session that is in none of them was not there. */
async function isReadable(handle: FileHandle, blocks: readonly BlockPlace[]): Promise<boolean> {
  for (const { key, offset, indexBytes } of blocks) {
    const line = await bytesOf(handle, offset, indexBytes);
    if (line === undefined || decodeIndex(key, line) === undefined) return false;
  }
  return true;
}

async function search(
  handle: FileHandle,
  blocks: readonly BlockPlace[],
  id: string,
): Promise<SessionRecord | undefined> {
  const needle = Buffer.from(JSON.stringify(id));
  for (const { key, offset, indexBytes, recordBytes } of blocks) {
    const line = await bytesOf(handle, offset, indexBytes);
    if (line === undefined || !line.includes(needle)) continue;
    const index = decodeIndex(key, line);
    if (index === undefined || !index.entries.some((entry) => entry.id === id)) continue;
    const bytes = await bytesOf(handle, offset + indexBytes, recordBytes);
    const records = bytes && decodeRecords(index, bytes);
    if (records === undefined) throw new LostError();
    return records.find((record) => record.id === id);
  }
  return undefined;
}

/** Undefined when there are not as many. Never rejects. */
export async function bytesOf(
  handle: FileHandle,
  offset: number,
  length: number,
): Promise<Buffer | undefined> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(bytes, 0, length, offset).catch(() => ({ bytesRead: -1 }));
  return bytesRead === length ? bytes : undefined;
}
