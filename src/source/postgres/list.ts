/** Lists the sessions of a history in PostgreSQL: one statement, hence one moment. */

import { createHash } from 'node:crypto';
import type { Ask } from '../../postgres/client.js';
import type { SessionList } from '../../types.js';
import { fingerprintOf } from '../fingerprint.js';
import type { PostgresListMemory } from './list-memory.js';
import type { PostgresListStatements } from './list-statements.js';
import { RowPages } from './row-pages.js';

/** What sessions are listed with. */
export interface PostgresListQueries {
  readonly ask: Ask;
  readonly statements: PostgresListStatements;
  /** Names the history, whatever its address: a rotated password, an alias or a pooler change nothing. */
  readonly place: readonly unknown[];
  readonly memory: PostgresListMemory;
  /** The mark of the list that was seen last. */
  readonly seen: string | undefined;
}

/** Where the history keeps count of its changes, and there was none since the list that was seen, no session is looked at. */
export async function readPostgresList(queries: PostgresListQueries): Promise<SessionList> {
  const { ask, statements, place, memory, seen } = queries;
  const [oldest] = await ask.rows(statements.oldest);
  const identity = fingerprintOf([...place, textOf(oldest?.[0])]);
  const [revision] = statements.revision === null ? [] : await ask.rows(statements.revision);
  const counted = revision === undefined ? undefined : fingerprintOf([identity, textOf(revision[0])]);
  if (counted !== undefined && counted === seen) return { identity, mark: counted, sessions: [] };
  const hash = createHash('sha256').update(identity);
  const rows = new RowPages();
  await ask.each(statements.sessions, (some) => {
    hash.update(rows.add(some.flatMap(([row]) => row ?? [])));
  });
  const inactive = new Map<string, string>();
  if (statements.inactive !== null)
    await ask.each(statements.inactive, (some) => {
      for (const [id, which] of some) inactive.set(textOf(id) ?? '', hexOf(which));
    });
  for (const [id, which] of inactive) hash.update(`${id} ${which}\n`);
  const answers = { mark: counted ?? hash.digest('base64url').slice(0, 22), rows, inactive };
  return {
    identity,
    mark: answers.mark,
    sessions: { length: rows.length, [Symbol.iterator]: () => memory.all(answers) },
    since: (earlier) => memory.since(earlier, answers),
  };
}

export function textOf(bytes: Uint8Array | null | undefined): string | null {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() : null;
}

function hexOf(bytes: Uint8Array | null | undefined): string {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex') : '';
}
