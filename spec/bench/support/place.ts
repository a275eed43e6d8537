/** Where a trial keeps a history: in a file, or in a schema of PostgreSQL; and, as text, for another process. */
import { join } from 'node:path';
import type { HistoryPlace } from '#src/source/history-place.js';

/** A path is that of a file. */
export type Place = string | SchemaPlace;

/** Trials use servers of their own, which ask for no password. */
export interface SchemaPlace {
  readonly databaseUrl: string;
  readonly databaseSchema: string;
  /** Where files of ours may be kept. */
  readonly directory: string;
}

export function placeText(place: Place): string {
  return typeof place === 'string' ? place : JSON.stringify(place);
}

export function readPlace(text: string): Place {
  if (!text.startsWith('{')) return text;
  const place: SchemaPlace = JSON.parse(text);
  return place;
}

export function historyIn(place: Place): HistoryPlace {
  if (typeof place === 'string') return { kind: 'sqlite', databasePath: place };
  return { kind: 'postgres', url: place.databaseUrl, schema: place.databaseSchema, profile: undefined };
}

export function stateDirOf(place: Place): string {
  return typeof place === 'string' ? join(place, '..', 'state') : join(place.directory, 'state');
}
