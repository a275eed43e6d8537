/**
 * Unlocks in PostgreSQL: a row for each badge, and one for the rest, which is locked while they are merged by the rule by which
 * files are. Not behind a lease: an unlock that comes late is as true.
 */

import { randomUUID } from 'node:crypto';
import { AchievementsError } from '../errors.js';
import { isRecord, parseJson } from '../state/guards.js';
import { NO_TITLE } from '../state/unlock.js';
import { decodeUnlocks, encodeUnlocks, takeOver, type UnlockState } from '../state/unlocks.js';
import type { Evidence, Unlocks } from '../types.js';
import type { Database, Query } from './database.js';

export interface MergedUnlocks {
  readonly state: UnlockState;
  /** What was there before. */
  readonly before: Unlocks;
  /** Names what is there now: another one after each change. */
  readonly stamp: string;
  /** False when it said the same already. */
  readonly written: boolean;
}

/** Both in one; writes what is new. */
export async function mergeUnlocks(database: Database, state: UnlockState): Promise<MergedUnlocks> {
  const stamp = randomUUID();
  /** What was there when this was tried before, and nobody knows whether it came through. */
  let before: Unlocks | undefined;
  return await database.write(async (query) => {
    const known = await read(query, true);
    if (known.stamp === stamp && before !== undefined)
      return { state: known.state, before, stamp, written: true };
    before = known.state.unlocks;
    const merged = takeOver(known.state, state);
    const changes = entriesOf(merged);
    const gone = [...known.entries.keys()].filter((badge) => !changes.entries.has(badge));
    for (const [badge, entry] of known.entries)
      if (changes.entries.get(badge) === entry) changes.entries.delete(badge);
    const isSame = changes.entries.size === 0 && gone.length === 0 && changes.rest === known.rest;
    if (isSame) return { state: known.state, before, stamp: known.stamp, written: false };
    await write(query, changes, gone, stamp);
    return { state: merged, before, stamp, written: true };
  });
}

/** Nothing is unlocked any more, and what was before the reset never comes back. */
export async function resetUnlocks(query: Query, state: UnlockState): Promise<void> {
  await read(query, true);
  await query('DELETE FROM $schema.unlock');
  await write(query, { entries: new Map(), rest: entriesOf(state).rest }, [], randomUUID());
}

/** Titles of these sessions are told no more. */
export async function takeBackTitles(query: Query, isOf: (evidence: Evidence) => boolean): Promise<void> {
  const known = await read(query, true);
  const unlocks = new Map(known.state.unlocks);
  for (const [badge, unlock] of unlocks) {
    const { evidence } = unlock;
    if (evidence !== null && isOf(evidence))
      unlocks.set(badge, { ...unlock, evidence: { ...evidence, title: NO_TITLE } });
  }
  const { entries, rest } = entriesOf({ ...known.state, unlocks });
  for (const [badge, entry] of known.entries) if (entries.get(badge) === entry) entries.delete(badge);
  if (entries.size > 0) await write(query, { entries, rest }, [], randomUUID());
}

export async function readUnlocks(
  query: Query,
): Promise<{ readonly state: UnlockState; readonly stamp: string }> {
  const { state, stamp } = await read(query, false);
  return { state, stamp };
}

/** As rows have it: JSON by badge, and of all else. */
interface Entries {
  readonly entries: Map<string, string>;
  readonly rest: string;
}

async function read(query: Query, locked: boolean): Promise<Entries & { state: UnlockState; stamp: string }> {
  const [head] = await query(`SELECT stamp, rest FROM $schema.unlocks${locked ? ' FOR UPDATE' : ''}`);
  const [stamp, rest] = [head?.[0] ?? '', head?.[1] ?? '{}'];
  const rows = await query('SELECT badge, entry FROM $schema.unlock');
  const entries = new Map(rows.map(([badge, entry]) => [parsedText(badge), entry ?? '{}'] as const));
  const others = parseJson(rest);
  const unlocks = Object.fromEntries(
    [...entries].map(([badge, entry]) => [badge, parseJson(entry) ?? entry]),
  );
  const text = JSON.stringify({ ...(isRecord(others) && others), unlocks });
  const decoded = decodeUnlocks(text, { fallbackTime: 1 });
  // Rather nothing at all than to take for gone what is there.
  if (!decoded.ok)
    throw new AchievementsError(
      'ERR_ACHIEVEMENTS_STATE',
      `The unlocks in the store are damaged: ${decoded.reason}.`,
    );
  return { entries, rest, stamp, state: decoded.state };
}

async function write(
  query: Query,
  { entries, rest }: Entries,
  gone: readonly string[],
  stamp: string,
): Promise<void> {
  const badges = JSON.stringify(gone.map((badge) => JSON.stringify(badge)));
  if (gone.length > 0)
    await query(
      'DELETE FROM $schema.unlock WHERE badge IN (SELECT json_array_elements_text($1::text::json))',
      badges,
    );
  for (const [badge, entry] of entries)
    await query(
      'INSERT INTO $schema.unlock (badge, entry) VALUES ($1, $2) ON CONFLICT (badge) DO UPDATE SET entry = excluded.entry',
      JSON.stringify(badge),
      entry,
    );
  await query('UPDATE $schema.unlocks SET stamp = $1, rest = $2', stamp, rest);
}

/** The parts of what a file would say. */
function entriesOf(state: UnlockState): Entries {
  const file = parseJson(encodeUnlocks(state));
  const { unlocks, ...rest } = isRecord(file) ? file : {};
  const entries = Object.entries(isRecord(unlocks) ? unlocks : {});
  return {
    entries: new Map(entries.map(([badge, entry]) => [badge, JSON.stringify(entry)])),
    rest: JSON.stringify(rest),
  };
}

/** A server's texts hold no NUL, and the id of a badge may be any. */
function parsedText(json: string | null | undefined): string {
  const value = parseJson(json ?? '');
  return typeof value === 'string' ? value : (json ?? '');
}
