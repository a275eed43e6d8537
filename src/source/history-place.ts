/** Where a history is: plain data, which crosses to another process, and of which a source is made there. */

import type { SessionSource } from '../types.js';
import { createPostgresSource } from './postgres-source.js';
import { createSqliteSource } from './sqlite-source.js';

export type HistoryPlace =
  | {
      readonly kind: 'sqlite';
      readonly databasePath: string;
      /** Of Hermes: its configuration may tell that the file is of the past. */
      readonly home?: string;
    }
  | {
      readonly kind: 'postgres';
      /** With its password, which is told to nobody but the server. */
      readonly url: string;
      readonly schema: string;
      readonly profile: string | undefined;
    };

export function sourceOf(place: HistoryPlace): SessionSource {
  return place.kind === 'sqlite' ? createSqliteSource(place) : createPostgresSource(place);
}
