/** Reads an open database. */

import type { ListedSession, SessionReader } from '../../types.js';
import { checkStatements } from './check-statements.js';
import { createChecks } from './checks.js';
import type { Connection } from './connection.js';
import { readList } from './list.js';
import type { ListMemory } from './list-memory.js';
import { listIndex, listStatements } from './list-statements.js';
import { messageStatements } from './message-statements.js';
import { readMessages } from './messages.js';
import { textOf, toBytes } from './rows.js';
import type { HistoryShape, Index, MessagesShape } from './shape.js';
import type { StoredText } from './text.js';

export interface OpenHistory {
  readonly driver: string;
  readonly connection: Connection;
  /** Another one, where statements run in threads of their own. */
  readonly aside: Connection | undefined;
  readonly shape: HistoryShape;
  readonly text: StoredText;
  /** Names the file: a history in another place is another history. */
  readonly realPath: string;
  /** What the user should know of the place of the file. */
  readonly notice: string | null;
  /** Of the lists before. */
  readonly memory: ListMemory;
  /** Throws when what was read since opening cannot be trusted. */
  readonly verify: () => Promise<void>;
}

export function createReader({
  driver,
  connection,
  shape,
  text,
  realPath,
  notice,
  aside,
  memory,
  verify,
}: OpenHistory): SessionReader {
  const lists = listStatements(shape);
  const listing = listIndex(shape.messages);
  const reading = readingIndex(shape.messages, listing);
  const messages = messageStatements(shape.messages, reading);
  const checks = checkStatements(shape.messages, listing, reading);
  return {
    driver,
    notice,
    async list() {
      try {
        const list = await connection.retry(() =>
          readList({ connection, aside, statements: lists, text, realPath, memory }),
        );
        await verify();
        connection.assertOpen();
        return list;
      } catch (error) {
        throw connection.explain(error);
      }
    },
    async *messages(sessions) {
      try {
        const check = createChecks(connection, checks);
        const queries = { connection, statements: messages, text, checks: check };
        for await (const page of readMessages(queries, sessions)) {
          await verify();
          connection.assertOpen();
          yield page;
        }
        // The slices of the last page were read after it.
        await verify();
        await check.finish(memory.rows);
      } catch (error) {
        throw connection.explain(error);
      }
    },
    async wholeModel({ id }: ListedSession) {
      try {
        const [row] = await connection.retry(() => connection.all(lists.names, id));
        return textOf(text.toText(toBytes(row?.model)));
      } catch (error) {
        throw connection.explain(error);
      }
    },
    interrupt() {
      aside?.interrupt();
      connection.interrupt();
    },
    async close() {
      await aside?.close();
      await connection.close();
    },
  };
}

/** Another one than sessions are listed by, so that each is a witness of the other; best one that has the rows in their order. */
function readingIndex({ indexes }: MessagesShape, listing: Index | undefined): Index | undefined {
  const others = indexes.filter(({ name }) => name !== listing?.name);
  return others.find(({ columns: [, second] }) => second === 'id') ?? others[0] ?? listing;
}
