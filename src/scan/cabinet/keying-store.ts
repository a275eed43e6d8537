import { keysOf } from '../../state/cabinet/keys.js';
import type { BlockName, BlockToStore, HomeStore, Origin } from '../../state/home-store.js';

/** What a scan has written, of which copies may be. */
export interface Touched {
  /** By the key of a block: the keys of its sessions; undefined when it has gone. */
  readonly blocks: ReadonlyMap<string, string | undefined>;
  /** True when nothing of what was kept before counts any more. */
  readonly isAnew: boolean;
}

/** A store that notes the keys of the sessions that are put into it, where their records are at hand. */
export class KeyingStore implements HomeStore {
  readonly #store: HomeStore;
  readonly #blocks = new Map<string, string | undefined>();
  #isAnew = false;

  constructor(store: HomeStore) {
    this.#store = store;
  }

  /** What counts of all that was put and removed since the last call. */
  take(): Touched {
    const touched = { blocks: new Map(this.#blocks), isAnew: this.#isAnew };
    this.#forget();
    return touched;
  }

  get turn() {
    return this.#store.turn;
  }

  get isSaved() {
    return this.#store.isSaved;
  }

  load() {
    this.#forget();
    return this.#store.load();
  }

  isCurrent() {
    return this.#store.isCurrent();
  }

  stamp() {
    return this.#store.stamp();
  }

  records(block: BlockName) {
    return this.#store.records(block);
  }

  acceptedRecords(block: BlockName) {
    return this.#store.acceptedRecords(block);
  }

  startAnew() {
    this.#blocks.clear();
    this.#isAnew = true;
    this.#store.startAnew();
  }

  async put(block: BlockToStore) {
    this.#blocks.set(block.key, keysOf(block.records));
    await this.#store.put(block);
  }

  remove(key: string) {
    this.#blocks.set(key, undefined);
    this.#store.remove(key);
  }

  commit(origin: Origin) {
    return this.#store.commit(origin);
  }

  rollBack() {
    this.#forget();
    return this.#store.rollBack();
  }

  close() {
    return this.#store.close();
  }

  #forget(): void {
    this.#blocks.clear();
    this.#isAnew = false;
  }
}
