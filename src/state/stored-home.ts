/** What a snapshot knows of each home of several. Pure. */

import { isCount, isRecord, isTextOrNull, isTimeOrNull } from './guards.js';

export interface StoredHome {
  readonly name: string;
  readonly sessions: number;
  readonly messages: number;
  /** How many of its sessions count in another home. */
  readonly copies: number;
  readonly error: string | null;
  /** Of one that cannot be read, Unix seconds: when it last could. */
  readonly knownAt: number | null;
}

/** Undefined when anything is odd: the next scan tells. */
export function decodeHomes(value: unknown): readonly StoredHome[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const homes = value.flatMap((home: unknown): StoredHome[] => {
    if (!isRecord(home)) return [];
    const { name, sessions, messages, copies, error, knownAt } = home;
    if (typeof name !== 'string' || !isCount(sessions) || !isCount(messages) || !isCount(copies)) return [];
    if (!isTextOrNull(error) || !isTimeOrNull(knownAt)) return [];
    return [{ name, sessions, messages, copies, error, knownAt }];
  });
  return homes.length === value.length ? homes : undefined;
}
