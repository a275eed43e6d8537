/** Lists the sessions of a history in PostgreSQL: one statement, hence one moment. */

import { createHash } from 'node:crypto';
import type { Ask } from '../postgres/client.js';
import type { ListedSession, SessionList } from '../types.js';
import { fingerprintOf } from './fingerprint.js';
import type { LongName } from './long-name.js';
import type { PostgresListStatements } from './postgres-list-statements.js';
import { toListedSession } from './sqlite-sessions.js';
import { toList, toSessionId } from './unpack.js';

/** What sessions are listed with. */
export interface PostgresListQueries {
  readonly ask: Ask;
  readonly statements: PostgresListStatements;
  /** Names the history, whatever its address: a rotated password, an alias or a pooler change nothing. */
  readonly place: readonly unknown[];
  /** The mark of the list that was seen last. */
  readonly seen: string | undefined;
}

/** Where the history keeps count of its changes, and there was none since the list that was seen, no session is looked at. */
export async function readPostgresList(queries: PostgresListQueries): Promise<SessionList> {
  const { ask, statements, place, seen } = queries;
  const [oldest] = await ask.rows(statements.oldest);
  const identity = fingerprintOf([...place, textOf(oldest?.[0])]);
  const [revision] = statements.revision === null ? [] : await ask.rows(statements.revision);
  const counted = revision === undefined ? undefined : fingerprintOf([identity, textOf(revision[0])]);
  if (counted !== undefined && counted === seen) return { identity, mark: counted, sessions: [] };
  const hash = createHash('sha256').update(identity);
  const pages: Uint8Array[] = [];
  let length = 0;
  await ask.each(statements.sessions, (rows) => {
    // Copied: what was received would stay as long as a view of it does.
    const page = Buffer.from(`[${rows.map(([row]) => textOf(row)).join()}]`);
    hash.update(page);
    pages.push(page);
    length += rows.length;
  });
  return {
    identity,
    mark: counted ?? hash.digest('base64url').slice(0, 22),
    sessions: { length, [Symbol.iterator]: () => sessionsOf(pages) },
  };
}

function* sessionsOf(pages: readonly Uint8Array[]): Generator<ListedSession> {
  const models = new Map<string, string>();
  for (const page of pages) {
    for (const row of toList(JSON.parse(textOf(page) ?? ''))) {
      const [id, title, model, start, lastActivity, told] = toList(row);
      const sessionId = toSessionId(id);
      if (sessionId === null) continue;
      const names = [title, model].map(toLongName);
      const fields = [id, ...[title, model].map((name) => (Array.isArray(name) ? name.length : name)), start];
      const rows = typeof told === 'string' ? told : '';
      yield toListedSession({ id: sessionId, fields, lastActivity, told: rows, names }, models);
    }
  }
}

/** Of a long name a statement hands out its beginning and a stand-in for the whole. */
function toLongName(name: unknown): LongName {
  const [start, hash] = toList(name);
  return { start: String(start ?? ''), hash: String(hash ?? '') };
}

export function textOf(bytes: Uint8Array | null | undefined): string | null {
  return bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString() : null;
}
