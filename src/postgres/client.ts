/** A guest at a PostgreSQL server: short transactions that leave no setting behind, on one connection. */

import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import { oneAhead } from '../one-ahead.js';
import type { Address } from './address.js';
import { type Connection, connect } from './connect.js';
import {
  beginReading,
  beginWriting,
  furtherSettings,
  isRefusedSetting,
  LIMITS,
  type Limits,
} from './limits.js';
import { filledIn } from './literal.js';
import { createPatience } from './patience.js';

export type { Limits } from './limits.js';

/** A row as it came: the bytes of each value, or null. They are views of what was received: who keeps some copies them. */
export type RawRow = readonly (Uint8Array | null)[];

/** Asks within a transaction. Parameters are texts, also those that are lists. */
export interface Ask {
  /** All rows; for statements whose result is bounded. */
  rows(sql: string, ...parameters: readonly string[]): Promise<readonly RawRow[]>;
  /** Rows as they are made, some thousand at once, which take a statement each. Values come in binary. */
  each(sql: string, use: (rows: readonly RawRow[]) => void): Promise<void>;
}

export interface Client {
  /**
   * Runs reads in a transaction of their own, which sees one moment; again where that may help, so that they may begin anew.
   * One at a time, others wait. Rejects with what the driver threw.
   */
  read<T>(reads: (ask: Ask) => Promise<T>): Promise<T>;
  /**
   * Runs reads and writes in a transaction of their own, of which each statement sees what was committed before it. Again
   * where that may help, also when nobody knows whether it was committed: so it has to come to the same.
   */
  write<T>(work: (ask: Ask) => Promise<T>): Promise<T>;
  /** One statement that reads, at the cost of one journey there and back. */
  ask(sql: string, ...parameters: readonly string[]): Promise<readonly RawRow[]>;
  /** The same of what takes but a moment: who is not answered within `quickMs` takes the connection for a dead one. */
  glance(sql: string, ...parameters: readonly string[]): Promise<readonly RawRow[]>;
  /** The same, with values in binary. */
  binary(sql: string, ...parameters: readonly string[]): Promise<readonly RawRow[]>;
  readonly interrupted: boolean;
  /** Breaks off what runs. What comes later is refused. */
  interrupt(): void;
  /** Idempotent. Resolves when no connection is left. */
  close(): Promise<void>;
}

/** How many rows come at once where they come as they are made; the last are fewer. */
export const BATCH_ROWS = 10_000;

/** How long a connection may take to end, in seconds. */
const END_S = 1;

/** Which of what the statements of one message answered has rows: the driver does not tell whose each answer is. */
function areRows(answer: unknown): answer is readonly RawRow[] {
  return Array.isArray(answer) && Array.isArray(answer[0]);
}

/** @param passes whether what the driver threw may be gone at the next try */
export function createClient(
  address: Address,
  passes: (error: unknown) => boolean,
  given: Partial<Limits> = {},
): Client {
  const limits = { ...LIMITS, ...given };
  const begin = beginReading(limits);
  const patience = createPatience(limits.statementMs + limits.graceMs);
  const littlePatience = createPatience(limits.quickMs);
  let also = '';
  let takesMore = true;
  const oneAtATime = pLimit(1);
  let connecting: Promise<Connection> | undefined;
  let connection: Connection | undefined;
  let interrupted = false;
  let closing: Promise<void> | undefined;
  let idle: NodeJS.Timeout | undefined;

  const assertWanted = () => {
    if (interrupted) throw new Error('The reading was stopped.');
  };

  async function ready(): Promise<Connection> {
    connecting ??= connect(address, limits.connectMs);
    connection = await connecting;
    assertWanted();
    return connection;
  }

  /** What the cursor `each_of` has. */
  async function* batches(sql: Connection['sql']): AsyncGenerator<readonly RawRow[]> {
    for (;;) {
      assertWanted();
      const rows = await patience.over(sql.unsafe(`FETCH ${BATCH_ROWS} FROM each_of`).simple().raw());
      yield rows;
      if (rows.length < BATCH_ROWS) return;
    }
  }

  async function transaction<T>(first: string, work: (ask: Ask) => Promise<T>): Promise<T> {
    const own = await ready();
    const { sql } = own;
    // No `sql.begin`: where the connection breaks, its `ROLLBACK` may hang, or throw where nobody catches it.
    await patience.over(sql.unsafe(first + also).simple());
    own.isHeld = true;
    const { server_version: version } = sql.parameters;
    also = takesMore ? furtherSettings(version) : '';
    const result = await work({
      async rows(text, ...parameters) {
        assertWanted();
        return await patience.over(sql.unsafe(text, [...parameters]).raw());
      },
      async each(text, use) {
        await patience.over(sql.unsafe(`DECLARE each_of NO SCROLL BINARY CURSOR FOR ${text}`).simple());
        for await (const rows of oneAhead(batches(sql))) use(rows);
        await patience.over(sql.unsafe('CLOSE each_of').simple());
      },
    });
    await patience.over(sql.unsafe('COMMIT').simple());
    own.isHeld = false;
    return result;
  }

  /** All at once: an answer to `BEGIN` or `COMMIT` alone tells nothing, and to wait for each takes longer than most statements. */
  async function inOneJourney(
    first: string,
    question: (sql: Connection['sql']) => PromiseLike<readonly RawRow[]>,
    waiting = patience,
  ): Promise<readonly RawRow[]> {
    const { sql } = await ready();
    const [, rows] = await waiting.over(
      Promise.all([sql.unsafe(first).simple(), question(sql), sql.unsafe('COMMIT').simple()]),
    );
    return rows;
  }

  function single(text: string, waiting = patience): Promise<readonly RawRow[]> {
    return inOneJourney(begin + also, (sql) => sql.unsafe(text).raw(), waiting);
  }

  /**
   * The driver asks for texts, in which bytes take twice the room; what such a cursor has comes as it is. One message: the driver
   * keeps short ones back for a while.
   */
  async function binary(text: string): Promise<readonly RawRow[]> {
    const { sql } = await ready();
    const all = `${begin + also}; DECLARE asked NO SCROLL BINARY CURSOR FOR ${text}; FETCH ALL FROM asked; COMMIT`;
    const answers: readonly unknown[] = await patience.over(sql.unsafe(all).simple().raw());
    return answers.find(areRows) ?? [];
  }

  /** A connection on which something went wrong is not used again. */
  async function drop(): Promise<void> {
    const broken = connection;
    connecting = undefined;
    connection = undefined;
    broken?.destroy();
    await broken?.sql.end({ timeout: 0 });
  }

  async function attempt<T>(once: () => Promise<T>): Promise<T> {
    const pauses = limits.retryDelaysMs[Symbol.iterator]();
    for (;;) {
      assertWanted();
      try {
        return await once();
      } catch (error) {
        await drop();
        assertWanted();
        if (also !== '' && isRefusedSetting(error)) {
          takesMore = false;
          also = '';
          continue;
        }
        const pause = passes(error) ? pauses.next() : undefined;
        if (pause === undefined || pause.done) throw error;
        await sleep(pause.value);
      }
    }
  }

  /** In turn, and when nothing follows the connection is given back before long. */
  async function inTurn<T>(once: () => Promise<T>): Promise<T> {
    try {
      return await oneAtATime(() => attempt(once));
    } finally {
      clearTimeout(idle);
      if (limits.idleMs !== undefined) idle = setTimeout(rest, limits.idleMs).unref();
    }
  }

  function rest(): void {
    if (oneAtATime.activeCount === 0) void oneAtATime(drop);
  }

  async function end(): Promise<void> {
    clearTimeout(idle);
    const isBusy = oneAtATime.activeCount > 0;
    interrupted = true;
    if (isBusy) connection?.destroy();
    // Its turn comes when what ran has failed.
    await oneAtATime(async () => {
      await connection?.sql.end({ timeout: END_S });
      await drop();
    });
  }

  return {
    read: (reads) => inTurn(() => transaction(begin, reads)),
    write: (work) => inTurn(() => transaction(beginWriting(limits), work)),
    ask: (text, ...parameters) => inTurn(() => single(filledIn(text, parameters))),
    glance: (text, ...parameters) => inTurn(() => single(filledIn(text, parameters), littlePatience)),
    binary: (text, ...parameters) => inTurn(() => binary(filledIn(text, parameters))),
    get interrupted() {
      return interrupted;
    },
    interrupt() {
      interrupted = true;
      // The server notices and stops: it looks after its clients every second, and poolers end what their client left.
      if (oneAtATime.activeCount > 0) connection?.destroy();
    },
    close() {
      closing ??= end();
      return closing;
    },
  };
}
