/** Many small rows of bytes, page by page: a list of a million sessions is held without an object for each. */

import { BATCH_ROWS } from '../../postgres/client.js';

interface Page {
  readonly bytes: Buffer;
  readonly ends: Uint32Array;
}

export class RowPages {
  readonly #pages: Page[] = [];
  #length = 0;
  #size = 0;

  get length(): number {
    return this.#length;
  }

  /** In bytes. */
  get size(): number {
    return this.#size;
  }

  /** Copied: what was received would stay as long as a view of it does. All pages but the last have as many rows. */
  add(rows: readonly Uint8Array[]): Buffer {
    const bytes = Buffer.concat(rows);
    let end = 0;
    this.#pages.push({ bytes, ends: Uint32Array.from(rows, (row) => (end += row.length)) });
    this.#length += rows.length;
    this.#size += bytes.length;
    return bytes;
  }

  /** A view of one row; empty beyond the last. */
  at(index: number): Uint8Array {
    const page = this.#pageOf(index);
    return page.bytes.subarray(...bounds(page, index % BATCH_ROWS));
  }

  /** Whether a row is the same as one of others. */
  isSame(index: number, others: RowPages, other: number): boolean {
    const [mine, theirs] = [this.#pageOf(index), others.#pageOf(other)];
    const [start, end] = bounds(mine, index % BATCH_ROWS);
    const [from, to] = bounds(theirs, other % BATCH_ROWS);
    return end - start === to - from && mine.bytes.compare(theirs.bytes, from, to, start, end) === 0;
  }

  #pageOf(index: number): Page {
    return this.#pages[Math.floor(index / BATCH_ROWS)] ?? NONE;
  }
}

const NONE: Page = { bytes: Buffer.alloc(0), ends: new Uint32Array() };

function bounds({ ends }: Page, place: number): readonly [start: number, end: number] {
  return [place === 0 ? 0 : (ends[place - 1] ?? 0), ends[place] ?? 0];
}
