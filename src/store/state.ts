/**
 * What a host keeps where several machines share a cabinet: in the store, and as a second copy in the files of its state
 * directory. That copy is what is left when the store is away, and the way back.
 */

import { entityTag } from '../entity-tag.js';
import { type AchievementsError, toAchievementsError } from '../errors.js';
import type { SharedBody, SharedState } from '../state/shared-state.js';
import { decodeSnapshot, encodeSnapshot, type SnapshotToStore } from '../state/snapshot-file.js';
import type { LoadedSnapshot, State } from '../state/state.js';
import type { LoadedUnlocks, SavedUnlocks } from '../state/unlock-file.js';
import { encodeUnlocks, mergeStates, type UnlockState } from '../state/unlocks.js';
import { Agreement } from './agreement.js';
import { type Database, newerTables } from './database.js';
import { forgetHome } from './forget.js';
import { type Look, look, type Published, publish, readPublished } from './publication.js';
import { noteUntouched } from './registry.js';
import { resetStore } from './reset.js';
import { SCHEMA_VERSION } from './schema.js';
import { SecondCopy } from './second-copy.js';
import type { Wishes } from './terms.js';
import { mergeUnlocks, readUnlocks } from './unlock-rows.js';

export interface StoreStateOptions {
  readonly database: Database;
  readonly stateDir: string;
  /** The second copy. */
  readonly files: State;
  readonly wishes: Wishes;
  /** Names of the homes that are scanned here. */
  readonly own: () => Promise<readonly string[]>;
  /** The way of counting, as an ordered number. */
  readonly analysis: number;
  /** Hears of trouble with the second copy. */
  readonly say: (message: string) => void;
  /** Hears of the zone that decides days, when it is known. */
  readonly zone: (name: string) => void;
}

export class StoreState implements State, SharedState {
  readonly #options: StoreStateOptions;
  readonly #copy: SecondCopy;
  readonly #agreement: Agreement;
  #looking: Promise<void> | undefined;
  #look: Look | undefined;
  #problem: AchievementsError | undefined;
  #published: Published | undefined;
  /** Of the unlocks that were read or merged here last; undefined when more is known here. */
  #unlocksStamp: string | undefined;
  /** What was kept of homes of one's own when it was last known to be all, and as of the last look for that. */
  #own: { readonly known?: string | undefined; readonly seen?: string | undefined } = {};
  #hasOwn = true;

  constructor(options: StoreStateOptions) {
    this.#options = options;
    this.#copy = new SecondCopy(options);
    this.#agreement = new Agreement(options, async ({ timeZone }) => {
      options.zone(timeZone);
      await this.#copy.note({ timeZone });
    });
  }

  get shared(): SharedState {
    return this;
  }

  get problem(): AchievementsError | undefined {
    return this.#problem;
  }

  get published(): Published | undefined {
    return this.#published;
  }

  get ttlMs(): number | undefined {
    return this.#look?.ttlMs;
  }

  get refusal(): AchievementsError | undefined {
    const isNewer = (this.#look?.schemaVersion ?? 0) > SCHEMA_VERSION;
    return isNewer ? newerTables(this.#options.database.label) : this.#agreement.refusal;
  }

  get mayScan(): boolean {
    return this.#hasOwn && this.refusal === undefined && !this.#agreement.isOutdated;
  }

  exclusively<T>(task: () => Promise<T>): Promise<T> {
    return this.#options.files.exclusively(task);
  }

  async loadUnlocks(): Promise<LoadedUnlocks> {
    const copy = await this.#options.files.loadUnlocks();
    try {
      const { id } = await this.#agreement.terms();
      const known = await this.#options.database.read((query) => readUnlocks(query));
      const state = mergeStates(known.state, await this.#copy.joining(copy.state, id));
      // What the store has not, such as one that has failed over, it is to get.
      const isAll = encodeUnlocks(state) === encodeUnlocks(known.state);
      this.#unlocksStamp = isAll ? known.stamp : undefined;
      return { ...copy, state };
    } catch (error) {
      this.#failed(error);
      return copy;
    }
  }

  async saveUnlocks(state: UnlockState): Promise<SavedUnlocks> {
    // First where it cannot be lost with the store.
    const kept = await this.#copy.keep(state);
    const { id } = await this.#agreement.termsToWrite();
    const copied = kept === undefined ? state : await this.#copy.joining(kept.state, id);
    const merged = await mergeUnlocks(this.#options.database, mergeStates(state, copied));
    this.#unlocksStamp = merged.stamp;
    await this.#copy.keep(merged.state);
    await this.#copy.joined(id, merged.state);
    return { ...merged, notice: kept?.notice ?? null };
  }

  async loadSnapshot(): Promise<LoadedSnapshot | undefined> {
    if (this.#look === undefined) await this.look();
    if (this.#problem !== undefined) return await this.#options.files.loadSnapshot();
    try {
      if (this.#look?.stamp !== this.#published?.stamp) {
        this.#published = await readPublished(this.#options.database);
        if (this.#published !== undefined) await this.#copy.keepSnapshot(this.#published);
      }
    } catch (error) {
      this.#failed(error);
    }
    const snapshot = this.#published && decodeSnapshot(this.#published.content);
    return snapshot && { snapshot, mtimeMs: this.#knownAt() ?? 0 };
  }

  async snapshotModified(): Promise<number | undefined> {
    await this.look();
    return this.#problem === undefined ? this.#knownAt() : undefined;
  }

  async saveSnapshot(snapshot: SnapshotToStore, nowMs: number): Promise<void> {
    const { database, analysis } = this.#options;
    const { fence, fresh, stale } = snapshot.toPublish ?? { fence: undefined, fresh: {}, stale: {} };
    const content = encodeSnapshot(snapshot);
    const bodies = { content, fresh: bodyOf(fresh), stale: bodyOf(stale) };
    this.#published = await publish(database, fence, analysis, bodies, nowMs);
    await this.look();
    this.#own = { known: this.#look?.own };
    await this.#copy.keepSnapshot(this.#published);
  }

  async touchSnapshot(): Promise<boolean> {
    await this.look();
    if (this.#problem !== undefined) throw this.#problem;
    if (this.#published === undefined || this.#look?.stamp !== this.#published.stamp) return false;
    // What became of it since nobody has looked at: then the next refresh does.
    if (this.#own.seen === this.#look.own) this.#own = { known: this.#look.own };
    await noteUntouched(this.#options.database, await this.#options.own());
    await this.look();
    return true;
  }

  async isOwn(): Promise<boolean> {
    await this.look();
    const { stamp, unlocksStamp, own } = this.#look ?? {};
    this.#own = { ...this.#own, seen: own };
    if (this.#problem !== undefined || stamp === undefined || this.#own.known !== own) return false;
    return stamp === this.#published?.stamp && unlocksStamp === this.#unlocksStamp;
  }

  async saveAll({ unlocks, snapshot }: Parameters<State['saveAll']>[0], nowMs: number) {
    const saved = unlocks && (await this.saveUnlocks(unlocks));
    if (snapshot !== undefined) await this.saveSnapshot(snapshot, nowMs);
    return saved;
  }

  async reset(nowMs: number): Promise<UnlockState> {
    const { id } = await this.#agreement.terms();
    // The store first: what it holds would come back to the copy.
    const state = await resetStore(this.#options.database, Math.floor(nowMs / 1000));
    await this.#options.files.reset(nowMs);
    await this.#copy.keep(state);
    await this.#copy.joined(id, state);
    this.#published = undefined;
    await this.look();
    return state;
  }

  /** Has the second copy say all that the store does. Resolves with how many badges are unlocked in it. */
  async moveOut(): Promise<number> {
    const { state } = await this.#options.database.read((query) => readUnlocks(query));
    return (await this.#options.files.saveUnlocks(state)).state.unlocks.size;
  }

  /** A home that is gone for good. @throws AchievementsError */
  forget(name: string): Promise<void> {
    return forgetHome(this.#options.database, name);
  }

  sweep(nowMs: number): Promise<void> {
    return this.#options.files.sweep(nowMs);
  }

  async close(): Promise<void> {
    await this.#options.files.close();
    await this.#options.database.close();
  }

  /** Who asks while it is on its way waits for the same. */
  look(): Promise<void> {
    this.#looking ??= this.#lookNow().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #lookNow(): Promise<void> {
    try {
      const own = await this.#options.own();
      this.#hasOwn = own.length > 0;
      await this.#agreement.terms();
      this.#look = await look(this.#options.database, own);
      await this.#agreement.follow(this.#look);
      this.#problem = undefined;
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    this.#problem = toAchievementsError(error, 'ERR_ACHIEVEMENTS_STATE', 'The store cannot be asked.');
  }

  /** Unix milliseconds, of the server: as of when what is published is known to be right. */
  #knownAt(): number | undefined {
    const published = this.#published;
    if (this.#look?.stamp === undefined) return undefined;
    // Before it is loaded any time will do that is another one than of what is here.
    const publishedAt =
      published?.stamp === this.#look.stamp ? published.publishedAt : this.#look.publishedAt;
    return Math.max(this.#look.seenAt ?? 0, publishedAt ?? 0);
  }
}

function bodyOf(payload: object): SharedBody {
  const text = JSON.stringify(payload);
  return { text, etag: entityTag(text) };
}
