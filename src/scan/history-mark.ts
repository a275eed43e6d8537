import { createHash } from 'node:crypto';
import type { HistoryPlace } from '../source/history-place.js';
import { databaseMark, databasePlace } from './database-mark.js';

/** A cheap look at a history from outside; undefined where that tells nothing: a server is asked by the scan alone. */
export async function markOf(place: HistoryPlace): Promise<string | undefined> {
  return place.kind === 'sqlite' ? await databaseMark(place.databasePath) : undefined;
}

/**
 * A name for the place of a history, which does not tell it. A server goes by many: a pooler's, an alias, another password;
 * so its address is left out.
 */
export async function nameOf(place: HistoryPlace): Promise<string> {
  if (place.kind === 'sqlite') return await databasePlace(place.databasePath);
  const { kind, schema, profile } = place;
  return createHash('sha256')
    .update(JSON.stringify([kind, schema, profile ?? null]))
    .digest('hex')
    .slice(0, 16);
}
