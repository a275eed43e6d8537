/** A store in memory: what scans and ledgers are watched by, and what the contract of stores is held against as well. */

import { AchievementsError } from '#src/errors.js';
import type {
  BlockName,
  BlockToStore,
  HomeStore,
  Origin,
  Stored,
  StoredBlock,
} from '#src/state/home-store.js';
import type { Lock } from '#src/state/lock.js';
import type { SessionRecord } from '#src/types.js';

interface Commit {
  readonly origin: Origin;
  readonly blocks: ReadonlyMap<string, BlockToStore>;
}

/** What several stores share, as processes share a disk. */
export class SharedMemory {
  commits: readonly Commit[] = [];
  isTaken = false;
  /** Whether nothing can be saved. */
  isBroken = false;
}

export class MemoryStore implements HomeStore {
  /** Keys of the blocks that were put, removed, or whose records were asked for, in order. */
  readonly puts: string[] = [];
  readonly removes: string[] = [];
  readonly reads: string[] = [];
  /** Keys of blocks whose records cannot be read any more. */
  readonly damaged = new Set<string>();
  readonly turn: Lock;
  readonly #shared: SharedMemory;
  #seen: Commit | undefined;
  #accepted: Commit | undefined;
  #isSaved = true;
  #blocks = new Map<string, BlockToStore>();

  constructor(shared: SharedMemory = new SharedMemory()) {
    this.#shared = shared;
    this.turn = {
      problem: undefined,
      async take() {
        if (shared.isTaken) return undefined;
        shared.isTaken = true;
        return {
          async release() {
            shared.isTaken = false;
          },
        };
      },
    };
  }

  /** What is here now, committed or not. */
  get blocks(): readonly BlockToStore[] {
    return [...this.#blocks.values()];
  }

  get isSaved(): boolean {
    return this.#isSaved;
  }

  /** Forgets what was noted so far. */
  watch(): void {
    for (const noted of [this.puts, this.removes, this.reads]) noted.length = 0;
  }

  async load(): Promise<Stored | undefined> {
    if (this.#isSaved) {
      this.#seen = this.#shared.commits.at(-1);
      this.#accepted = this.#seen;
    }
    await this.rollBack();
    if (this.#accepted === undefined) return undefined;
    const blocks = this.blocks.map(({ records, ...block }): StoredBlock => {
      return { ...block, entries: records.map(({ id, fingerprint }) => ({ id, fingerprint })) };
    });
    return { ...this.#accepted.origin, blocks };
  }

  async isCurrent(): Promise<boolean> {
    return !this.#isSaved || (this.#seen !== undefined && this.#seen === this.#shared.commits.at(-1));
  }

  async stamp(): Promise<string | undefined> {
    const { length } = this.#shared.commits;
    return this.#isSaved && length > 0 ? `commit ${length}` : undefined;
  }

  async records({ key }: BlockName): Promise<readonly SessionRecord[] | undefined> {
    this.reads.push(key);
    return this.damaged.has(key) ? undefined : this.#blocks.get(key)?.records;
  }

  async acceptedRecords({ key }: BlockName): Promise<readonly SessionRecord[] | undefined> {
    this.reads.push(key);
    return this.damaged.has(key) ? undefined : this.#accepted?.blocks.get(key)?.records;
  }

  startAnew(): void {
    this.#blocks = new Map();
  }

  async put(block: BlockToStore): Promise<void> {
    this.puts.push(block.key);
    this.damaged.delete(block.key);
    this.#blocks.set(block.key, block);
  }

  remove(key: string): void {
    this.removes.push(key);
    this.#blocks.delete(key);
  }

  async commit(origin: Origin): Promise<void> {
    this.#accepted = { origin, blocks: new Map(this.#blocks) };
    this.#isSaved = false;
    if (this.#shared.isBroken) throw new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'It cannot be saved.');
    this.#shared.commits = [...this.#shared.commits, this.#accepted];
    this.#seen = this.#accepted;
    this.#isSaved = true;
  }

  async rollBack(): Promise<void> {
    this.#blocks = new Map(this.#accepted?.blocks);
  }

  async close(): Promise<void> {}
}
