import type { Payload } from '../../payload.js';
import type { Achievement } from '../../types.js';

/** The newer snapshot, with those badges of the older one that say the same: what has not changed is not drawn anew. */
export function keepSame(older: Payload | undefined, newer: Payload): Payload {
  if (older === undefined) return newer;
  const known = new Map(older.achievements.map((badge) => [badge.id, badge]));
  const same = (badge: Achievement): Achievement => {
    const before = known.get(badge.id);
    return before !== undefined && JSON.stringify(before) === JSON.stringify(badge) ? before : badge;
  };
  return { ...newer, achievements: newer.achievements.map(same) };
}
