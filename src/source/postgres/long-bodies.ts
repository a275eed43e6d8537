/** Reads long bodies of a history in PostgreSQL, part by part, each in a short transaction of its own. */

import { oneAhead } from '../../one-ahead.js';
import type { Client, RawRow } from '../../postgres/client.js';
import type { TextOrBytes } from '../../types.js';
import { toBytes } from '../sqlite/rows.js';
import { storedText } from '../sqlite/text.js';
import { isForWhole, restoredStart, restoredWhole } from './content.js';
import type { PostgresMessageStatements } from './message-statements.js';

/** What they are read with. */
export interface PostgresBodyQueries {
  readonly client: Client;
  readonly statements: Pick<PostgresMessageStatements, 'partById'>;
  /** What the client threw, as an error for the user: some is read from outside of the reader. */
  readonly explain: (error: unknown) => Error;
}

type Column = keyof PostgresMessageStatements['partById'];

/** The server loads the whole value for each part: many small ones would take quadratic time. */
const PART_BYTES = 8 * 1024 * 1024;
const MOST_PARTS = 8;

const NOTHING = new Uint8Array();

/** The bytes of a text in PostgreSQL come as UTF-8. */
const { wholeLength } = storedText('UTF-8');

/** A content as SQLite would have it. */
export async function* longContent(
  queries: PostgresBodyQueries,
  id: string,
  bytes: number,
): AsyncGenerator<TextOrBytes> {
  const rest = pieces(queries, 'content', id, bytes);
  const { done, value: first } = await rest.next();
  if (done) return;
  if (isForWhole(first)) yield await restoredWhole(first, rest);
  else {
    yield restoredStart(first);
    yield* rest;
  }
}

/** All of a body, beside which no more than a part is in memory. */
export async function longBody(
  queries: PostgresBodyQueries,
  column: Column,
  id: string,
  bytes: number,
): Promise<Uint8Array> {
  const all = new Uint8Array(bytes);
  let length = 0;
  for await (const piece of pieces(queries, column, id, bytes)) {
    all.set(piece, length);
    length += piece.length;
  }
  return all.subarray(0, length);
}

/** None of them ends inside a character. */
async function* pieces(
  queries: PostgresBodyQueries,
  column: Column,
  id: string,
  bytes: number,
): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = NOTHING;
  for await (const part of oneAhead(parts(queries, column, id, bytes))) {
    for (const [stored] of part) {
      const piece = rest.length === 0 ? toBytes(stored) : toBytes(Buffer.concat([rest, toBytes(stored)]));
      const end = wholeLength(piece);
      rest = piece.slice(end);
      yield piece.subarray(0, end);
    }
  }
  if (rest.length > 0) yield rest;
}

/** Deleted, or shortened since its length was read, it ends early: the session has another fingerprint now, and is read again. */
async function* parts(
  { client, statements, explain }: PostgresBodyQueries,
  column: Column,
  id: string,
  bytes: number,
): AsyncGenerator<readonly RawRow[]> {
  const length = Math.max(PART_BYTES, Math.ceil(bytes / MOST_PARTS));
  for (let start = 1; start <= bytes; start += length) {
    const end = Math.min(start + length - 1, bytes);
    yield await client
      .binary(statements.partById[column], `${start}`, `${end}`, id)
      .catch((error: unknown) => Promise.reject(explain(error)));
  }
}
