import type { Achievement } from '../../types.js';

/** Where is remembered what was seen; `localStorage` fits. Either method may throw: storage can be off or full. */
export interface Memory {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/**
 * The badges unlocked since the last call with this memory, which from then on are remembered. Nothing is news on the
 * first visit, nor where nothing can be remembered: else everything would be celebrated on each of them.
 *
 * @param key names the cabinet: there may be several on one origin
 */
export function takeNews(
  memory: Memory,
  key: string,
  badges: readonly Achievement[],
): readonly Achievement[] {
  const unlocked = badges.filter(({ state }) => state === 'unlocked');
  try {
    const seen = parse(memory.getItem(key));
    const news = unlocked.filter(({ id }) => seen?.has(id) === false);
    if (seen === undefined || news.length > 0) {
      memory.setItem(key, JSON.stringify([...(seen ?? []), ...(seen ? news : unlocked).map(({ id }) => id)]));
    }
    return news;
  } catch {
    return [];
  }
}

/** Undefined when there is nothing, or nothing of ours. */
function parse(text: string | null): ReadonlySet<unknown> | undefined {
  try {
    const ids: unknown = JSON.parse(text ?? 'null');
    return Array.isArray(ids) ? new Set(ids) : undefined;
  } catch {
    return undefined;
  }
}
