/** The records of some blocks of a checkpoint on disk: for who needs a day, without knowing the rest. Reads only. */

import { join } from 'node:path';
import type { SessionRecord } from '../../types.js';
import { openToRead, readWhole } from '../read-whole.js';
import { decodeIndex, decodeRecords } from './block.js';
import { HEAD_FILE, stampOf } from './checkpoint.js';
import { bytesOf } from './find-record.js';
import { decodeHead } from './head.js';

/**
 * Undefined when the checkpoint is another one, or anything of it is odd. Never rejects.
 * @param stamp names the checkpoint: see HomeStore
 * @param isWanted by the key of a block
 */
export async function readBlocks(
  directory: string,
  stamp: string,
  isWanted: (key: string) => boolean,
): Promise<readonly SessionRecord[] | undefined> {
  const read = await readWhole(join(directory, HEAD_FILE));
  const text = read.kind === 'content' ? read.bytes.toString('utf8') : '';
  const head = stampOf(text) === stamp ? decodeHead(text) : undefined;
  const handle = head && (await openToRead(join(directory, head.file)).catch(() => undefined));
  if (head === undefined || handle === undefined) return undefined;
  try {
    const records: SessionRecord[] = [];
    for (const { key, offset, indexBytes, recordBytes } of head.blocks) {
      if (!isWanted(key)) continue;
      const bytes = await bytesOf(handle, offset, indexBytes + recordBytes);
      const index = bytes && decodeIndex(key, bytes.subarray(0, indexBytes));
      const found = index && decodeRecords(index, bytes.subarray(indexBytes));
      if (found === undefined) return undefined;
      records.push(...found);
    }
    return records;
  } finally {
    await handle.close();
  }
}
