/** What was unlocked by when, and whether it still is. */
import { readFile } from 'node:fs/promises';
import { rankOf } from '#src/engine/badges/tiers.js';
import { decodeUnlocks } from '#src/state/unlocks.js';
import type { Achievement, TierName } from '#src/types.js';

/** The part of an answer that matters here. */
export interface Shown {
  readonly error: string | null;
  readonly achievements: readonly Achievement[];
}

export interface Unlocked {
  readonly id: string;
  readonly tier: TierName | null;
  /** Unix seconds. */
  readonly unlocked_at: number;
}

/** What a host tells of an answer. */
export interface Told {
  readonly error: string | null;
  readonly unlocks: readonly Unlocked[];
}

/** Remembers what was ever shown as unlocked: it must never be less. */
export class Promised {
  readonly #unlocks = new Map<string, Unlocked>();

  get size(): number {
    return this.#unlocks.size;
  }

  add(unlocks: readonly Unlocked[]): void {
    for (const unlock of unlocks) this.#unlocks.set(unlock.id, unlock);
  }

  /** What of it is not there: gone, of a later time, or of a lower tier. */
  missingIn(unlocks: readonly Unlocked[], where: string): readonly string[] {
    const found = new Map(unlocks.map((unlock) => [unlock.id, unlock]));
    return [...this.#unlocks.values()].flatMap(({ id, tier, unlocked_at }) => {
      const now = found.get(id);
      if (now === undefined) return [`${where}: ${id} is gone`];
      if (now.unlocked_at > unlocked_at) return [`${where}: ${id} is later than it was`];
      return rankOf(now.tier) < rankOf(tier) ? [`${where}: ${id} is ${now.tier}, and was ${tier}`] : [];
    });
  }
}

/** The unlocks of a `state.json`; none when there is no file. @throws Error when it is not whole */
export async function unlocksOf(path: string): Promise<readonly Unlocked[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const decoded = decodeUnlocks(text, { fallbackTime: 1 });
  if (!decoded.ok) throw new Error(`state.json is damaged: ${decoded.reason}`);
  return [...decoded.state.unlocks].map(([id, { unlocked_at, highest_tier = null }]) => ({
    id,
    tier: highest_tier,
    unlocked_at,
  }));
}
