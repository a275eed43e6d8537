/** Where a history is: plain data, which crosses to another process, and of which a source is made there. */

import type { SessionSource } from '../types.js';
import { createPostgresSource } from './postgres/source.js';
import type { Patience } from './sqlite/connection.js';
import { createSqliteSource } from './sqlite/source.js';

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

/** @param patience with a file that is locked, where it is not the usual one */
export function sourceOf(place: HistoryPlace, patience: Partial<Patience> = {}): SessionSource {
  return place.kind === 'sqlite'
    ? createSqliteSource({ ...place, ...patience })
    : createPostgresSource(place);
}
