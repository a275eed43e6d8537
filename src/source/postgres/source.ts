/** The history in a schema of PostgreSQL. */

import { AchievementsError } from '../../errors.js';
import { type Address, labelOf, parseAddress } from '../../postgres/address.js';
import { type Client, createClient, type Limits } from '../../postgres/client.js';
import type { ListedSession, SessionReader, SessionSource } from '../../types.js';
import { fromPostgres, notThere, passes } from './errors.js';
import { readPostgresList, textOf } from './list.js';
import { PostgresListMemory } from './list-memory.js';
import { postgresListStatements } from './list-statements.js';
import { postgresMessageStatements } from './message-statements.js';
import { readPostgresMessages } from './messages.js';
import { elsewhereOf, type PostgresShape, postgresShapeOf, SHAPE_STATEMENT, type ShapeRow } from './shape.js';

export interface PostgresSourceOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly schema: string;
  /** The one whose sessions count, of a schema that holds several; `default` for the sessions of none. */
  readonly profile?: string | undefined;
  /** For specs. */
  readonly limits?: Partial<Limits>;
}

/**
 * A source that connects anew for each scan, on one connection, and holds none between scans. It never writes.
 * `open()` rejects with an AchievementsError that tells what is wrong, and what to do.
 */
export function createPostgresSource({ url, schema, profile, limits }: PostgresSourceOptions): SessionSource {
  const address = parseAddress(url);
  const memory = new PostgresListMemory();
  return {
    async open() {
      if (address === undefined)
        throw new AchievementsError(
          'ERR_ACHIEVEMENTS_OPTION',
          'Option databaseUrl is no address of a PostgreSQL database.',
        );
      return await open(createClient(address, passes, limits), address, schema, profile, memory);
    },
  };
}

async function open(
  client: Client,
  address: Address,
  schema: string,
  profile: string | undefined,
  memory: PostgresListMemory,
): Promise<SessionReader> {
  const label = labelOf(address, schema);
  const explain = (error: unknown): AchievementsError =>
    client.interrupted
      ? new AchievementsError('ERR_ACHIEVEMENTS_CLOSED', 'The reading of the history was stopped.', error)
      : fromPostgres(error, label);
  const shape = await shapeOf(client, schema, label).catch(async (error: unknown) => {
    // Now, as closing it is to interrupt it.
    const reason = explain(error);
    await client.close();
    throw reason;
  });
  if (profile !== undefined && !shape.sessions.columns.has('profile_name')) {
    await client.close();
    throw notThere(label, ' The option databaseProfile needs a column profile_name, which is not there.');
  }
  const lists = postgresListStatements(shape, profile);
  const messages = postgresMessageStatements(shape);
  const place = ['postgres', schema, profile ?? null];
  const explained = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => Promise.reject(explain(error)));
  return {
    driver: 'postgres',
    list: (seen) =>
      explained(client.read((ask) => readPostgresList({ ask, statements: lists, place, memory, seen }))),
    async *messages(sessions) {
      try {
        for await (const page of readPostgresMessages({ client, statements: messages, explain }, sessions)) {
          if (client.interrupted) throw explain(undefined);
          yield page;
        }
      } catch (error) {
        throw explain(error);
      }
    },
    async wholeModel({ id }: ListedSession) {
      const [row] = await explained(client.read((ask) => ask.rows(lists.model, id)));
      return textOf(row?.[0]);
    },
    interrupt: client.interrupt,
    close: client.close,
  };
}

async function shapeOf(client: Client, schema: string, label: string): Promise<PostgresShape> {
  const found = await client.read((ask) => ask.rows(SHAPE_STATEMENT, schema));
  const rows = found.map((row): ShapeRow => {
    const [kind, table, name, type] = row.map((cell) => textOf(cell) ?? '');
    return [kind ?? '', table ?? '', name ?? '', type ?? ''];
  });
  const shape = postgresShapeOf(rows, schema);
  if (shape !== undefined) return shape;
  const others = elsewhereOf(rows);
  throw notThere(label, others.length === 0 ? '' : ` Such tables are in: ${others.join(', ')}.`);
}
