/**
 * A file of blocks, written forward. What the disk does not take is held in memory at its place, and written when that works
 * again: a full disk costs no second scan.
 */

import { constants } from 'node:fs';
import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { prepareDirectory, syncDirectory } from '../directory.js';
import { codeOf } from '../file-errors.js';

const FILE_MODE = 0o600;

export class BlockFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  /** By offset: what could not be written. */
  readonly #held = new Map<number, Uint8Array>();
  #isNew = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Keeps bytes at a place behind all others that count. Never rejects. */
  async write(offset: number, bytes: Uint8Array): Promise<void> {
    try {
      await writeAll(await this.#open(), bytes, offset);
      this.#held.delete(offset);
    } catch {
      // `settle` tries again, and tells why it does not work.
      this.#held.set(offset, bytes);
    }
  }

  /** Undefined when there are not so many bytes, or they cannot be read. Never rejects. */
  async read(offset: number, length: number): Promise<Uint8Array | undefined> {
    const held = this.#held.get(offset);
    if (held !== undefined) return held.length >= length ? held.subarray(0, length) : undefined;
    for (const [start, bytes] of this.#held) {
      if (offset > start && offset + length <= start + bytes.length)
        return bytes.subarray(offset - start, offset - start + length);
    }
    try {
      this.#handle ??= await open(this.#path, constants.O_RDWR);
      const bytes = new Uint8Array(length);
      const { bytesRead } = await this.#handle.read(bytes, 0, length, offset);
      return bytesRead === length ? bytes : undefined;
    } catch {
      return undefined;
    }
  }

  /** Resolves when all that was written is on the disk. Rejects with the error of the system. */
  async settle(): Promise<void> {
    const handle = await this.#open();
    // Removed or replaced since: what was written before that is lost, and shall not be named by a head.
    if ((await handle.stat()).ino !== (await stat(this.#path)).ino) throw new Error('The file was replaced.');
    for (const [offset, bytes] of this.#held) {
      await writeAll(handle, bytes, offset);
      this.#held.delete(offset);
    }
    await handle.datasync();
    if (this.#isNew) await syncDirectory(dirname(this.#path));
    this.#isNew = false;
  }

  /** What is held from a place on is of no use any more. */
  forget(offset: number): void {
    for (const start of this.#held.keys()) if (start >= offset) this.#held.delete(start);
  }

  async close(): Promise<void> {
    await this.#handle?.close().catch(() => {});
    this.#handle = undefined;
  }

  /** Never rejects: a file that stays is overwritten when its turn comes. */
  async remove(): Promise<void> {
    await this.close();
    this.#held.clear();
    await rm(this.#path, { force: true }).catch(() => {});
  }

  async #open(): Promise<FileHandle> {
    this.#handle ??= await this.#openOrMake();
    return this.#handle;
  }

  async #openOrMake(): Promise<FileHandle> {
    try {
      return await open(this.#path, constants.O_RDWR, FILE_MODE);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      await prepareDirectory(dirname(this.#path));
      this.#isNew = true;
      return await open(this.#path, constants.O_RDWR | constants.O_CREAT, FILE_MODE);
    }
  }
}

/** `write` may take less than it is given, on a disk that fills up. */
async function writeAll(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, offset + done);
    done += bytesWritten;
  }
}
