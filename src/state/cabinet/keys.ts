/** By what copies of a session are found, of all sessions of a home: kept apart, since most scans need those of few days. Pure. */

import { hash } from 'node:crypto';
import type { SessionRecord, StoredTime } from '../../types.js';
import { isRecord } from '../guards.js';

/** In the text of a block: for each session its key, and right behind it how many messages of it count. */
export interface Keys {
  /** Of the checkpoint that they were made of; undefined when that could not be saved. */
  readonly stamp: string | undefined;
  /** By the key of a block. */
  readonly blocks: ReadonlyMap<string, string>;
}

/** Of 96 bits: nobody finds two sessions that share one. */
const KEY_CHARACTERS = 16;

export function keyOfSession({ id, storedStart }: Pick<SessionRecord, 'id' | 'storedStart'>): string {
  return hash('sha256', JSON.stringify([id, startOf(storedStart)]), 'base64url').slice(0, KEY_CHARACTERS);
}

/** To the microsecond: two databases may store the same time in two ways. */
function startOf(start: StoredTime): string {
  return typeof start === 'number' ? `number ${Math.round(start * 1e6)}` : `${typeof start} ${start}`;
}

/** The text of a block with these sessions. */
export function keysOf(records: readonly SessionRecord[]): string {
  return records.map((record) => keyOfSession(record) + messagesOf(record).toString(36)).join(' ');
}

function messagesOf({ contribution }: SessionRecord): number {
  const { message_count = 0 } = contribution.counters;
  return message_count;
}

/** What the text of a block says. */
export function* sessionsIn(text: string): Generator<{ readonly key: string; readonly messages: number }> {
  if (text === '') return;
  for (const part of text.split(' '))
    yield { key: part.slice(0, KEY_CHARACTERS), messages: Number.parseInt(part.slice(KEY_CHARACTERS), 36) };
}

const SCHEMA_VERSION = 1;

export function encodeKeys({ stamp, blocks }: Keys): object {
  return { schema_version: SCHEMA_VERSION, stamp, blocks: Object.fromEntries(blocks) };
}

/** Undefined when anything is odd: they are then made anew. Never throws. */
export function decodeKeys({
  schema_version,
  stamp,
  blocks: stored,
}: Record<string, unknown>): Keys | undefined {
  if (schema_version !== SCHEMA_VERSION || typeof stamp !== 'string' || !isRecord(stored)) return undefined;
  const blocks = new Map<string, string>();
  for (const [key, text] of Object.entries(stored)) {
    if (typeof text !== 'string') return undefined;
    blocks.set(key, text);
  }
  return { stamp, blocks };
}
