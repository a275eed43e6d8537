/** The unlocks that are kept: what they are, how they are stored, how two states of them become one. Pure. */
import type { Unlock } from '../types.js';
import { isRecord, isTime, parseJson } from './guards.js';
import { merged, smaller, sortedEntries, toObject } from './merging.js';
import { decodeUnlock, encodeUnlock, isUnlockTime, mergeUnlock, notBefore, recordedAt } from './unlock.js';

/** All of `state.json`. Immutable. */
export interface UnlockState {
  /** By badge id, unknown ids included. */
  readonly unlocks: ReadonlyMap<string, Unlock>;
  /** Entries of `unlocks` that are no objects. They stay in the file but unlock nothing. */
  readonly odd: ReadonlyMap<string, unknown>;
  /** Unix seconds of the last reset: no unlock is older. Null when there was none. */
  readonly resetAt: number | null;
  /** Foreign keys at the top level, kept as they are. */
  readonly extra: ReadonlyMap<string, unknown>;
}

export type DecodedUnlocks =
  | {
      readonly ok: true;
      readonly state: UnlockState;
      /** True when something the text lacks was filled in, hence it is worth saving. */
      readonly repaired: boolean;
    }
  | { readonly ok: false; readonly reason: string };

/** A state in which nothing is unlocked. */
export const NO_UNLOCKS: UnlockState = {
  unlocks: new Map(),
  odd: new Map(),
  resetAt: null,
  extra: new Map(),
};

/**
 * The text of a `state.json`, of ours or of the Python plugin. An object without `unlocks` is an empty state.
 * An unlock that is an object is believed, whatever is wrong in it: no badge is lost. Never throws.
 * @param fallbackTime Unix seconds (the file's modification time) for an unlock without a sane time
 */
export function decodeUnlocks(text: string, { fallbackTime }: { fallbackTime: number }): DecodedUnlocks {
  const file = parseJson(text);
  if (file === undefined) return { ok: false, reason: 'it is cut off, or is not JSON' };
  if (!isRecord(file)) return { ok: false, reason: 'it is no JSON object' };
  const { unlocks: stored = {}, reset_at, ...foreign } = file;
  if (!isRecord(stored)) return { ok: false, reason: 'its unlocks are no JSON object' };

  const seconds = Math.floor(fallbackTime);
  const fallback = isUnlockTime(seconds) ? seconds : 1;
  const unlocks = new Map<string, Unlock>();
  const odd = new Map<string, unknown>();
  let repaired = false;
  for (const [id, entry] of Object.entries(stored)) {
    if (!isRecord(entry)) {
      odd.set(id, entry);
      continue;
    }
    const { unlock, isDated } = decodeUnlock(entry, fallback);
    unlocks.set(id, unlock);
    if (!isDated) repaired = true;
  }
  const resetAt = isTime(reset_at) ? reset_at : null;
  const state = { ...sinceReset(unlocks, odd, resetAt), resetAt, extra: new Map(Object.entries(foreign)) };
  try {
    encodeUnlocks(state);
  } catch {
    return { ok: false, reason: 'it is nested too deeply' };
  }
  return { ok: true, state, repaired };
}

/** The text to store: the same state gives the same text, whatever the order of its parts. */
export function encodeUnlocks({ unlocks, odd, resetAt, extra }: UnlockState): string {
  const entries: [string, unknown][] = [...odd];
  for (const [id, unlock] of unlocks) entries.push([id, encodeUnlock(unlock)]);
  const file: [string, unknown][] = [...sortedEntries(extra), ['unlocks', toObject(entries)]];
  if (resetAt !== null) file.push(['reset_at', resetAt]);
  return `${JSON.stringify(Object.fromEntries(file), null, 2)}\n`;
}

/**
 * Both states in one: of each badge the earliest unlock, with its tier and evidence, and the highest tier of
 * both; the later reset, and nothing from before it. Foreign keys of both; where they differ, one of the two.
 * Commutative and idempotent; also associative, unless a badge was unlocked both before and after a reset
 * that only a third state knows of: then its later unlock may be forgotten, and the next scan records it
 * anew.
 */
export function mergeStates(a: UnlockState, b: UnlockState): UnlockState {
  const resetAt =
    a.resetAt === null || b.resetAt === null ? (a.resetAt ?? b.resetAt) : Math.max(a.resetAt, b.resetAt);
  const ours = sinceReset(a.unlocks, a.odd, resetAt);
  const theirs = sinceReset(b.unlocks, b.odd, resetAt);
  const unlocks = merged(ours.unlocks, theirs.unlocks, mergeUnlock);
  const odd = merged(ours.odd, theirs.odd, smaller);
  for (const id of unlocks.keys()) odd.delete(id);
  return { unlocks, odd, resetAt, extra: merged(a.extra, b.extra, smaller) };
}

/**
 * The state with new unlocks in it. They get a time not before the last reset, also when the clock was set
 * back since, because an older one would be forgotten.
 */
export function withUnlocks(state: UnlockState, unlocks: Iterable<readonly [string, Unlock]>): UnlockState {
  const added = new Map<string, Unlock>();
  for (const [id, unlock] of unlocks) {
    added.set(id, notBefore(unlock, state.resetAt ?? 0));
  }
  return mergeStates(state, { ...NO_UNLOCKS, unlocks: added });
}

/**
 * The state, with the foreign keys of another one where both have them: their owner may have changed them.
 */
export function withForeignKeys(state: UnlockState, owner: UnlockState): UnlockState {
  const unlocks = new Map(state.unlocks);
  for (const [id, unlock] of unlocks) {
    const extra = owner.unlocks.get(id)?.extra;
    if (extra !== undefined)
      unlocks.set(id, { ...unlock, extra: new Map([...(unlock.extra ?? []), ...extra]) });
  }
  return { ...state, unlocks, extra: new Map([...state.extra, ...owner.extra]) };
}

/** What another file or process knows, put into the state of a file whose foreign keys are the newest. */
export function takeOver(state: UnlockState, other: UnlockState): UnlockState {
  return withForeignKeys(mergeStates(state, other), state);
}

function sinceReset(
  unlocks: ReadonlyMap<string, Unlock>,
  odd: ReadonlyMap<string, unknown>,
  resetAt: number | null,
): Pick<UnlockState, 'unlocks' | 'odd'> {
  if (resetAt === null) return { unlocks, odd };
  // An odd entry has no time, so it may well be from before.
  return {
    unlocks: new Map([...unlocks].filter(([, unlock]) => recordedAt(unlock) >= resetAt)),
    odd: new Map(),
  };
}
