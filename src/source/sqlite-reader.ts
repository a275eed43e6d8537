/** Lists the sessions of an open database: one short look, so that the writer is not held up. */

import type { ListedSession, SessionList, SessionReader } from '../types.js';
import { fingerprintOf } from './fingerprint.js';
import type { Connection } from './sqlite-connection.js';
import { fromDriver } from './sqlite-errors.js';
import { type Queries, readMessages } from './sqlite-messages.js';
import { type Fields, toListedSession, toLists, toSessionId } from './sqlite-rows.js';
import { COUNTS, type Row, SESSION } from './sqlite-schema.js';

export interface OpenHistory extends Queries {
  /** Names the file: a history in another place is another history. */
  readonly realPath: string;
  /** Throws when what was read since opening cannot be trusted. */
  readonly verify: () => Promise<void>;
}

export function createReader(history: OpenHistory): SessionReader {
  const { connection, verify } = history;
  return {
    async list() {
      try {
        const list = await connection.retry(() => readList(history));
        await verify();
        connection.assertOpen();
        return list;
      } catch (error) {
        throw endedOr(error, connection);
      }
    },
    async *messages(sessions) {
      try {
        for await (const page of readMessages(history, sessions)) {
          await verify();
          connection.assertOpen();
          yield page;
        }
      } catch (error) {
        throw endedOr(error, connection);
      }
    },
    interrupt: () => connection.interrupt(),
    close: () => connection.close(),
  };
}

/** After an interrupt every failure is a consequence of it. */
function endedOr(error: unknown, connection: Connection): Error {
  try {
    connection.assertOpen();
    return fromDriver(error);
  } catch (ended) {
    return fromDriver(ended);
  }
}

async function readList({ connection, statements, realPath }: OpenHistory): Promise<SessionList> {
  await connection.all('BEGIN');
  try {
    const [sessions] = await connection.all(statements.sessions);
    const [oldest] = await connection.all(statements.oldest);
    const [counts] = await connection.all(statements.counts);
    const [inactive] = statements.inactive === null ? [] : await connection.all(statements.inactive);
    const countsOf = bySession(counts);
    const inactiveOf = bySession(inactive);
    return {
      identity: identityOf(realPath, oldest),
      sessions: toLists(sessions?.packed).flatMap((session): ListedSession[] => {
        const id = toSessionId(session[SESSION.id]);
        if (id === null) return [];
        return [toListedSession(id, { session, counts: countsOf.get(id), inactive: inactiveOf.get(id) })];
      }),
    };
  } finally {
    // It fails only where the connection did, and that is the error to report.
    await connection.all('COMMIT').catch(() => {});
  }
}

function bySession(row: Row | undefined): ReadonlyMap<string | null, Fields> {
  return new Map(toLists(row?.packed).map((fields) => [toSessionId(fields[COUNTS.sessionId]), fields]));
}

function identityOf(realPath: string, oldest: Row = {}): string {
  const { id, startedAt } = oldest;
  return fingerprintOf([realPath, id ?? null, startedAt ?? null]);
}
