import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toAchievementsError } from '../errors.js';
import type { Unlocks } from '../types.js';
import { codeOf } from './file-errors.js';
import { createJsonFile, type JsonFile } from './json-file.js';
import { type Look, look } from './look.js';
import { createQueue } from './queue.js';
import { createUnlockCopy, type Say, withCopy } from './unlock-copy.js';
import { encodeUnlocks, mergeStates, NO_UNLOCKS, takeOver, type UnlockState } from './unlocks.js';

const STABLE_MS = 100;

export interface UnlockFileOptions {
  /** Absolute path of `state.json`. */
  readonly path: string;
  /** Where the Python plugin may have kept its own; read only, never changed. */
  readonly legacyPath?: string | undefined;
  /** Where a second copy is kept, which outlives the folder of the first; absolute. */
  readonly copyPath?: string | undefined;
  /** Hears of trouble with the copy: it is no trouble of the file. */
  readonly say?: Say | undefined;
  /** How long to wait before a damaged file is looked at again; by default 100 ms. */
  readonly settle?: (() => Promise<unknown>) | undefined;
}

export interface LoadedUnlocks {
  readonly state: UnlockState;
  /** What the user should know (what happened, what to do; no paths); null when all is well. */
  readonly notice: string | null;
}

export interface SavedUnlocks extends LoadedUnlocks {
  /** False when the file already said the same. */
  readonly written: boolean;
  /** What was on disk before. */
  readonly before: Unlocks;
}

/** `state.json`, which nothing can rebuild. One thing is done after the other. */
export interface UnlockFile {
  /**
   * What is unlocked, by our file and by that of the Python plugin. A damaged file of ours is set aside; one
   * that only cannot be read stays, and `save` is refused as long. Never rejects: see `notice`.
   */
  load(): Promise<LoadedUnlocks>;
  /**
   * Merges the state into what is on disk by now, and writes that if it says something new.
   * @returns the merged state, with which to go on
   * @throws AchievementsError ERR_ACHIEVEMENTS_STATE; then the file is as it was
   */
  save(state: UnlockState): Promise<SavedUnlocks>;
  /**
   * Starts anew. The file is kept as `state.json.reset-<time>`, unless nothing is in it.
   * @param nowSeconds Unix seconds
   * @returns the empty state
   * @throws AchievementsError ERR_ACHIEVEMENTS_STATE; then the file is as it was
   */
  reset(nowSeconds: number): Promise<UnlockState>;
  /** Another one whenever the file was changed, replaced or removed. Never rejects. */
  mark(): Promise<string | undefined>;
  /** Waits until nothing is being done. Never rejects. */
  settled(): Promise<void>;
}

/** The unlock file at a path. Touches nothing yet. */
export function createUnlockFile({
  path,
  legacyPath,
  copyPath,
  say = () => {},
  settle = () => delay(STABLE_MS),
}: UnlockFileOptions): UnlockFile {
  const file = createJsonFile(path);
  const legacy =
    legacyPath === undefined || resolve(legacyPath) === resolve(path)
      ? undefined
      : createJsonFile(legacyPath);
  const copy = copyPath === undefined ? undefined : createUnlockCopy(copyPath, settle, say);
  const queue = createQueue();
  /** Of a file that was set aside, or a copy of it, by a save which then failed. */
  let untold: string | null = null;

  async function setAside({ mtimeMs, reason }: { mtimeMs: number; reason: string }): Promise<string> {
    // The time of the damage, not of its discovery; it needs no clock.
    const aside = await file.setAside(`corrupt-${Math.floor(mtimeMs / 1000)}`);
    return (
      `${file.name} is damaged (${reason}) and was set aside as ${aside}. ` +
      'Unlocks that only it knew are missing. ' +
      `To get them back, stop the server, repair that file and rename it to ${file.name}.`
    );
  }

  /** Some letters could not be read, and will not be in what is written now. */
  async function keepAsItIs({ bytes, mtimeMs }: { bytes: Buffer; mtimeMs: number }): Promise<string> {
    const aside = await file.keepCopy(bytes, `corrupt-${Math.floor(mtimeMs / 1000)}`);
    return `${file.name} was not stored as UTF-8, so that some letters in it are lost. It was kept as ${aside}.`;
  }

  async function load(): Promise<LoadedUnlocks> {
    const notices: string[] = [];
    const ours = await look(file, settle);
    if (ours.kind === 'unreadable') {
      notices.push(`${ours.problem.message} Until then no unlock is saved, so that none is overwritten.`);
    }
    if (ours.kind === 'damaged') {
      notices.push(
        await setAside(ours).catch((error: unknown) => {
          const { message } = toAchievementsError(error, 'ERR_ACHIEVEMENTS_STATE', 'It cannot be set aside.');
          return `${file.name} is damaged (${ours.reason}). ${message}`;
        }),
      );
    }
    if (ours.kind === 'good') await file.protect();

    const state = withCopy(ours.kind === 'good' ? ours.state : NO_UNLOCKS, await copy?.look());
    const theirs: Look = legacy === undefined ? { kind: 'missing' } : await lookElsewhere(legacy);
    if (theirs.kind === 'unreadable' || theirs.kind === 'damaged') {
      const reason = theirs.kind === 'damaged' ? `it is damaged (${theirs.reason}).` : theirs.problem.message;
      notices.push(
        `The unlocks of the earlier plugin in plugin-data could not be taken over, and stay there: ${reason}`,
      );
    }
    return {
      state: theirs.kind === 'good' && isSinceReset(theirs, state) ? takeOver(state, theirs.state) : state,
      notice: notices.length === 0 ? null : notices.join(' '),
    };
  }

  /** Where a file lies in the way of the folder, the earlier plugin has kept nothing. */
  async function lookElsewhere(place: JsonFile): Promise<Look> {
    const found = await look(place, settle);
    const isNoFolder = found.kind === 'unreadable' && codeOf(found.problem.cause) === 'ENOTDIR';
    return isNoFolder ? { kind: 'missing' } : found;
  }

  async function save(state: UnlockState): Promise<SavedUnlocks> {
    const disk = await look(file, settle);
    if (disk.kind === 'unreadable') throw disk.problem;
    if (disk.kind === 'damaged') untold = await setAside(disk);
    const second = await copy?.look();
    const before = withCopy(disk.kind === 'good' ? disk.state : NO_UNLOCKS, second).unlocks;
    const merged = disk.kind === 'good' ? takeOver(disk.state, state) : mergeStates(NO_UNLOCKS, state);
    const result = withCopy(merged, second);
    const text = encodeUnlocks(result);
    // Compared by meaning: a file that is only laid out in another way is left to who wrote it.
    const written = disk.kind !== 'good' || disk.repaired || encodeUnlocks(disk.state) !== text;
    if (written && disk.kind === 'good' && !isUtf8(disk.bytes)) untold ??= await keepAsItIs(disk);
    if (written) await file.save(text);
    await copy?.keep(text, second);
    const notice = untold;
    untold = null;
    return { state: result, notice, written, before };
  }

  async function reset(nowSeconds: number): Promise<UnlockState> {
    const disk = await look(file, settle);
    if (disk.kind === 'unreadable') throw disk.problem;
    const now = Math.floor(nowSeconds);
    const second = await copy?.look();
    const before = disk.kind === 'good' ? disk.state : NO_UNLOCKS;
    const state = startedAnew(now, before, second);
    const text = encodeUnlocks(state);
    // A copy, not a rename: without a file, after a crash in between, the earlier plugin's would be taken
    // over again.
    if (disk.kind === 'damaged' || (disk.kind === 'good' && !isEmpty(before))) {
      await file.keepCopy(disk.bytes, `reset-${now}`);
    }
    await file.save(text);
    const wasAlone = second?.kind === 'good' && !isEmpty(second.state) && !isSame(second.state, before);
    await copy?.keep(text, second, wasAlone ? `reset-${now}` : undefined);
    return state;
  }

  return {
    load: () => queue.run(load),
    save: (state) => queue.run(() => save(state)),
    reset: (nowSeconds) => queue.run(() => reset(nowSeconds)),
    mark: file.mark,
    settled: queue.settled,
  };
}

/** A file last written before the reset is from before, whatever times are in it. */
function isSinceReset(theirs: { mtimeMs: number }, { resetAt }: UnlockState): boolean {
  return resetAt === null || theirs.mtimeMs / 1000 >= resetAt;
}

/** No unlock, and a reset that is later than any before it, whatever the clock says. */
function startedAnew(now: number, before: UnlockState, second: Look | undefined): UnlockState {
  const other = second?.kind === 'good' ? second.state.resetAt : null;
  return { ...NO_UNLOCKS, resetAt: Math.max(now, before.resetAt ?? 0, other ?? 0) };
}

function isEmpty({ unlocks, odd, extra }: UnlockState): boolean {
  return unlocks.size + odd.size + extra.size === 0;
}

function isSame(a: UnlockState, b: UnlockState): boolean {
  return encodeUnlocks(a) === encodeUnlocks(b);
}
