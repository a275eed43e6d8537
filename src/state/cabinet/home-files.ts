/** Where a cabinet keeps what it knows of each of its homes: a directory for each, and which of them were added up last. */

import { hash } from 'node:crypto';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SessionRecord } from '../../types.js';
import { createCheckpoint, removeCheckpoint } from '../checkpoint/checkpoint.js';
import { readBlocks } from '../checkpoint/read-blocks.js';
import type { HomeStore } from '../home-store.js';
import { createJsonFile } from '../json-file.js';
import { createLock, type Lock } from '../lock.js';
import { decodeAlone, encodeAlone, type HomeAlone } from './alone.js';
import { type CheckedFile, createCheckedFile } from './checked-file.js';
import { decodeKeys, encodeKeys, type Keys } from './keys.js';
import { decodeShare, encodeShare, type HomeShare } from './share.js';

const HOMES = 'homes';
const ALONE_FILE = 'home_alone.json';
const FILES = ['home_keys.json', ALONE_FILE, 'home_share.json'] as const;
/** As `directoryOf` makes them: nothing else is ours to remove. */
const DIRECTORY_NAME = /-[0-9a-f]{12}$/;

/** What is kept of one home of several. */
export interface HomeFiles {
  readonly store: HomeStore;
  readonly keys: CheckedFile<Keys>;
  readonly alone: CheckedFile<HomeAlone>;
  /** To be saved last: what the others say holds with it. */
  readonly share: CheckedFile<HomeShare>;
  /**
   * The records of some blocks of a commit of the store, without the rest of it; undefined when they cannot be had.
   * @param stamp of the commit
   */
  readonly recordsOf: (
    stamp: string,
    isWanted: (key: string) => boolean,
  ) => Promise<readonly SessionRecord[] | undefined>;
}

/** Readable, and another one for each name, also where capitals and small letters are the same. */
function directoryOf(stateDir: string, name: string): string {
  const readable = name.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 40);
  return join(stateDir, HOMES, `${readable}-${hash('sha256', name).slice(0, 12)}`);
}

/** @param turn of the whole cabinet */
export function createHomeFiles(stateDir: string, name: string, turn: Lock): HomeFiles {
  const directory = directoryOf(stateDir, name);
  const [keys, , share] = FILES;
  return {
    store: createCheckpoint(directory, turn, Date.now),
    keys: createCheckedFile(join(directory, keys), encodeKeys, decodeKeys),
    alone: createAloneFile(stateDir, name),
    share: createCheckedFile(join(directory, share), encodeShare, decodeShare),
    recordsOf: (stamp, isWanted) => readBlocks(directory, stamp, isWanted),
  };
}

/** For who shows a home by itself. */
export function createAloneFile(stateDir: string, name: string): CheckedFile<HomeAlone> {
  return createCheckedFile(join(directoryOf(stateDir, name), ALONE_FILE), encodeAlone, decodeAlone);
}

/** Whether something is kept of a home of that name. Never rejects. */
export async function isHomeKept(stateDir: string, name: string): Promise<boolean> {
  return (await createJsonFile(join(directoryOf(stateDir, name), FILES[2])).modified()) !== undefined;
}

/** Where the checkpoint of a home lies. */
export function checkpointDirectory(stateDir: string, name: string): string {
  return directoryOf(stateDir, name);
}

/** The turn to scan all homes of a cabinet. */
export function createCabinetTurn(stateDir: string): Lock {
  return createLock(join(stateDir, 'scan.lock'));
}

/** By home, in the order of the list: the share of it that was added up last. */
export type Members = ReadonlyMap<string, string>;

/** Which homes copies were last looked for in, and as of when. */
export function createMembersFile(stateDir: string): CheckedFile<Members> {
  return createCheckedFile(join(stateDir, 'homes.json'), encodeMembers, decodeMembers);
}

export function encodeMembers(members: Members): object {
  return { members: [...members] };
}

/** Undefined when anything is odd. Never throws. */
export function decodeMembers({ members }: Record<string, unknown>): Members | undefined {
  if (!Array.isArray(members)) return undefined;
  const decoded = members.flatMap((row: unknown): [string, string][] => {
    if (!Array.isArray(row)) return [];
    const [name, share]: unknown[] = row;
    return typeof name === 'string' && typeof share === 'string' ? [[name, share]] : [];
  });
  return decoded.length === members.length ? new Map(decoded) : undefined;
}

/** Removes all that is known of any home, of those that are not in the list any more as well. @throws AchievementsError */
export async function removeHomes(stateDir: string): Promise<void> {
  const names = await readdir(join(stateDir, HOMES)).catch(() => []);
  for (const name of names.filter((candidate) => DIRECTORY_NAME.test(candidate))) {
    const directory = join(stateDir, HOMES, name);
    for (const file of FILES) await rm(join(directory, file), { force: true });
    await removeCheckpoint(directory);
    // Somebody else may have put something there.
    await rmdir(directory).catch(() => {});
  }
  await rm(join(stateDir, 'homes.json'), { force: true });
}
