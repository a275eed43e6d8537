/**
 * What is kept of one home's history: its sessions' contributions, in blocks, and what each block adds up to. This is the
 * seam between a scan and the place where its results are kept.
 */

import type { Fold, SessionRecord } from '../types.js';
import type { Lock } from './lock.js';

/** Of what a home's contributions were made. */
export interface Origin {
  /** Of the rules by which was counted. */
  readonly analysisVersion: string;
  /** By what was folded: the rules of folding, and the time zone. */
  readonly foldedBy: string;
  /** Of the history that was read. */
  readonly identity: string;
}

/** What every scan needs to know of a block. */
export interface StoredBlock {
  readonly key: string;
  /** Its sessions, each with the fingerprint that it was read by. */
  readonly entries: readonly Pick<SessionRecord, 'id' | 'fingerprint'>[];
  readonly fold: Fold;
  /** Unix seconds: when all of its sessions were last read. */
  readonly checkedAt: number;
}

/** The entries tell whose records lie in a block, and in which order. */
export type BlockName = Pick<StoredBlock, 'key' | 'entries'>;

/** A block to be kept. */
export interface BlockToStore extends Omit<StoredBlock, 'entries'> {
  readonly records: readonly SessionRecord[];
}

export interface Stored extends Origin {
  /** A block that cannot be read is left out: its sessions are read anew. */
  readonly blocks: readonly StoredBlock[];
  /** Set when one was left out. */
  readonly misses?: true;
}

/**
 * Used by whoever has the turn, one call after the other. What is not there, or is damaged, is told by undefined. Where the
 * place itself cannot be asked, such as a server that is away, nobody knows what is there: then what reads rejects with
 * AchievementsError ERR_ACHIEVEMENTS_STATE. Files can always be asked.
 */
export interface HomeStore {
  /** To be had by who scans: one at a time among all that share the store. */
  readonly turn: Lock;
  /** What the last commit holds, of whatever origin; undefined when there is nothing of use. */
  load(): Promise<Stored | undefined>;
  /** Whether the last commit is the one that was loaded or made here last. */
  isCurrent(): Promise<boolean>;
  /** False when a commit could not be saved: what it holds is here, in memory, and another commit is due. */
  readonly isSaved: boolean;
  /** Names the last commit that was saved, whoever made it; undefined when there is none. */
  stamp(): Promise<string | undefined>;
  /** A block's records, as loaded or put here; undefined when they cannot be had. */
  records(block: BlockName): Promise<readonly SessionRecord[] | undefined>;
  /** The same as of the last commit, whatever was put since. */
  acceptedRecords(block: BlockName): Promise<readonly SessionRecord[] | undefined>;
  /** From here on nothing of what was kept counts any more; until the next commit it is there all the same. */
  startAnew(): void;
  /** Keeps a block in place of the one with its key. It counts with the next commit. Never rejects. */
  put(block: BlockToStore): Promise<void>;
  /** The block's sessions have gone. It counts with the next commit. */
  remove(key: string): void;
  /**
   * Makes all that was put and removed count, at once or not at all.
   * @throws AchievementsError ERR_ACHIEVEMENTS_STATE when it cannot be saved; all is kept in memory, for the next commit
   */
  commit(origin: Origin): Promise<void>;
  /** Forgets what was put and removed since the last commit; at once, and on the disk when it resolves. Never rejects. */
  rollBack(): Promise<void>;
  /** Lets go of what is open. It may be used again. Never rejects. */
  close(): Promise<void>;
}
