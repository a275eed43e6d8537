import type { View } from '../cache/view/view.js';
import type { HistoryItem } from '../engine/badges/history.js';

/** What was unlocked or climbed since, the latest first; nothing when it is not known what was before. Pure. */
export function newsSince(before: View | undefined, { history }: View): readonly HistoryItem[] {
  if (before === undefined) return [];
  const known = new Set(before.history.map(keyOf));
  return history.filter((item) => !known.has(keyOf(item)));
}

function keyOf({ id, tier }: HistoryItem): string {
  return `${id} ${tier}`;
}
