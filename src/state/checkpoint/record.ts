/** A session's record as it is kept. Pure. */

import type { SessionRecord } from '../../types.js';
import { isCount, isRecord, isTextOrNull, isTexts, isTimeOrNull } from '../guards.js';
import { decodeStored, encodeStored } from '../stored-time.js';

/** What of a record stands in a block's list of sessions, not with the rest. */
export type Entry = Pick<SessionRecord, 'id' | 'fingerprint'>;

/**
 * By hand, because `JSON.stringify` takes twice as long: counters are most of it, and their names always the same.
 * Counters that are 0 are left out.
 */
export function encodeRecord(record: SessionRecord, quoted: Map<string, string>): string {
  const { title, model, long, startedAt, storedStart, lastActive, contribution } = record;
  const { counters, toolNames, activity = [] } = contribution;
  const parts: string[] = [];
  for (const name of Object.keys(counters)) {
    const count = counters[name];
    if (count === 0) continue;
    let key = quoted.get(name);
    if (key === undefined) {
      key = `${JSON.stringify(name)}:`;
      quoted.set(name, key);
    }
    // null, which no reader takes: what is no count damages its own block only.
    parts.push(key + (isCount(count) ? count : null));
  }
  parts.push(`"tool_names":${JSON.stringify(toolNames)}`);
  const head = JSON.stringify({
    title,
    model,
    ...(long !== undefined && { long }),
    started_at: startedAt,
    ...(storedStart !== startedAt && { stored_start: encodeStored(storedStart) }),
    last_active: lastActive,
    ...(activity.length > 0 && { activity }),
  });
  return `${head.slice(0, -1)},"contribution":{${parts.join(',')}}}`;
}

/** The record; undefined when it is none. Never throws. */
export function decodeRecord({ id, fingerprint }: Entry, value: unknown): SessionRecord | undefined {
  if (!isRecord(value)) return undefined;
  const {
    title,
    model,
    started_at: startedAt,
    last_active: lastActive,
    contribution,
    activity = NONE,
    long,
  } = value;
  if (typeof title !== 'string' || !isTextOrNull(model)) return undefined;
  if (!isTimeOrNull(startedAt) || !isTimeOrNull(lastActive) || !isRecord(contribution)) return undefined;
  const { tool_names: toolNames, ...counters } = contribution;
  if (!isTexts(toolNames) || !areCounts(counters) || !isActivity(activity)) return undefined;
  const { stored_start: stored = startedAt } = value;
  const storedStart = stored === startedAt ? startedAt : decodeStored(stored);
  if (storedStart === undefined) return undefined;
  const times = { startedAt, storedStart, lastActive };
  if (long !== undefined && !isLong(long)) return undefined;
  const counted = { counters, toolNames, ...(activity.length > 0 && { activity }) };
  const names = { title, model, ...(long !== undefined && { long }) };
  return { id, fingerprint, ...names, ...times, contribution: counted };
}

const NONE: readonly number[] = [];
function isLong(value: unknown): value is NonNullable<SessionRecord['long']> {
  if (!isRecord(value)) return false;
  const { model, provider, local } = value;
  return typeof model === 'string' && isTextOrNull(provider) && typeof local === 'boolean';
}

function isActivity(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length % 4 === 0 && value.every(isCount);
}

function areCounts(counters: Record<string, unknown>): counters is Record<string, number> {
  for (const name in counters) if (!isCount(counters[name])) return false;
  return true;
}
