/** What is known of the homes of a cabinet, beside what they add up to. Pure. */

import type { HomeStatus } from '../../payload.js';
import type { HomeReport } from '../../scan/home-report.js';

/** A home, as of a snapshot. */
export interface HomeState extends Pick<HomeReport, 'name' | 'sessions' | 'messages' | 'copies' | 'error'> {
  /** Of one that cannot be read, Unix seconds: when it last could; null when it never could. All others are as of the snapshot. */
  readonly knownAt: number | null;
}

/** The part of a snapshot that matters here. */
interface OfSnapshot {
  readonly homes?: readonly HomeState[] | undefined;
  /** Unix milliseconds. */
  readonly verifiedAt: number;
}

/** @param before the snapshot that this report follows */
export function homesAfter(
  homes: readonly HomeReport[],
  before: OfSnapshot | undefined,
): readonly HomeState[] {
  return homes.map(({ name, sessions, messages, copies, error, countedAt }) => {
    if (error === null) return { name, sessions, messages, copies, error, knownAt: null };
    const earlier = before?.homes?.find((home) => home.name === name);
    const last = before === undefined ? undefined : Math.floor(before.verifiedAt / 1000);
    const knownAt = earlier === undefined ? countedAt : earlier.error === null ? last : earlier.knownAt;
    return { name, sessions, messages, copies, error, knownAt: knownAt ?? null };
  });
}

/** Whether anything is told of them that was not. */
export function isOtherHomes(homes: readonly HomeReport[] = [], before: readonly HomeState[] = []): boolean {
  const facts = (home: Omit<HomeState, 'knownAt'>) => [
    home.name,
    home.sessions,
    home.messages,
    home.copies,
    home.error,
  ];
  return JSON.stringify(homes.map(facts)) !== JSON.stringify(before.map(facts));
}

/** Whether it is of one home, which is not named then: nobody needs to be told which. */
export function isOfOne({ homes }: Pick<OfSnapshot, 'homes'>): boolean {
  return homes?.length === 1;
}

/** As they go over the wire; nothing when there are not several. */
export function homeStatuses({ homes = [], verifiedAt }: OfSnapshot, stale: boolean): readonly HomeStatus[] {
  if (homes.length < 2) return [];
  return homes.map((home) => statusOfHome(home, verifiedAt, stale));
}

/** @param verifiedAt of the snapshot, Unix milliseconds */
function statusOfHome(
  { name, sessions, messages, error, knownAt }: HomeState,
  verifiedAt: number,
  stale: boolean,
): HomeStatus {
  const generated_at = error === null ? Math.floor(verifiedAt / 1000) : knownAt;
  return { name, sessions, messages, generated_at, is_stale: stale || error !== null, error };
}

/** The part of `GET /scan-status` that is about the homes: of each also how many of its sessions count in another one. */
export function homesInStatus(
  snapshot: OfSnapshot | undefined,
  stale: boolean,
): { readonly homes?: readonly (HomeStatus & { readonly copies: number })[] } {
  if (snapshot?.homes === undefined || isOfOne(snapshot)) return {};
  const { homes, verifiedAt } = snapshot;
  return { homes: homes.map((home) => ({ ...statusOfHome(home, verifiedAt, stale), copies: home.copies })) };
}
