/** Records as `record_send` makes them: a row as one value, in binary. Pure. */

/** Goes through records that follow each other, cell by cell, without an object for each. */
export class RecordCells {
  readonly #bytes: Buffer;
  #at = 0;
  #start = 0;
  #length = -1;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Steps over the head of the next record; false when there is none. */
  nextRecord(): boolean {
    if (this.#at >= this.#bytes.length) return false;
    this.#at += 4;
    return true;
  }

  /** The next cell: a text. */
  text(): string | null {
    this.#next();
    const end = this.#start + this.#length;
    return this.#length < 0 ? null : this.#bytes.toString('utf8', this.#start, end);
  }

  /** The next cell: the bytes of a text, which are a view. */
  bytes(): Uint8Array | null {
    this.#next();
    const { buffer, byteOffset } = this.#bytes;
    return this.#length < 0 ? null : new Uint8Array(buffer, byteOffset + this.#start, this.#length);
  }

  /** The next cell, of any type, as what tells it from others. */
  hex(): string | null {
    this.#next();
    return this.#length < 0 ? null : this.#bytes.toString('hex', this.#start, this.#start + this.#length);
  }

  /** The next cell: an `integer`. */
  int4(): number | null {
    this.#next();
    return this.#length < 0 ? null : this.#bytes.readInt32BE(this.#start);
  }

  /** The cell that was read last, a `bigint`, as digits. */
  get digits(): string {
    return String(this.#bytes.readBigInt64BE(this.#start));
  }

  /** The next cell: a `bigint`, exact up to 2⁵³. */
  int8(): number | null {
    this.#next();
    if (this.#length < 0) return null;
    return this.#bytes.readInt32BE(this.#start) * 2 ** 32 + this.#bytes.readUInt32BE(this.#start + 4);
  }

  /** The next cell: a `double precision`. */
  float8(): number | null {
    this.#next();
    return this.#length < 0 ? null : this.#bytes.readDoubleBE(this.#start);
  }

  /** Each cell has its type in front, then its length. */
  #next(): void {
    this.#length = this.#bytes.readInt32BE(this.#at + 4);
    this.#start = this.#at + 8;
    this.#at = this.#start + Math.max(0, this.#length);
  }
}
