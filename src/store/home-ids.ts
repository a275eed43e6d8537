/** By which ids the homes of a state directory are known in a store: drawn once, and kept here, whatever they are called. */

import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createCheckedFile } from '../state/cabinet/checked-file.js';
import { isRecord } from '../state/guards.js';

export interface KnownHome {
  readonly id: string;
  /** What it was last called. */
  readonly name: string;
  /** A hash of where its history was last. */
  readonly place: string;
  /** It is in the list no more, of which the store was told: once, since another state directory may have it by then. */
  readonly hasLeft?: true;
}

/** What a state directory knows of the store that it shares. */
export interface Membership {
  /** Names the cabinet whose unlocks were taken in here. */
  readonly cabinet: string | undefined;
  /** Unix seconds: when that was last reset, as far as is known here. */
  readonly resetAt: number | null;
  /** The zone that the store goes by; undefined: it was never heard. */
  readonly timeZone: string | undefined;
  readonly homes: readonly KnownHome[];
}

export const NO_MEMBERSHIP: Membership = {
  cabinet: undefined,
  resetAt: null,
  timeZone: undefined,
  homes: [],
};

export function createMembershipFile(stateDir: string) {
  return createCheckedFile<Membership>(
    join(stateDir, 'store.json'),
    (membership) => ({ ...membership }),
    decode,
  );
}

/**
 * Those of a list, each with the id that it has here, or a new one. A home that moved keeps its id, as does one with a new
 * name; never both at once. What is not in the list stays known, for when it comes back.
 */
export function identified(
  known: readonly KnownHome[],
  list: readonly Omit<KnownHome, 'id'>[],
  draw: () => string = randomUUID,
): { readonly listed: readonly KnownHome[]; readonly others: readonly KnownHome[] } {
  const left = [...known];
  const claim = (fits: (one: KnownHome) => boolean): KnownHome | undefined => {
    const place = left.findIndex(fits);
    return place < 0 ? undefined : left.splice(place, 1)[0];
  };
  const claimed = new Map<string, KnownHome | undefined>();
  for (const { name, place } of list)
    claimed.set(
      name,
      claim((one) => one.name === name && one.place === place),
    );
  for (const { name, place } of list)
    claimed.set(
      name,
      claimed.get(name) ??
        claim((one) => one.place === place && !list.some((home) => home.name === one.name)),
    );
  for (const { name } of list) claimed.set(name, claimed.get(name) ?? claim((one) => one.name === name));
  const listed = list.map(({ name, place }) => ({ id: claimed.get(name)?.id ?? draw(), name, place }));
  return { listed, others: left };
}

function decode({
  cabinet,
  resetAt,
  timeZone,
  homes: list,
}: Record<string, unknown>): Membership | undefined {
  if (!Array.isArray(list)) return undefined;
  const homes = list.flatMap((home: unknown): KnownHome[] => {
    if (!isRecord(home)) return [];
    const { id, name, place, hasLeft } = home;
    return typeof id === 'string' && typeof name === 'string' && typeof place === 'string'
      ? [{ id, name, place, ...(hasLeft === true && { hasLeft }) }]
      : [];
  });
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const reset = typeof resetAt === 'number' ? resetAt : null;
  return { cabinet: text(cabinet), resetAt: reset, timeZone: text(timeZone), homes };
}
