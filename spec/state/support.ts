import { chmod, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AchievementsError } from '#src/errors.js';
import type { UnlockState } from '#src/state/unlocks.js';
import { NO_UNLOCKS } from '#src/state/unlocks.js';
import type { HistoryView, Unlock } from '#src/types.js';

/** 2023-11-14, in seconds. */
export const T = 1_700_000_000;

export const NOTHING_SEEN: HistoryView = { days: {}, recent: {}, longest: null, mostTools: null };

/** Runs `work` with a new directory, which is gone afterwards. */
export async function inDirectory<R>(work: (directory: string) => Promise<R>): Promise<R> {
  const directory = await mkdtemp(join(tmpdir(), 'achievements-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Puts a file as another program would, with a modification time in seconds. */
export async function put(path: string, content: string | Uint8Array, mtime = T): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  await utimes(path, mtime, mtime);
}

export async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

/** What a file is recognized by: differs when it was written, or only touched. */
export async function marksOf(path: string): Promise<string> {
  const { ino, size, mtimeMs, ctimeMs } = await stat(path);
  return JSON.stringify({ ino, size, mtimeMs, ctimeMs });
}

export async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory)).sort();
}

/** The AchievementsError a promise rejects with; anything else is an error of the spec. */
export async function failureOf(promise: Promise<unknown>): Promise<AchievementsError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof AchievementsError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

export function unlock(unlocked_at: number, more: Partial<Unlock> = {}): Unlock {
  return { unlocked_at, first_tier: 'Copper', highest_tier: 'Copper', evidence: null, ...more };
}

export function stateOf(unlocks: Record<string, Unlock>, more: Partial<UnlockState> = {}): UnlockState {
  return { ...NO_UNLOCKS, unlocks: new Map(Object.entries(unlocks)), ...more };
}

/** Without the right to do everything, as which specs run in containers. */
export async function asNobody<R>(directory: string, work: () => Promise<R>): Promise<R> {
  const isRoot = process.geteuid?.() === 0;
  await chmod(directory, isRoot ? 0o777 : 0o700);
  if (isRoot) process.seteuid?.(65534);
  try {
    return await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
