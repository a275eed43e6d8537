/** What a home adds to its cabinet, and how far it was looked at: all that is read of a home that has not changed. Pure. */

import type { Fold, HistoryView } from '../../types.js';
import {
  decodeFirstDays,
  decodeFold,
  decodeHolders,
  decodeTotalsByDay,
  encodeFold,
  encodeHolders,
} from '../fold-codec.js';
import { isCount, isRecord, isTextOrNull, isTexts, isTime } from '../guards.js';

/** Sessions of a day that count in another home. */
export interface Dropped {
  /** Their keys, in order. */
  readonly keys: readonly string[];
  /** What the others of that day add up to. */
  readonly fold: Fold;
}

export interface HomeShare {
  /** By which rules was counted, and by which folded, in which zone. */
  readonly analysisVersion: string;
  readonly foldedBy: string;
  /** Of the checkpoint that it was made of; undefined when that could not be saved. */
  readonly stamp: string | undefined;
  /** How the history looked from outside, and the mark of its list; undefined when it cannot be told. */
  readonly look: string | undefined;
  readonly listMark: string | undefined;
  readonly identity: string;
  readonly driver: string | undefined;
  readonly notice: string | null;
  /** Of the home alone, with those that count elsewhere. */
  readonly sessions: number;
  readonly messages: number;
  /** Unix seconds: when what was read longest ago was read. */
  readonly checkedAt: number | undefined;
  /** Unix seconds: when it last was another one. */
  readonly countedAt: number;
  /** Days on which sessions started, as the keys of blocks tell them. */
  readonly days: readonly string[];
  /** What counts here. */
  readonly fold: Fold;
  /** Who of these holds the records that are shown. */
  readonly holders: Fold['best'];
  /** By day, from `recentFrom` on: what its sessions add to the metrics that are summed or counted. */
  readonly recent: HistoryView['recent'];
  readonly recentFrom: number;
  /** Of these, by metric and value: the first day on which each of what is told apart turned up. */
  readonly firstDays: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** By day. */
  readonly dropped: ReadonlyMap<string, Dropped>;
}

const SCHEMA_VERSION = 2;

export function encodeShare({ fold, holders, dropped, ...share }: HomeShare): object {
  return {
    schema_version: SCHEMA_VERSION,
    ...share,
    fold: encodeFold(fold),
    holders: encodeHolders(holders),
    dropped: Object.fromEntries(
      [...dropped].map(([day, { keys, fold: rest }]) => [day, { keys, fold: encodeFold(rest) }]),
    ),
  };
}

/** Undefined when anything is odd: it is then made anew. Never throws. */
export function decodeShare(value: Record<string, unknown>): HomeShare | undefined {
  const { schema_version, analysisVersion, foldedBy, stamp, look, listMark, identity, driver, notice } =
    value;
  const { sessions, messages, checkedAt, countedAt, days, recentFrom } = value;
  const { fold: counted, holders: best, recent: parts, firstDays: firsts, dropped: lost } = value;
  if (schema_version !== SCHEMA_VERSION) return undefined;
  if (typeof analysisVersion !== 'string' || typeof foldedBy !== 'string') return undefined;
  if (typeof identity !== 'string' || !isTextOrNull(notice) || !isTexts(days)) return undefined;
  if (!isCount(sessions) || !isCount(messages) || !isTime(countedAt)) return undefined;
  if (typeof recentFrom !== 'number' || !(checkedAt === undefined || isTime(checkedAt))) return undefined;
  const [fold, holders] = [decodeFold(counted), decodeHolders(best)];
  const [recent, firstDays] = [decodeTotalsByDay(parts), decodeFirstDays(firsts)];
  const dropped = decodeDropped(lost);
  if (fold === undefined || holders === undefined || dropped === undefined) return undefined;
  if (recent === undefined || firstDays === undefined) return undefined;
  return {
    analysisVersion,
    foldedBy,
    stamp: textOf(stamp),
    look: textOf(look),
    listMark: textOf(listMark),
    identity,
    driver: textOf(driver),
    notice,
    sessions,
    messages,
    checkedAt,
    countedAt,
    days,
    fold,
    holders,
    recent,
    recentFrom,
    firstDays,
    dropped,
  };
}

function decodeDropped(value: unknown): Map<string, Dropped> | undefined {
  if (!isRecord(value)) return undefined;
  const dropped = new Map<string, Dropped>();
  for (const [day, part] of Object.entries(value)) {
    if (!isRecord(part)) return undefined;
    const { keys, fold: stored } = part;
    const fold = decodeFold(stored);
    if (!isTexts(keys) || fold === undefined) return undefined;
    dropped.set(day, { keys, fold });
  }
  return dropped;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
