/**
 * The checkpoint in a directory: a head, which is replaced atomically, and a file of blocks, which is written forward. A
 * change writes its own blocks and the head; what lies about of older ones is left behind now and then.
 */

import { hash } from 'node:crypto';
import { join } from 'node:path';
import { stateError } from '../file-errors.js';
import type { BlockName, BlockToStore, HomeStore, Origin, Stored, StoredBlock } from '../home-store.js';
import { createJsonFile } from '../json-file.js';
import type { Lock } from '../lock.js';
import { decodeIndex, decodeRecords, encodeBlock } from './block.js';
import { BlockFile } from './block-file.js';
import {
  BLOCK_FILES,
  type BlockFileName,
  type BlockPlace,
  decodeHead,
  encodeHead,
  type Head,
} from './head.js';

/** The head's name: old checkpoints were this file alone. */
export const HEAD_FILE = 'scan_checkpoint.json';

/** A file of blocks is written anew when more than this share of it is of no use any more … */
const MOST_STALE = 0.5;
/** … and it is larger than this: to write a small one anew is not worth a thought, nor its space. In bytes. */
const SMALL_FILE = 256 * 1024;

/** @param now Unix milliseconds */
export function createCheckpoint(directory: string, turn: Lock, now: () => number): HomeStore {
  const headFile = createJsonFile(join(directory, HEAD_FILE));
  const files = new Map(BLOCK_FILES.map((name) => [name, new BlockFile(join(directory, name))]));
  const fileOf = (name: BlockFileName): BlockFile => files.get(name) ?? new BlockFile(join(directory, name));

  /** The text of the head that was loaded or saved last. */
  let text: string | undefined;
  /** Whether the disk holds what was accepted. */
  let isSaved = true;
  /** As of the last commit, saved or not. */
  let accepted = NOTHING_KEPT;
  /** Where blocks are written, and where the next one goes. */
  let target = accepted.target;
  let length = accepted.length;
  let places = new Map<string, Place>();

  function rollBack(): void {
    ({ target, length } = accepted);
    places = new Map(accepted.places);
    fileOf(target).forget(length);
  }

  async function closeFiles(): Promise<void> {
    for (const file of files.values()) await file.close();
  }

  async function readHead(): Promise<string | undefined> {
    const read = await headFile.read();
    return read.kind === 'content' ? read.bytes.toString('utf8') : undefined;
  }

  async function linesOf(place: Place) {
    const bytes = await fileOf(place.file).read(place.offset, place.indexBytes + place.recordBytes);
    return bytes && { index: bytes.subarray(0, place.indexBytes), records: bytes.subarray(place.indexBytes) };
  }

  async function recordsAt(place: Place | undefined, block: BlockName) {
    const lines = place && (await linesOf(place));
    return lines && decodeRecords(block, lines.records);
  }

  async function append(key: string, checkedAt: number, lines: { index: Uint8Array; records: Uint8Array }) {
    const bytes = Buffer.concat([lines.index, lines.records]);
    const [indexBytes, recordBytes] = [lines.index.length, lines.records.length];
    places.set(key, { key, checkedAt, offset: length, indexBytes, recordBytes, file: target });
    await fileOf(target).write(length, bytes);
    length += bytes.length;
  }

  /** From its start. */
  function writeTo(name: BlockFileName): void {
    target = name;
    length = 0;
    // Of a commit that could not be saved, and was followed by one in the other file.
    fileOf(name).forget(0);
  }

  /** All that counts, in the other file. */
  async function compact(): Promise<void> {
    const from = [...places.values()];
    writeTo(otherThan(target));
    for (const place of from) {
      const lines = await linesOf(place);
      if (lines === undefined) places.delete(place.key);
      else await append(place.key, place.checkedAt, lines);
    }
  }

  function isStale(): boolean {
    let used = 0;
    for (const { indexBytes, recordBytes } of places.values()) used += indexBytes + recordBytes;
    return length > SMALL_FILE && used < length * (1 - MOST_STALE);
  }

  return {
    turn,
    async load(): Promise<Stored | undefined> {
      if (isSaved) {
        // Whoever has committed since may have written other files by the same names.
        await closeFiles();
        text = await readHead();
        const head = text === undefined ? undefined : decodeHead(text);
        accepted = head === undefined ? NOTHING_KEPT : keptBy(head);
      }
      rollBack();
      if (accepted.origin === undefined) return undefined;
      const blocks: StoredBlock[] = [];
      const { size } = places;
      for (const place of places.values()) {
        const bytes = await fileOf(place.file).read(place.offset, place.indexBytes);
        const index = bytes && decodeIndex(place.key, bytes);
        if (index === undefined) places.delete(place.key);
        else blocks.push({ ...index, checkedAt: place.checkedAt });
      }
      return { ...accepted.origin, blocks, ...(blocks.length < size && { misses: true }) };
    },
    isCurrent: async () => !isSaved || (text !== undefined && text === (await readHead())),
    get isSaved() {
      return isSaved;
    },
    async stamp() {
      const head = isSaved ? await readHead() : undefined;
      return head === undefined ? undefined : stampOf(head);
    },
    records: (block) => recordsAt(places.get(block.key), block),
    acceptedRecords: (block) => recordsAt(accepted.places.get(block.key), block),
    startAnew() {
      writeTo(otherThan(accepted.target));
      places = new Map();
    },
    async put({ key, records, fold, checkedAt }: BlockToStore) {
      const lines = encodeBlock(key, records, fold);
      const known = places.get(key);
      const before = known && isAsLong(known, lines) ? await linesOf(known) : undefined;
      if (known !== undefined && before !== undefined && isSame(before, lines))
        places.set(key, { ...known, checkedAt });
      else await append(key, checkedAt, lines);
    },
    remove: (key) => void places.delete(key),
    async commit(origin: Origin) {
      if (isStale()) await compact();
      accepted = { target, length, places: new Map(places), origin };
      isSaved = false;
      try {
        await fileOf(target).settle();
      } catch (error) {
        throw stateError(`${target} cannot be saved`, error);
      }
      const blocks = [...places.values()];
      const generatedAt = Math.floor(now() / 1000);
      const next = encodeHead({ ...origin, generatedAt, file: target, length, blocks });
      await headFile.saveChange(next);
      text = next;
      isSaved = true;
      await fileOf(otherThan(target)).remove();
    },
    async rollBack() {
      const begun = target;
      rollBack();
      // Only what was begun here: before anything is loaded, the other one may be what the last commit lies in.
      if (begun !== target) await fileOf(begun).remove();
    },
    close: closeFiles,
  };
}

type Place = BlockPlace & { readonly file: BlockFileName };

/** What is kept, and from where in which file more is written. */
interface Kept {
  readonly target: BlockFileName;
  readonly length: number;
  readonly places: ReadonlyMap<string, Place>;
  readonly origin: Origin | undefined;
}

/** As if the other file were in use: the first one is begun then. */
const NOTHING_KEPT: Kept = { target: BLOCK_FILES[1], length: 0, places: new Map(), origin: undefined };

function keptBy({ file: target, length, blocks, analysisVersion, foldedBy, identity }: Head): Kept {
  const places = new Map(blocks.map((block) => [block.key, { ...block, file: target }]));
  return { target, length, places, origin: { analysisVersion, foldedBy, identity } };
}

/** Names a commit by the text of its head. */
export function stampOf(head: string): string {
  return hash('sha256', head, 'base64url');
}

/** Removes a checkpoint from a directory. @throws AchievementsError ERR_ACHIEVEMENTS_STATE */
export async function removeCheckpoint(directory: string): Promise<void> {
  for (const name of [HEAD_FILE, ...BLOCK_FILES]) await createJsonFile(join(directory, name)).remove();
}

function otherThan(name: BlockFileName): BlockFileName {
  return BLOCK_FILES.find((other) => other !== name) ?? BLOCK_FILES[0];
}

function isAsLong(
  place: BlockPlace,
  { index, records }: { index: Uint8Array; records: Uint8Array },
): boolean {
  return place.indexBytes === index.length && place.recordBytes === records.length;
}

function isSame(
  a: { index: Uint8Array; records: Uint8Array },
  b: { index: Uint8Array; records: Uint8Array },
): boolean {
  return Buffer.compare(a.index, b.index) === 0 && Buffer.compare(a.records, b.records) === 0;
}
