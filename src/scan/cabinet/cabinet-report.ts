/** What a scan of several homes hands to the host. Pure, but for the hash. */

import { hash } from 'node:crypto';
import { aggregateOf } from '../../engine/folding/aggregate.js';
import { heldIn } from '../../engine/folding/cabinet.js';
import { type Holders, holdersUntil, viewOf } from '../../engine/folding/history-view.js';
import type { HomeReport } from '../home-report.js';
import type { ScanReport } from '../job.js';
import type { Found, HomePart } from './home-part.js';
import type { Summand, Sums } from './sums.js';

/** What the looks at all homes have found; undefined for one that is as it was. */
export type Looks = ReadonlyMap<HomePart, Found | undefined>;

/** By these a later scan is recognized as one that has found nothing new. */
export function seenAndLeft(parts: readonly HomePart[]): {
  readonly mark: string;
  readonly stamp: string | undefined;
} {
  const seen = parts.map(({ name, version, share, notice, error }) => [
    name,
    version,
    share?.notice,
    notice,
    error?.message,
  ]);
  const mark = hash('sha256', JSON.stringify(seen), 'base64url');
  return { mark, stamp: parts.some((part) => part.isUnsaved) ? undefined : mark };
}

/** @param recentFrom number of the first local day whose part is shown */
export function reportOf(
  parts: readonly HomePart[],
  looks: Looks,
  sums: Sums,
  { changed, joined, recentFrom }: { changed: boolean; joined: boolean; recentFrom: number },
): ScanReport {
  const { fold, recent } = sums.of(sharesOf(parts));
  const lastDays = Object.entries(recent).filter(([day]) => Number(day) >= recentFrom);
  const found = [...looks.values()].filter((look) => look !== undefined);
  const total = (of: (look: Found) => number) => found.reduce((sum, look) => sum + of(look), 0);
  const rescanned = total((look) => look.rescanned);
  const known = parts.flatMap(({ share }) => share ?? []);
  const times = known.flatMap(({ checkedAt }) => checkedAt ?? []);
  const sessions = fold.totals.session_count ?? 0;
  const { stamp, mark } = seenAndLeft(parts);
  return {
    mode: joined && found.length > 0 && found.every(({ mode }) => mode === 'full') ? 'full' : 'incremental',
    identity: hash(
      'sha256',
      JSON.stringify(parts.map(({ name, share }) => [name, share?.identity])),
      'base64url',
    ),
    driver: known.find(({ driver }) => driver !== undefined)?.driver,
    notice: noticeOf(parts),
    mark,
    sessions,
    rescanned,
    reused: Math.max(0, sessions - rescanned),
    messagesScanned: total((look) => look.messagesScanned),
    changed,
    aggregate: aggregateOf(fold),
    view: viewOf(fold, Object.fromEntries(lastDays), holdersOf(parts)),
    checkedAt: times.length === 0 ? undefined : Math.min(...times),
    stamp,
    problem: found.find(({ problem }) => problem !== undefined)?.problem,
    homes: parts.map(homeReport),
    joined,
  };
}

export function sharesOf(parts: readonly HomePart[]): readonly Summand[] {
  return parts.flatMap(({ name: home, share }) => {
    if (share === undefined) return [];
    const { fold, recent } = share;
    return [{ home, fold, recent }];
  });
}

/** Each home tells of sessions that have started. */
function holdersOf(parts: readonly HomePart[]): Holders {
  const known = parts.flatMap(({ name, share }) =>
    share === undefined ? [] : [{ day: undefined, fold: { best: heldIn(name, share.holders) } }],
  );
  return holdersUntil(Number.POSITIVE_INFINITY, known);
}

function homeReport({ name, share, error }: HomePart): HomeReport {
  let copies = 0;
  for (const { keys } of share?.dropped.values() ?? []) copies += keys.length;
  return {
    name,
    sessions: share?.sessions ?? 0,
    messages: share?.messages ?? 0,
    copies,
    countedAt: share?.countedAt,
    error: error?.message ?? null,
  };
}

function noticeOf(parts: readonly HomePart[]): string | null {
  const notices = parts.flatMap(({ name, share, notice }) => [
    ...(share?.notice ? [`${name}: ${share.notice}`] : []),
    ...(notice === undefined ? [] : [notice]),
  ]);
  return notices.length === 0 ? null : notices.join('\n');
}
