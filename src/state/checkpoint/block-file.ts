/**
 * A file of blocks, written forward. Bytes are gathered before they are written; and what the disk does not take stays in
 * memory at its place, and is written when that works again: a full disk costs no second scan.
 */

import { constants } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { prepareDirectory, syncDirectory } from '../directory.js';
import { codeOf } from '../file-errors.js';
import { openToRead } from '../read-whole.js';
import { syncUnlessRefused } from '../sync.js';

const FILE_MODE = 0o600;

/** Bytes that are gathered before a write. */
const WRITE_BYTES = 1024 * 1024;

export class BlockFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  /** One that may only be read is of use, too. */
  #reader: FileHandle | undefined;
  /** By offset: what is not on the disk. */
  readonly #held = new Map<number, Uint8Array>();
  #gathered = 0;
  #isNew = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Keeps bytes at a place behind all others that count. Never rejects: `settle` tells why something cannot be written. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    this.#held.set(offset, bytes);
    this.#gathered += bytes.length;
    if (this.#gathered < WRITE_BYTES) return;
    await this.#flush().catch(() => {});
    this.#gathered = 0;
  }

  /** Undefined when there are not so many bytes, or they cannot be read. Never rejects. */
  async read(offset: number, length: number): Promise<Uint8Array | undefined> {
    for (const [start, bytes] of this.#held) {
      const from = offset - start;
      if (from >= 0 && from + length <= bytes.length) return bytes.subarray(from, from + length);
    }
    try {
      if (this.#handle === undefined) this.#reader ??= await openToRead(this.#path);
      const bytes = new Uint8Array(length);
      const { bytesRead = 0 } = (await (this.#handle ?? this.#reader)?.read(bytes, 0, length, offset)) ?? {};
      return bytesRead === length ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  /** Resolves when all that was kept is on the disk. Rejects with the error of the system. */
  async settle(): Promise<void> {
    await this.#flush();
    const handle = await this.#open();
    // Removed or replaced since: what was written before that is lost, and shall not be named by a head.
    if ((await handle.stat()).ino !== (await stat(this.#path)).ino) throw new Error('The file was replaced.');
    // Where it is refused, a power cut may leave less than a head names: the checks of the blocks tell.
    await syncUnlessRefused(() => handle.datasync());
    if (this.#isNew) await syncDirectory(dirname(this.#path));
    this.#isNew = false;
  }

  /** What is held from a place on is of no use any more. */
  forget(offset: number): void {
    for (const start of this.#held.keys()) if (start >= offset) this.#held.delete(start);
  }

  async close(): Promise<void> {
    for (const handle of [this.#handle, this.#reader]) await handle?.close().catch(() => {});
    this.#handle = undefined;
    this.#reader = undefined;
  }

  /** Never rejects: a file that stays is overwritten when its turn comes. */
  async remove(): Promise<void> {
    await this.close();
    this.#held.clear();
    await rm(this.#path, { force: true }).catch(() => {});
  }

  /** Neighbours in one write. */
  async #flush(): Promise<void> {
    const handle = await this.#open();
    const waiting = [...this.#held].sort(([a], [b]) => a - b);
    while (waiting.length > 0) {
      const run = waiting.splice(0, 1);
      let end = endOf(run[0]);
      while (waiting[0]?.[0] === end) {
        end = endOf(waiting[0]);
        run.push(...waiting.splice(0, 1));
      }
      await writeAll(handle, Buffer.concat(run.map(([, bytes]) => bytes)), run[0]?.[0] ?? 0);
      for (const [offset] of run) this.#held.delete(offset);
    }
  }

  async #open(): Promise<FileHandle> {
    this.#handle ??= await this.#openOrMake();
    return this.#handle;
  }

  async #openOrMake(): Promise<FileHandle> {
    const found = await open(this.#path, constants.O_RDWR).catch((error: unknown) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    if (found !== undefined && (await found.stat()).isFile()) return found;
    await found?.close();
    await prepareDirectory(dirname(this.#path));
    // A named pipe, say, which nothing can be read from again.
    await rm(this.#path, { force: true });
    this.#isNew = true;
    return await open(this.#path, constants.O_RDWR | constants.O_CREAT, FILE_MODE);
  }
}

function endOf(held: readonly [number, Uint8Array] | undefined): number {
  return held === undefined ? 0 : held[0] + held[1].length;
}

/** `write` may take less than it is given, on a disk that fills up. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
