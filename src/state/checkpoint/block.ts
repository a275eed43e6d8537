/**
 * A block of sessions in the file of blocks: two lines of JSON, each with a check. The first has what every scan needs, the
 * second the sessions' records, which are read when one of them changes or is asked for. Pure.
 */

import type { Fold, SessionRecord } from '../../types.js';
import { checkOf, isChecked } from '../check.js';
import { decodeFold, encodeFold } from '../fold-codec.js';
import { isRecord, isTexts, parseJson } from '../guards.js';
import { decodeRecord, type Entry, encodeRecord } from './record.js';

/** The first line. */
export interface BlockIndex {
  readonly key: string;
  readonly entries: readonly Entry[];
  readonly fold: Fold;
}

export interface EncodedBlock {
  readonly index: Uint8Array;
  readonly records: Uint8Array;
}

const encoder = new TextEncoder();

export function encodeBlock(key: string, records: readonly SessionRecord[], fold: Fold): EncodedBlock {
  const index = JSON.stringify({
    block: key,
    ids: records.map(({ id }) => id),
    fingerprints: records.map(({ fingerprint }) => fingerprint),
    fold: encodeFold(fold),
  });
  const quoted = new Map<string, string>();
  const encoded = records.map((record) => encodeRecord(record, quoted));
  return {
    index: line(index.slice(0, -1)),
    records: line(`{"block":${JSON.stringify(key)},"sessions":[${encoded.join(',')}]`),
  };
}

/** Undefined when anything is odd: the sessions of the block are then read anew. Never throws. */
export function decodeIndex(key: string, bytes: Uint8Array): BlockIndex | undefined {
  const value = decodeLine(key, bytes);
  if (value === undefined) return undefined;
  const { ids, fingerprints, fold: stored } = value;
  const fold = decodeFold(stored);
  if (!isTexts(ids) || !isTexts(fingerprints) || fold === undefined) return undefined;
  if (ids.length !== fingerprints.length) return undefined;
  return { key, entries: ids.map((id, place) => ({ id, fingerprint: fingerprints[place] ?? '' })), fold };
}

/** The records of a block with these entries; undefined as above. Never throws. */
export function decodeRecords(
  { key, entries }: Pick<BlockIndex, 'key' | 'entries'>,
  bytes: Uint8Array,
): readonly SessionRecord[] | undefined {
  const { sessions } = decodeLine(key, bytes) ?? {};
  if (!Array.isArray(sessions) || sessions.length !== entries.length) return undefined;
  const records = entries.flatMap((entry, place) => decodeRecord(entry, sessions[place]) ?? []);
  return records.length === entries.length ? records : undefined;
}

function line(text: string): Uint8Array {
  return encoder.encode(`${text}${checkOf(text)}\n`);
}

function decodeLine(key: string, bytes: Uint8Array): Record<string, unknown> | undefined {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(/\n$/, '');
  if (!isChecked(text)) return undefined;
  const value = parseJson(text);
  if (!isRecord(value)) return undefined;
  const { block } = value;
  return block === key ? value : undefined;
}
