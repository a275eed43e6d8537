/** From what the driver hands out to sessions. Pure. */

import { hashOf } from '../../short-text.js';
import type { ListedSession } from '../../types.js';
import type { LongName } from '../long-name.js';
import { toUnixSeconds } from '../timestamps.js';
import { toTime } from './rows.js';
import { fromTicks } from './sql.js';

/** What a list has of one session. */
export interface StoredSession {
  readonly id: string;
  /** As a statement packed them: id, title, model, start. */
  readonly fields: readonly unknown[];
  readonly lastActivity: unknown;
  /** Of its messages; empty when there are none. */
  readonly told: string;
  /** Its title and its model, where one of them is long. */
  readonly names: readonly LongName[] | undefined;
}

/** Stands for a text that is not there; no text of Hermes' is like it. */
const NONE = '\0none';

/**
 * The fingerprint is made of what counting depends on, and of nothing else: a column that appears with its default
 * changes no fingerprint, neither does a heartbeat.
 * @param texts those that many sessions have in common, each once
 */
export function toListedSession(
  { id, fields, lastActivity, told, names }: StoredSession,
  texts: Map<string, string>,
): ListedSession {
  const [, title, model, start] = fields;
  const shown = toName(title, names?.[0]);
  const named = toName(model, names?.[1]);
  const storedStart = toStored(start);
  const rows = withoutTime(told);
  return {
    id,
    fingerprint: hashOf(told, String(start), shown.whole ?? NONE, named.whole ?? NONE),
    title: shown.kept,
    model: one(texts, named.kept),
    startedAt: toUnixSeconds(storedStart),
    lastActivityAt: toTime(lastActivity),
    messageCount: rows === '' ? 0 : Number.parseInt(rows, 10),
    storedStart,
    told: rows,
    ...(typeof model === 'number' ? { modelIsCut: true } : {}),
  };
}

/** @param stored the text, or how long it is */
function toName(
  stored: unknown,
  long: LongName | undefined,
): { readonly kept: string | null; readonly whole: string | null } {
  if (typeof stored === 'string') return { kept: stored, whole: stored };
  if (typeof stored !== 'number') return { kept: null, whole: null };
  return { kept: long?.start ?? '', whole: long?.hash ?? '' };
}

/** The same text for equal texts: a history has many sessions and few models. */
function one(known: Map<string, string>, text: string | null): string | null {
  if (text === null) return null;
  const first = known.get(text);
  if (first === undefined) known.set(text, text);
  return first ?? text;
}

/** As `timeOrText` in SQL makes it. */
function toStored(value: unknown): number | string | null {
  if (typeof value === 'number') return fromTicks(value);
  if (typeof value !== 'string') return null;
  return value.startsWith('$') ? value.slice(1) : toNumber(value.slice(1));
}

function toNumber(digits: string): number {
  const infinite = digits.endsWith('Inf') ? Number.POSITIVE_INFINITY : Number(digits);
  return digits === '-Inf' ? Number.NEGATIVE_INFINITY : infinite;
}

/** The newest time of the rows stands in front; rows that are read are not asked for it. */
function withoutTime(told: string): string {
  return told.startsWith('@') ? told.slice(told.indexOf(' ') + 1) : told;
}
