/** Times outside of these are damage, Unix seconds. */
const LATEST_SECONDS = 4.2e9;

/** Fifteen minutes, as some zones of time differ by that. */
const BUCKET_SECONDS = 900;

interface Bucket {
  readonly number: number;
  messages: number;
  calls: number;
  errors: number;
}

/** When a session's messages were written: what they add, by quarters of an hour. Those without a sane time go nowhere. */
export class Activity {
  readonly #buckets = new Map<number, Bucket>();
  /** Most messages come soon after the one before. */
  #latest: Bucket | undefined;

  reset(): void {
    this.#buckets.clear();
    this.#latest = undefined;
  }

  /** Counts a message. @param calls its entries in the call sequence */
  add(timestamp: number | null, calls: number, isError: boolean): void {
    if (timestamp === null || !(timestamp >= 0 && timestamp <= LATEST_SECONDS)) return;
    const bucket = this.#bucket(Math.floor(timestamp / BUCKET_SECONDS));
    bucket.messages++;
    bucket.calls += calls;
    if (isError) bucket.errors++;
  }

  /** See `Contribution`; undefined when there is nothing to tell. */
  toList(): readonly number[] | undefined {
    if (this.#buckets.size === 0) return undefined;
    const list: number[] = [];
    let before = 0;
    for (const bucket of [...this.#buckets.values()].sort((a, b) => a.number - b.number)) {
      list.push(bucket.number - before, bucket.messages, bucket.calls, bucket.errors);
      before = bucket.number;
    }
    return list;
  }

  #bucket(number: number): Bucket {
    if (this.#latest?.number === number) return this.#latest;
    let bucket = this.#buckets.get(number);
    if (bucket === undefined) {
      bucket = { number, messages: 0, calls: 0, errors: 0 };
      this.#buckets.set(number, bucket);
    }
    this.#latest = bucket;
    return bucket;
  }
}
