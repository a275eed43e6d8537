import type { Achievement } from '../../types.js';
import { rankOf } from './look.js';

/** Where is remembered what was seen; `localStorage` fits. Either method may throw: storage can be off or full. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** A badge that was unlocked, or climbed, since the last visit. */
export interface News {
  readonly badge: Achievement;
  /** It was unlocked before. */
  readonly climbed: boolean;
}

/** What a memory holds under one key. */
interface Seen {
  /** Of each badge that was unlocked the rank of its tier, 0 without; null where only the unlock is known. */
  readonly tiers: ReadonlyMap<string, number | null>;
  /** Ids of those that nobody has looked at yet. */
  readonly unseen: ReadonlySet<string>;
}

/** What is new. */
export interface Found {
  /** Since the last call, the best first: to be celebrated. */
  readonly news: readonly News[];
  /** Ids of all that nobody has looked at yet, these included. */
  readonly unseen: ReadonlySet<string>;
}

const NOTHING: Found = { news: [], unseen: new Set() };

/**
 * What was unlocked or climbed since the last call with this memory, which from then on is remembered. Nothing is news on
 * the first visit, nor where nothing can be remembered: else everything would be celebrated on each of them.
 *
 * @param key names the cabinet: there may be several on one origin
 */
export function takeNews(memory: Memory, key: string, badges: readonly Achievement[]): Found {
  const unlocked = badges.filter(({ state }) => state === 'unlocked');
  try {
    const seen = parse(memory.getItem(key));
    const news = seen === undefined ? [] : unlocked.flatMap((badge) => newsOf(badge, seen));
    const known = new Map(seen?.tiers);
    for (const { id, tier } of unlocked) known.set(id, Math.max(known.get(id) ?? 0, rankOf(tier)));
    const unseen = new Set([...(seen?.unseen ?? []), ...news.map(({ badge }) => badge.id)]);
    write(memory, key, { tiers: known, unseen });
    return { news: news.sort((a, b) => rankOf(b.badge.tier) - rankOf(a.badge.tier)), unseen };
  } catch {
    return NOTHING;
  }
}

/** Somebody has looked at these badges. */
export function markSeen(memory: Memory, key: string, ids: readonly string[]): void {
  try {
    const seen = parse(memory.getItem(key));
    if (seen === undefined || !ids.some((id) => seen.unseen.has(id))) return;
    write(memory, key, { ...seen, unseen: new Set([...seen.unseen].filter((id) => !ids.includes(id))) });
  } catch {
    // Then they are new once more: storage is off.
  }
}

function newsOf(badge: Achievement, { tiers }: Seen): readonly News[] {
  const before = tiers.get(badge.id);
  if (before === undefined) return [{ badge, climbed: false }];
  return before !== null && rankOf(badge.tier) > before ? [{ badge, climbed: true }] : [];
}

function write(memory: Memory, key: string, { tiers, unseen }: Seen): void {
  const text = JSON.stringify({ tiers: Object.fromEntries(tiers), unseen: [...unseen] });
  if (text !== memory.getItem(key)) memory.setItem(key, text);
}

/** Undefined when there is nothing, or nothing of ours. Earlier versions have left a list of ids. */
function parse(text: string | null): Seen | undefined {
  const value = parsed(text);
  if (Array.isArray(value)) {
    const ids = value.filter((id) => typeof id === 'string');
    return { tiers: new Map(ids.map((id) => [id, null])), unseen: new Set() };
  }
  if (typeof value !== 'object' || value === null || !('tiers' in value) || !('unseen' in value))
    return undefined;
  const { tiers, unseen } = value;
  if (typeof tiers !== 'object' || tiers === null || !Array.isArray(unseen)) return undefined;
  const ranks = Object.entries(tiers).filter((entry): entry is [string, number | null] => isRank(entry[1]));
  return { tiers: new Map(ranks), unseen: new Set(unseen.filter((id) => typeof id === 'string')) };
}

function isRank(value: unknown): boolean {
  return value === null || typeof value === 'number';
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    // Somebody else's, or damaged: it starts anew.
    return undefined;
  }
}
