/** The unlock of one badge: how it is stored, and how two records of it become one. Pure. */
import type { Evidence, TierName, TierRecord, Unlock } from '../types.js';
import { isRecord, isTime } from './guards.js';
import { compareText, merged, smaller, sortedEntries, toObject } from './merging.js';

/** Of a session that has none, or whose title is told nobody. */
export const NO_TITLE = 'Untitled';

const TIERS: readonly TierName[] = ['Copper', 'Silver', 'Gold', 'Diamond', 'Olympian'];

/** Unix seconds: when a scan first saw it. By this alone records are compared: what a history tells lies before any reset. */
export function recordedAt({
  recorded_at,
  unlocked_at,
}: Pick<Unlock, 'recorded_at' | 'unlocked_at'>): number {
  return recorded_at ?? unlocked_at;
}

/** The unlock as one that was not recorded before a time. @param seconds Unix seconds */
export function notBefore(unlock: Unlock, seconds: number): Unlock {
  if (recordedAt(unlock) >= seconds) return unlock;
  const { recorded_at, tiers } = unlock;
  return {
    ...unlock,
    ...(recorded_at === undefined ? { unlocked_at: seconds } : { recorded_at: seconds }),
    ...(tiers && {
      tiers: eachTier((tier) => {
        const record = tiers[tier];
        return record && { ...record, recorded_at: Math.max(record.recorded_at, seconds) };
      }),
    }),
  };
}

/** @param fallback Unix seconds, for an unlock without a sane time */
export function decodeUnlock(
  entry: Record<string, unknown>,
  fallback: number,
): { unlock: Unlock; isDated: boolean } {
  const { unlocked_at, first_tier, highest_tier, evidence, ...others } = entry;
  const { recorded_at, imported, tiers, reached_at, reached_in, reached_home, ...rest } = others;
  const { dated_at, imported_tiers, ...foreign } = rest;
  // What a history tells may be any time, what a clock told may not.
  const isDated = isTime(unlocked_at) && (unlocked_at > 0 || isUnlockTime(recorded_at));
  const extra = new Map(Object.entries(foreign));
  const dates = decodeTiers(tiers, {
    sessionsOf: reached_in,
    homesOf: reached_home,
    imported: imported_tiers,
  });
  const times = {
    unlocked_at: isDated ? unlocked_at : fallback,
    ...(isUnlockTime(recorded_at) && { recorded_at }),
  };
  const unlock = complete({
    ...times,
    ...(imported === true && { imported }),
    first_tier: tierOrNull(first_tier),
    highest_tier: tierOrNull(highest_tier),
    ...(dates !== undefined && { tiers: dates }),
    ...(isTime(reached_at) && {
      reached_at,
      ...(isUnlockTime(dated_at) && dated_at !== recordedAt(times) && { dated_at }),
      ...decodeSession(reached_in, reached_home),
    }),
    evidence: decodeEvidence(evidence),
    ...(extra.size > 0 && { extra }),
  });
  return { unlock, isDated };
}

export function encodeUnlock(unlock: Unlock): Record<string, unknown> {
  const { extra = new Map(), tiers, ...known } = complete(unlock);
  return toObject([
    ...sortedEntries(extra),
    ...Object.entries(known),
    ...(tiers === undefined ? [] : Object.entries(encodeTiers(tiers))),
  ]);
}

/** The earlier record, with the highest tier of both, and of each tier the earlier date. */
export function mergeUnlock(a: Unlock, b: Unlock): Unlock {
  const first = compareUnlocks(a, b) <= 0 ? a : b;
  const extra = merged(a.extra ?? new Map(), b.extra ?? new Map(), smaller);
  const tiers = mergeTiers(a.tiers, b.tiers);
  const { recorded_at, imported } = first;
  const date = firstDate(a, b);
  return {
    unlocked_at: first.unlocked_at,
    ...(recorded_at !== undefined && { recorded_at }),
    ...(imported && { imported }),
    first_tier: first.first_tier,
    highest_tier: higher(complete(a).highest_tier, complete(b).highest_tier),
    ...(tiers !== undefined && { tiers }),
    ...(date !== undefined && {
      reached_at: date.reached_at,
      ...(date.recorded_at !== recordedAt(first) && { dated_at: date.recorded_at }),
      ...(date.reached_in !== undefined && { reached_in: date.reached_in }),
      ...(date.reached_home !== undefined && { reached_home: date.reached_home }),
    }),
    evidence: first.evidence,
    ...(extra.size > 0 && { extra }),
  };
}

/** 0 is what a missing time becomes elsewhere; as the earliest of all it would win every merge. */
export function isUnlockTime(value: unknown): value is number {
  return isTime(value) && value > 0;
}

/**
 * The earlier one first. Of the same time, the one that says more and then any: but the same one in either
 * order.
 */
function compareUnlocks(a: Unlock, b: Unlock): number {
  return (
    recordedAt(a) - recordedAt(b) ||
    a.unlocked_at - b.unlocked_at ||
    Number(a.first_tier === null) - Number(b.first_tier === null) ||
    rank(a.first_tier) - rank(b.first_tier) ||
    Number(a.evidence === null) - Number(b.evidence === null) ||
    Number(a.recorded_at === undefined) - Number(b.recorded_at === undefined) ||
    Number(b.imported ?? false) - Number(a.imported ?? false) ||
    // A title that was taken back does not come back by a copy that has it still.
    Number(hasTitle(a)) - Number(hasTitle(b)) ||
    compareText(JSON.stringify(a.evidence), JSON.stringify(b.evidence))
  );
}

function hasTitle({ evidence }: Unlock): boolean {
  return evidence !== null && evidence.title !== NO_TITLE;
}

/** Of a badge without tiers, as of each tier: the date that was recorded first; undefined when neither has one. */
function firstDate(a: Unlock, b: Unlock): (TierRecord & Unlock) | undefined {
  const [ours, theirs] = [withDate(a), withDate(b)];
  return ours === undefined || theirs === undefined ? (ours ?? theirs) : earlier(ours, theirs);
}

function withDate(unlock: Unlock): (TierRecord & Unlock) | undefined {
  const { reached_at, dated_at = recordedAt(unlock) } = unlock;
  return reached_at === undefined ? undefined : { ...unlock, reached_at, recorded_at: dated_at };
}

function earlier<T extends TierRecord>(a: T, b: T): T {
  return (a.recorded_at - b.recorded_at || compareDates(a, b)) <= 0 ? a : b;
}

type TierRecords = NonNullable<Unlock['tiers']>;

function mergeTiers(a: Unlock['tiers'], b: Unlock['tiers']): TierRecords | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return eachTier((tier) => {
    const [ours, theirs] = [a[tier], b[tier]];
    if (ours === undefined || theirs === undefined) return ours ?? theirs;
    return earlier(ours, theirs);
  });
}

/** The earlier one first, of the same time the one that says more and then any. */
function compareDates(a: TierRecord, b: TierRecord): number {
  return (
    a.reached_at - b.reached_at ||
    Number(a.reached_in === undefined) - Number(b.reached_in === undefined) ||
    compareText(a.reached_in ?? '', b.reached_in ?? '') ||
    compareText(a.reached_home ?? '', b.reached_home ?? '') ||
    Number(b.imported ?? false) - Number(a.imported ?? false)
  );
}

/** What is more than a date lies in keys of its own beside the dates. */
function encodeTiers(tiers: TierRecords): Record<string, unknown> {
  const dates: Record<string, unknown> = {};
  const sessions: Record<string, string> = {};
  const homes: Record<string, string> = {};
  const found: TierName[] = [];
  for (const tier of TIERS) {
    const { reached_at, recorded_at, reached_in, reached_home, imported } = tiers[tier] ?? {};
    if (reached_at !== undefined) dates[tier] = { reached_at, recorded_at };
    if (reached_in !== undefined) sessions[tier] = reached_in;
    if (reached_home !== undefined) homes[tier] = reached_home;
    if (imported) found.push(tier);
  }
  return {
    tiers: dates,
    ...(Object.keys(sessions).length > 0 && { reached_in: sessions }),
    ...(Object.keys(homes).length > 0 && { reached_home: homes }),
    ...(found.length > 0 && { imported_tiers: found }),
  };
}

/** Undefined when there is none. What is no date is passed over: the next scan dates that tier anew. */
function decodeTiers(
  value: unknown,
  { sessionsOf, homesOf, imported }: { sessionsOf: unknown; homesOf: unknown; imported: unknown },
): TierRecords | undefined {
  if (!isRecord(value)) return undefined;
  const sessions = isRecord(sessionsOf) ? sessionsOf : {};
  const homes = isRecord(homesOf) ? homesOf : {};
  const found = Array.isArray(imported) ? imported : [];
  const tiers = eachTier((tier) => {
    const record = value[tier];
    if (!isRecord(record)) return undefined;
    const { reached_at, recorded_at } = record;
    if (!isTime(reached_at) || !isUnlockTime(recorded_at)) return undefined;
    const session = decodeSession(sessions[tier], homes[tier]);
    return { reached_at, recorded_at, ...session, ...(found.includes(tier) && { imported: true }) };
  });
  return Object.keys(tiers).length === 0 ? undefined : tiers;
}

function decodeSession(id: unknown, home: unknown): Pick<TierRecord, 'reached_in' | 'reached_home'> {
  if (typeof id !== 'string') return {};
  return { reached_in: id, ...(typeof home === 'string' && { reached_home: home }) };
}

function eachTier(record: (tier: TierName) => TierRecord | undefined): TierRecords {
  const found = TIERS.flatMap((tier): [TierName, TierRecord][] => {
    const one = record(tier);
    return one === undefined ? [] : [[tier, one]];
  });
  return Object.fromEntries(found);
}

function decodeEvidence(value: unknown): Evidence | null {
  if (!isRecord(value)) return null;
  const { session_id, title, value: amount } = value;
  if (typeof session_id !== 'string' || typeof amount !== 'number' || !Number.isFinite(amount)) return null;
  return { ...value, session_id, title: typeof title === 'string' ? title : NO_TITLE, value: amount };
}

function complete(unlock: Unlock): Unlock & { readonly highest_tier: TierName | null } {
  return { ...unlock, highest_tier: higher(unlock.first_tier, unlock.highest_tier ?? null) };
}

function rank(tier: TierName | null): number {
  return tier === null ? -1 : TIERS.indexOf(tier);
}

function higher(a: TierName | null, b: TierName | null): TierName | null {
  return rank(a) >= rank(b) ? a : b;
}

function tierOrNull(value: unknown): TierName | null {
  return TIERS.find((tier) => tier === value) ?? null;
}
