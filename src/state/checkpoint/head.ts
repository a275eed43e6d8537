/**
 * The head of the checkpoint: whose sessions it holds, and where in the file of blocks each block lies. What the head does
 * not name is not there, so that a write which was cut off leaves the last commit as it was. Pure.
 */

import { decodeChecked, encodeChecked } from '../check.js';
import { isCount, isTime } from '../guards.js';

const SCHEMA_VERSION = 2;

/** Two, one of which is in use: a file that has become stale for the greater part is written anew as the other one. */
export const BLOCK_FILES = ['scan_checkpoint.a.blocks', 'scan_checkpoint.b.blocks'] as const;
export type BlockFileName = (typeof BLOCK_FILES)[number];

/** Where a block lies: the line of its index, and right behind it that of its records. In bytes. */
export interface BlockPlace {
  readonly key: string;
  /** Unix seconds: when all of its sessions were last read. */
  readonly checkedAt: number;
  readonly offset: number;
  readonly indexBytes: number;
  readonly recordBytes: number;
}

export interface Head {
  /** Of the rules by which was counted. */
  readonly analysisVersion: string;
  /** By what the contributions were folded: the rules of folding, and the time zone. */
  readonly foldedBy: string;
  /** Of the history that was read. */
  readonly identity: string;
  /** Unix seconds. */
  readonly generatedAt: number;
  readonly file: BlockFileName;
  /** Bytes of the file of blocks that are in use, or were; what lies behind them is of no commit. */
  readonly length: number;
  readonly blocks: readonly BlockPlace[];
}

export function encodeHead(head: Head): string {
  return encodeChecked({
    schema_version: SCHEMA_VERSION,
    analysis_version: head.analysisVersion,
    folded_by: head.foldedBy,
    database: head.identity,
    generated_at: head.generatedAt,
    file: head.file,
    length: head.length,
    // Key, time of the last check, offset, bytes of the index, bytes of the records.
    blocks: head.blocks.map((block) => [
      block.key,
      block.checkedAt,
      block.offset,
      block.indexBytes,
      block.recordBytes,
    ]),
  });
}

/** Undefined when it is none of this schema, or anything is odd: a scan rebuilds it. Never throws. */
export function decodeHead(text: string): Head | undefined {
  const file = decodeChecked(text);
  if (file === undefined) return undefined;
  const { schema_version: schema, analysis_version: analysisVersion, folded_by: foldedBy } = file;
  const { database: identity, generated_at: generatedAt, file: name, length, blocks: rows } = file;
  if (schema !== SCHEMA_VERSION) return undefined;
  if (typeof analysisVersion !== 'string' || typeof foldedBy !== 'string') return undefined;
  if (typeof identity !== 'string' || !isTime(generatedAt)) return undefined;
  const blocks = decodePlaces(rows);
  if (!isBlockFile(name) || !isCount(length) || blocks === undefined) return undefined;
  return { analysisVersion, foldedBy, identity, generatedAt, file: name, length, blocks };
}

function decodePlaces(value: unknown): readonly BlockPlace[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const places = value.flatMap((row: unknown): BlockPlace[] => {
    if (!Array.isArray(row)) return [];
    const [key, checkedAt, offset, indexBytes, recordBytes]: unknown[] = row;
    if (typeof key !== 'string' || !isTime(checkedAt)) return [];
    if (!isCount(offset) || !isCount(indexBytes) || !isCount(recordBytes)) return [];
    return [{ key, checkedAt, offset, indexBytes, recordBytes }];
  });
  return places.length === value.length ? places : undefined;
}

function isBlockFile(value: unknown): value is BlockFileName {
  return BLOCK_FILES.some((name) => name === value);
}
