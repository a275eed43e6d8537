/**
 * Which sessions are known, in which blocks they lie, and what these add up to. Sessions lie in blocks of the local day on
 * which they started, so that a change is folded again with its neighbours alone.
 */

import { Folder, foldOf, mergeFolds } from '../engine/folding/fold.js';
import type { ToLocalTime } from '../engine/folding/local-time.js';
import type { MetricId } from '../engine/folding/metrics.js';
import type { HomeStore, StoredBlock } from '../state/home-store.js';
import type { Fold, SessionRecord } from '../types.js';
import {
  type Block,
  type Changes,
  type Day,
  dayOfKey,
  emptyBlock,
  type KnownSession,
  keyOf,
  numberOfKey,
  recordsAfter,
  spanOf,
} from './block.js';
import { damagedAmong } from './damaged-blocks.js';

/**
 * Sessions in a block. One change decodes, folds and writes as many, and each block has its line in the head: with 128,
 * both stay below a hundredth of the whole for 45,000 sessions, be they of a year or of one day.
 */
const MOST_SESSIONS = 128;

/** Records that wait for their blocks to be written, at most. */
const MOST_STAGED = 512;

export class Ledger {
  readonly #store: HomeStore;
  readonly #localTime: ToLocalTime;
  readonly #sessions = new Map<string, KnownSession>();
  readonly #blocks = new Map<string, Block>();
  /** The blocks of a day, in the order in which they were begun. */
  readonly #days = new Map<Day, Block[]>();
  /** What the blocks of some weeks add up to, until one of them changes. */
  readonly #spans = new Map<Day, Fold<MetricId>>();
  readonly #staged = new Map<Block, Changes>();
  #waiting = 0;
  #isNew: boolean;

  /** @param stored undefined: nothing is known, which is another thing than a history without sessions */
  constructor(store: HomeStore, localTime: ToLocalTime, stored?: readonly StoredBlock[]) {
    this.#store = store;
    this.#localTime = localTime;
    this.#isNew = stored === undefined;
    for (const { key, entries, fold, checkedAt } of stored ?? []) {
      const block = this.#begin(key, dayOfKey(key), checkedAt);
      block.fold = fold;
      block.size = entries.length;
      block.entries = entries.map((entry) => this.#know({ ...entry, met: false, block }));
    }
  }

  /** True until something is written: of this history nothing was known. */
  get isNew(): boolean {
    return this.#isNew;
  }

  get(id: string): KnownSession | undefined {
    return this.#sessions.get(id);
  }

  /** From here on, no session has been met. */
  beginScan(): void {
    for (const session of this.#sessions.values()) session.met = false;
  }

  /** Unix seconds: when the block that was checked longest ago was; undefined without any. */
  get checkedAt(): number | undefined {
    const times = Array.from(this.#blocks.values(), ({ checkedAt }) => checkedAt);
    return times.length === 0 ? undefined : times.reduce((a, b) => Math.min(a, b));
  }

  /**
   * The sessions of the blocks that were checked longest ago.
   * @param share of all blocks, 0 … 1
   * @param before Unix seconds: later ones are left out
   */
  oldest(share: number, before: number): ReadonlySet<string> {
    const due = [...this.#blocks.values()].filter(({ checkedAt }) => checkedAt < before);
    due.sort((a, b) => a.checkedAt - b.checkedAt);
    const most = Math.ceil(share * this.#blocks.size);
    return new Set(due.slice(0, most).flatMap(({ entries }) => entries.map(({ id }) => id)));
  }

  /** Takes in the record of a session that was read. True when it is time to write what waits. */
  stage(record: SessionRecord): boolean {
    const { id, fingerprint, startedAt } = record;
    const day = startedAt === null ? undefined : this.#localTime(startedAt).day;
    const known = this.#sessions.get(id);
    if (known !== undefined && known.block.day !== day) this.#leave(known);
    const stays = known !== undefined && known.block.day === day;
    const block = stays ? known.block : this.#withRoom(day);
    if (!stays) block.size++;
    this.#changesOf(block).records.set(id, record);
    this.#know({ id, fingerprint, met: true, block });
    return ++this.#waiting >= MOST_STAGED;
  }

  /** The ids of the sessions that the scan has not met. */
  unmet(): readonly string[] {
    return [...this.#sessions.values()].filter(({ met }) => !met).map(({ id }) => id);
  }

  forget(ids: Iterable<string>): void {
    for (const id of ids) {
      const session = this.#sessions.get(id);
      if (session !== undefined) this.#leave(session);
    }
  }

  /** Writes what waits. Resolves with true when any block adds up to something else, or holds other sessions. @throws DamagedBlocks */
  async write(now: number): Promise<boolean> {
    let changed = false;
    for (const [block, changes] of this.#staged) {
      const isOther = await this.#rewrite(block, changes, now);
      changed ||= isOther;
    }
    this.#staged.clear();
    this.#waiting = 0;
    this.#isNew = false;
    return changed;
  }

  /** What all sessions add up to. Of those that wait only what is new: for who looks while nothing was known before. */
  fold(): Fold<MetricId> {
    const spans = new Map<Day, Fold<MetricId>[]>();
    for (const { day, fold } of this.#blocks.values()) {
      const span = spanOf(day);
      spans.set(span, [...(spans.get(span) ?? []), fold]);
    }
    const folder = new Folder();
    for (const [span, folds] of spans) {
      const known = this.#spans.get(span) ?? mergeFolds(folds);
      this.#spans.set(span, known);
      folder.merge(known);
    }
    for (const { records } of this.#staged.values())
      for (const record of records.values()) folder.add(record, this.#localTime);
    return folder.fold();
  }

  blocks(): Iterable<Block> {
    return this.#blocks.values();
  }

  /** What the sessions of each day add up to, in the order of the days, from one on; those without a time are of none. */
  *days(from = Number.NEGATIVE_INFINITY): Generator<{ readonly day: number; readonly fold: Fold<MetricId> }> {
    const days = [...this.#days.keys()].filter((day) => day !== undefined).filter((day) => day >= from);
    for (const day of days.sort((a, b) => a - b))
      yield { day, fold: mergeFolds(this.#days.get(day)?.map(({ fold }) => fold) ?? []) };
  }

  /** The sessions of a day. @throws DamagedBlocks when any of them cannot be read: without it the others tell something else */
  async recordsOf(day: Day): Promise<readonly SessionRecord[]> {
    const records: SessionRecord[] = [];
    for (const block of this.#days.get(day) ?? []) records.push(...(await this.recordsIn(block)));
    return records;
  }

  /** The record of a known session. @throws DamagedBlocks */
  async find(id: string): Promise<SessionRecord | undefined> {
    const block = this.#sessions.get(id)?.block;
    const records = block && (await this.recordsIn(block));
    return records?.find((record) => record.id === id);
  }

  /** The sessions of a block. @throws DamagedBlocks */
  async recordsIn(block: Block): Promise<readonly SessionRecord[]> {
    const records = await this.#store.records(block);
    if (records === undefined) throw await damagedAmong(this.#blocks.values(), this.#store);
    return records;
  }

  async #rewrite(block: Block, changes: Changes, now: number): Promise<boolean> {
    this.#spans.delete(spanOf(block.day));
    const { key, entries, fold: before } = block;
    const { records: fresh, gone } = changes;
    const isWhole = entries.every(({ id }) => fresh.has(id) || gone.has(id));
    const known = isWhole ? [] : await this.recordsIn(block);
    const records = recordsAfter(changes, entries, known);
    if (records.length === 0) {
      this.#end(block);
      return true;
    }
    block.fold = foldOf(records, this.#localTime);
    if (isWhole) block.checkedAt = now;
    await this.#store.put({ key, records, fold: block.fold, checkedAt: block.checkedAt });
    block.entries = records.flatMap(({ id }) => this.#sessions.get(id) ?? []);
    const others = entries.length !== records.length || entries.some(({ id }) => gone.has(id));
    return others || JSON.stringify(before) !== JSON.stringify(block.fold);
  }

  #know(session: KnownSession): KnownSession {
    this.#sessions.set(session.id, session);
    return session;
  }

  #leave({ id, block }: KnownSession): void {
    const { records, gone } = this.#changesOf(block);
    records.delete(id);
    gone.add(id);
    block.size--;
    this.#sessions.delete(id);
  }

  #changesOf(block: Block): Changes {
    const known = this.#staged.get(block);
    if (known !== undefined) return known;
    const changes = { records: new Map<string, SessionRecord>(), gone: new Set<string>() };
    this.#staged.set(block, changes);
    return changes;
  }

  #withRoom(day: Day): Block {
    const blocks = this.#days.get(day) ?? [];
    const last = blocks.at(-1);
    if (last !== undefined && last.size < MOST_SESSIONS) return last;
    return this.#begin(keyOf(day, last === undefined ? 0 : numberOfKey(last.key) + 1), day, 0);
  }

  #begin(key: string, day: Day, checkedAt: number): Block {
    const block = emptyBlock(key, day, checkedAt);
    this.#blocks.set(key, block);
    const blocks = this.#days.get(day);
    if (blocks === undefined) this.#days.set(day, [block]);
    else blocks.push(block);
    return block;
  }

  #end(block: Block): void {
    this.#store.remove(block.key);
    this.#blocks.delete(block.key);
    const others = this.#days.get(block.day)?.filter((other) => other !== block) ?? [];
    if (others.length === 0) this.#days.delete(block.day);
    else this.#days.set(block.day, others);
  }
}
