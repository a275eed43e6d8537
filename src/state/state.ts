/**
 * What the host keeps in the state directory: unlocks and the snapshot. The checkpoint is its scans': see `home-store.ts`.
 */
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AchievementsError } from '../errors.js';
import { removeHomes } from './cabinet/home-files.js';
import { removeCheckpoint } from './checkpoint/checkpoint.js';
import { createJsonFile } from './json-file.js';
import { createLock } from './lock.js';
import { createQueue } from './queue.js';
import type { SharedState } from './shared-state.js';
import {
  decodeSnapshot,
  encodeSnapshot,
  type SnapshotToStore,
  type StoredSnapshot,
} from './snapshot-file.js';
import { sweepTemporaryFiles } from './sweep.js';
import {
  createUnlockFile,
  type LoadedUnlocks,
  type SavedUnlocks,
  type UnlockFileOptions,
} from './unlock-file.js';
import { mergeStates, type UnlockState } from './unlocks.js';

export interface StateOptions {
  /** Absolute path of the directory; it is made when something is saved. */
  readonly stateDir: string;
  /** Absolute path of the `state.json` of the earlier Python plugin's other place. */
  readonly legacyStatePath?: string | undefined;
  /** Absolute path of the second copy of the unlocks, if one is kept. */
  readonly unlockCopyPath?: string | undefined;
  /** Unlocks of others, that are taken in. */
  readonly takeIn?: (() => Promise<UnlockState>) | undefined;
  /** Hears of trouble with that copy. */
  readonly say?: UnlockFileOptions['say'];
  /** For specs: see UnlockFileOptions. */
  readonly settle?: UnlockFileOptions['settle'];
}

export interface LoadedSnapshot {
  readonly snapshot: StoredSnapshot;
  /** When it was last known to be right, in milliseconds: from this its age is known. */
  readonly mtimeMs: number;
}

export interface Changes {
  readonly unlocks?: UnlockState | undefined;
  readonly snapshot?: SnapshotToStore | undefined;
}

/**
 * The files. One change is made after the other; each rejects with ERR_ACHIEVEMENTS_STATE when it fails, then
 * the file is as it was, and with ERR_ACHIEVEMENTS_CLOSED after `close`. Times are Unix milliseconds of the
 * caller's clock.
 */
export interface State {
  /**
   * Runs the task while nobody else on this directory changes files: for what is read, merged and written. Not to be
   * called within itself.
   */
  exclusively<T>(task: () => Promise<T>): Promise<T>;
  /** Never rejects for the sake of a file: see `notice`. */
  loadUnlocks(): Promise<LoadedUnlocks>;
  /** Merges with what is on disk, and writes only what is new. Go on with the state it resolves with. */
  saveUnlocks(state: UnlockState): Promise<SavedUnlocks>;
  /** Undefined when there is none that can be used. Never rejects. */
  loadSnapshot(): Promise<LoadedSnapshot | undefined>;
  /** The `mtimeMs` alone, without reading; undefined without a file. Never rejects. */
  snapshotModified(): Promise<number | undefined>;
  saveSnapshot(snapshot: SnapshotToStore, nowMs: number): Promise<void>;
  /** The snapshot on disk still is right. False when there is none. */
  touchSnapshot(nowMs: number): Promise<boolean>;
  /** Whether unlocks and snapshot on disk are those that were saved here: nobody changed or removed them since. */
  isOwn(): Promise<boolean>;
  /**
   * Saves what is given, irreplaceable first: unlocks, then the snapshot. The first failure ends
   * it: what comes later is derived, and a snapshot must not claim to be younger than the unlocks.
   */
  saveAll(changes: Changes, nowMs: number): Promise<SavedUnlocks | undefined>;
  /**
   * Unlocks, snapshot and checkpoint start anew; the old unlocks are kept aside. Resolves with the empty
   * state.
   */
  reset(nowMs: number): Promise<UnlockState>;
  /** Removes the temporary files of processes that were killed while they wrote, once. Never rejects. */
  sweep(nowMs: number): Promise<void>;
  /** What is different where several machines share this; undefined for files. */
  readonly shared?: SharedState | undefined;
  /** Refuses further changes, and waits for those under way. Idempotent, never rejects. */
  close(): Promise<void>;
}

/**
 * A save takes milliseconds. Who has it for longer is suspended, or hangs: then it is better to save than to wait, since
 * each later save merges what the other may overwrite when it goes on.
 */
const LONGEST_SAVE_MS = 5_000;
const LOOK_AGAIN_MS = 10;

/** The state in a directory. Touches nothing yet. */
export function createState(options: StateOptions): State {
  const { stateDir, legacyStatePath, unlockCopyPath, takeIn, say, settle } = options;
  const unlocks = createUnlockFile({
    path: join(stateDir, 'state.json'),
    legacyPath: legacyStatePath,
    copyPath: unlockCopyPath,
    say,
    settle,
  });
  const snapshots = createJsonFile(join(stateDir, 'scan_snapshot.json'));
  const saveLock = createLock(join(stateDir, 'save.lock'));
  const queue = createQueue();
  let closed = false;
  let isSwept = false;
  /** Of the unlocks on disk when they were last read or saved here. */
  let unlocksMark: string | undefined;

  async function marked<T>(result: T): Promise<T> {
    unlocksMark = await unlocks.mark();
    return result;
  }

  async function change<T>(task: () => Promise<T>): Promise<T> {
    if (closed) throw new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'Achievements are shutting down.');
    return queue.run(task);
  }

  const writeSnapshot = (snapshot: SnapshotToStore, nowMs: number) =>
    snapshots.saveChange(encodeSnapshot(snapshot), nowMs);

  return {
    async exclusively(task) {
      const end = performance.now() + LONGEST_SAVE_MS;
      let held = await saveLock.take();
      while (held === undefined && performance.now() < end) {
        await delay(LOOK_AGAIN_MS);
        held = await saveLock.take();
      }
      try {
        return await task();
      } finally {
        await held?.release();
      }
    },
    loadUnlocks: () =>
      change(async () => {
        const loaded = await marked(await unlocks.load());
        return takeIn === undefined
          ? loaded
          : { ...loaded, state: mergeStates(loaded.state, await takeIn()) };
      }),
    saveUnlocks: (state) => change(async () => marked(await unlocks.save(state))),
    async loadSnapshot() {
      const read = await snapshots.read();
      if (read.kind !== 'content') return undefined;
      const snapshot = decodeSnapshot(read.bytes.toString('utf8'));
      return snapshot && { snapshot, mtimeMs: read.mtimeMs };
    },
    snapshotModified: snapshots.modified,
    saveSnapshot: (snapshot, nowMs) => change(() => writeSnapshot(snapshot, nowMs)),
    touchSnapshot: (nowMs) => change(() => snapshots.touch(nowMs)),
    isOwn: async () => (await snapshots.isOwn()) && unlocksMark === (await unlocks.mark()),
    saveAll: (changes, nowMs) =>
      change(async () => {
        const saved = changes.unlocks && (await unlocks.save(changes.unlocks));
        if (changes.snapshot !== undefined) await writeSnapshot(changes.snapshot, nowMs);
        return saved;
      }),
    reset: (nowMs) =>
      change(async () => {
        const state = await unlocks.reset(nowMs / 1000);
        await removeCheckpoint(stateDir);
        await removeHomes(stateDir);
        await snapshots.remove();
        return state;
      }),
    async sweep(nowMs) {
      if (isSwept) return;
      isSwept = true;
      await sweepTemporaryFiles(stateDir, nowMs);
      if (unlockCopyPath !== undefined) await sweepTemporaryFiles(dirname(unlockCopyPath), nowMs);
    },
    async close() {
      closed = true;
      await queue.settled();
    },
  };
}
