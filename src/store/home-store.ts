/**
 * What is kept of one home's history, in PostgreSQL: a row for each block, which counts as soon as it is of no batch. A large
 * scan writes its rows as they come, in a batch; its commit makes them count, and all that they replace vanish, at once.
 */

import { hash, randomUUID } from 'node:crypto';
import { keysOf } from '../state/cabinet/keys.js';
import { decodeIndex, decodeRecords, encodeBlock } from '../state/checkpoint/block.js';
import type { BlockName, BlockToStore, HomeStore, Origin, Stored, StoredBlock } from '../state/home-store.js';
import type { Lock } from '../state/lock.js';
import type { SessionRecord } from '../types.js';
import {
  type Admits,
  commitRows,
  insertRows,
  type Place,
  type Places,
  readHome,
  rowsOf,
} from './block-rows.js';
import type { Database } from './database.js';
import { type Fence, holdFence, LeaseLost } from './lease.js';

export interface HomeInStore {
  readonly database: Database;
  readonly id: string;
  /** The turn to scan it, by which `fence` is had. */
  readonly turn: Lock;
  /** By what may be written now; undefined when nothing may. */
  readonly fence: () => Fence | undefined;
  /** The writer's way of counting, as an ordered number. */
  readonly analysis: number;
  readonly admits?: Admits;
}

/** What was put and not written yet takes no more room than this, in characters. */
const MOST_AT_HAND = 4_000_000;
export class PostgresHomeStore implements HomeStore {
  readonly #home: HomeInStore;
  /** Names the commit that was loaded or made here last. */
  #seen: string | undefined;
  #isSaved = true;
  #accepted: { readonly places: Places; readonly origin: Origin | undefined } = NOTHING;
  #places = new Map<string, Place>();
  #batch = randomUUID();
  #isBatchUsed = false;
  #atHand = 0;

  constructor(home: HomeInStore) {
    this.#home = home;
  }

  get turn(): Lock {
    return this.#home.turn;
  }

  get isSaved(): boolean {
    return this.#isSaved;
  }

  async load(): Promise<Stored | undefined> {
    const found = await this.#home.database.read((query) => readHome(query, this.#home.id));
    if (this.#isSaved) {
      this.#seen = found?.stamp;
      this.#accepted = found === undefined ? NOTHING : { places: found.places, origin: found.origin };
    }
    await this.rollBack();
    const { origin, places } = this.#accepted;
    if (origin === undefined) return undefined;
    const blocks: StoredBlock[] = [];
    for (const [key, { row, checkedAt, batch }] of places) {
      const line = row?.fold ?? (batch === '' ? found?.folds.get(key) : await this.#foldOf(key, batch));
      const index = line === undefined ? undefined : decodeIndex(key, Buffer.from(line));
      if (index === undefined) this.#places.delete(key);
      else blocks.push({ ...index, checkedAt });
    }
    return { ...origin, blocks, ...(blocks.length < places.size && { misses: true }) };
  }

  async isCurrent(): Promise<boolean> {
    if (!this.#isSaved) return true;
    return this.#seen !== undefined && this.#seen === (await this.stamp());
  }

  async stamp(): Promise<string | undefined> {
    if (!this.#isSaved) return undefined;
    const rows = await this.#home.database.ask('SELECT stamp FROM $schema.home WHERE id = $1', this.#home.id);
    return rows[0]?.[0] ?? undefined;
  }

  records(block: BlockName): Promise<readonly SessionRecord[] | undefined> {
    return this.#recordsAt(block, this.#places.get(block.key));
  }

  acceptedRecords(block: BlockName): Promise<readonly SessionRecord[] | undefined> {
    return this.#recordsAt(block, this.#accepted.places.get(block.key));
  }

  startAnew(): void {
    this.#places = new Map();
    this.#newBatch();
  }

  async put({ key, records, fold, checkedAt }: BlockToStore): Promise<void> {
    const lines = encodeBlock(key, records, fold);
    const [index, sessions] = [lines.index, lines.records].map((line) => Buffer.from(line).toString());
    if (index === undefined || sessions === undefined) return;
    const mark = hash('sha256', index + sessions, 'base64url').slice(0, 22);
    const known = this.#places.get(key);
    if (known?.mark === mark && known.row === undefined) {
      this.#places.set(key, { ...known, checkedAt });
      return;
    }
    const row = { key, mark, checkedAt, fold: index, sessions, keys: keysOf(records) };
    this.#places.set(key, { mark, checkedAt, row, batch: '' });
    this.#atHand += index.length + sessions.length;
    if (this.#atHand > MOST_AT_HAND && this.#isSaved) await this.#writeAhead();
  }

  remove(key: string): void {
    this.#places.delete(key);
  }

  async commit(origin: Origin): Promise<void> {
    const before = this.#seen;
    const places = new Map(this.#places);
    this.#accepted = { places, origin };
    this.#isSaved = false;
    const stamp = randomUUID();
    try {
      await this.#home.database.write(async (query) => {
        await holdFence(query, this.#home.fence(), this.#home.analysis);
        await commitRows(query, { ...this.#home, places, origin, before, stamp });
      });
    } catch (error) {
      // Somebody else has written meanwhile, or may: then this is worth nothing, and theirs is read.
      if (error instanceof LeaseLost) this.#giveUp();
      throw error;
    }
    this.#seen = stamp;
    this.#isSaved = true;
    this.#settled(places);
  }

  async rollBack(): Promise<void> {
    this.#places = new Map(this.#accepted.places);
    // In a batch of its own, since what is accepted and not saved may lie in the last one.
    this.#newBatch();
  }

  /** The connection is that of all homes. */
  async close(): Promise<void> {}

  #giveUp(): void {
    this.#isSaved = true;
    this.#seen = undefined;
    this.#accepted = NOTHING;
    this.#places = new Map();
    this.#newBatch();
  }

  #newBatch(): void {
    if (this.#isBatchUsed) this.#batch = randomUUID();
    this.#isBatchUsed = false;
    this.#atHand = 0;
  }

  /** What was written counts from now on, and need not be held here. */
  #settled(places: Places): void {
    const written = new Map(
      [...places].map(([key, { mark, checkedAt }]) => [key, { mark, checkedAt, batch: '' }]),
    );
    this.#accepted = { ...this.#accepted, places: written };
    this.#places = new Map(written);
    this.#newBatch();
  }

  async #foldOf(key: string, batch: string): Promise<string | undefined> {
    const rows = await this.#home.database.ask(
      'SELECT fold FROM $schema.block WHERE home = $1 AND batch = $2 AND key = $3',
      this.#home.id,
      batch,
      key,
    );
    return rows[0]?.[0] ?? undefined;
  }

  async #recordsAt(
    block: BlockName,
    place: Place | undefined,
  ): Promise<readonly SessionRecord[] | undefined> {
    if (place === undefined) return undefined;
    if (place.row !== undefined) return decodeRecords(block, Buffer.from(place.row.sessions));
    // By its mark: what another process has written meanwhile is of other sessions.
    const rows = await this.#home.database.ask(
      'SELECT sessions FROM $schema.block WHERE home = $1 AND batch = $2 AND key = $3 AND mark = $4',
      this.#home.id,
      place.batch,
      block.key,
      place.mark,
    );
    const line = rows[0]?.[0];
    return typeof line === 'string' ? decodeRecords(block, Buffer.from(line)) : undefined;
  }

  /** What would take too much room here; when that fails it stays, and is written by the commit. */
  async #writeAhead(): Promise<void> {
    const { database, fence, analysis } = this.#home;
    const [batch, rows] = [this.#batch, rowsOf(this.#places)];
    try {
      await database.write(async (query) => {
        await holdFence(query, fence(), analysis);
        await insertRows(query, this.#home.id, batch, rows);
      });
    } catch {
      this.#atHand = 0;
      return;
    }
    this.#isBatchUsed = true;
    this.#atHand = 0;
    for (const { key, mark, checkedAt } of rows) this.#places.set(key, { mark, checkedAt, batch });
  }
}

const NOTHING: { readonly places: Places; readonly origin: Origin | undefined } = {
  places: new Map(),
  origin: undefined,
};
