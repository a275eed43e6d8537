/** One open database: promises instead of callbacks, bounded patience, and an end that leaves nothing in flight. */

import { setTimeout as sleep } from 'node:timers/promises';
import pLimit from 'p-limit';
import type { AchievementsError } from '../../errors.js';
import type { SqliteDatabase, SqliteParameter, SqliteStatement } from '../../sqlite/driver.js';
import { fromDriver, isBusy, isTransient, sourceError } from './errors.js';
import type { Row } from './row.js';

export interface Connection {
  /** All rows of one statement; for statements whose result is bounded. Rejects with the driver's error. */
  all(sql: string, ...parameters: readonly SqliteParameter[]): Promise<readonly Row[]>;
  /** Runs reads again while the database is locked, or hit by an error that passes. */
  retry<T>(reads: () => Promise<T>): Promise<T>;
  /** @throws AchievementsError once the connection was interrupted or closed. */
  assertOpen(): void;
  /** What a read threw, as an error for the user. After an interrupt every failure is a consequence of it. */
  explain(error: unknown): AchievementsError;
  interrupt(): void;
  /** Idempotent. Resolves when nothing of this connection runs any more, in whatever thread. */
  close(): Promise<void>;
}

/** How long a locked or briefly unreadable database is waited for. */
export interface Patience {
  /** Bound for a locked database, in milliseconds. */
  readonly busyTimeoutMs: number;
  /** Waits before each further try after an error that passes, in milliseconds. */
  readonly retryDelaysMs: readonly number[];
}

/** The driver works on the four threads that the host's files and look-ups need as well. */
const MAX_IN_FLIGHT = 2;

/** How long SQLite itself waits for a lock at once, in milliseconds: it holds a thread and cannot be interrupted. */
export const BUSY_SLICE_MS = 250;
const BUSY_PAUSE_MS = 20;

/** An interrupt has no effect on a statement that has yet to start, so it is repeated at this pace. */
const INTERRUPT_EVERY_MS = 10;

export function createConnection(database: SqliteDatabase, patience: Patience): Connection {
  const limit = pLimit(MAX_IN_FLIGHT);
  const inFlight = new Set<Promise<unknown>>();
  const prepared = new Map<string, Promise<SqliteStatement>>();
  let ended = false;
  let closing: Promise<void> | undefined;

  function assertOpen(): void {
    if (ended) throw sourceError('ERR_ACHIEVEMENTS_CLOSED');
  }

  /** Statements are kept: preparing is a trip of its own to another thread, and a busy event loop would delay the next. */
  function prepare(sql: string): Promise<SqliteStatement> {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const preparing = database.prepare(sql);
    prepared.set(sql, preparing);
    preparing.catch(() => prepared.delete(sql));
    return preparing;
  }

  async function run(sql: string, parameters: readonly SqliteParameter[]): Promise<readonly Row[]> {
    const statement = await prepare(sql);
    assertOpen();
    return await statement.all(parameters);
  }

  function execute(sql: string, parameters: readonly SqliteParameter[]): Promise<readonly Row[]> {
    assertOpen();
    const query = run(sql, parameters);
    inFlight.add(query);
    return query.finally(() => inFlight.delete(query));
  }

  function interrupt(): void {
    ended = true;
    if (inFlight.size === 0) return;
    database.interrupt();
    const repeat = setInterval(() => {
      if (inFlight.size === 0) clearInterval(repeat);
      else database.interrupt();
    }, INTERRUPT_EVERY_MS);
  }

  async function end(): Promise<void> {
    interrupt();
    await Promise.allSettled(inFlight);
    await database.close();
  }

  return {
    all: (sql, ...parameters) => limit(execute, sql, parameters),
    retry: (reads) => withPatience(patience, reads, assertOpen),
    assertOpen,
    explain: (error) => (ended ? sourceError('ERR_ACHIEVEMENTS_CLOSED', error) : fromDriver(error)),
    interrupt,
    close() {
      closing ??= end();
      return closing;
    },
  };
}

/** Runs `reads` until it succeeds, patience runs out, or `assertWanted` throws. Rejects with the last error. */
export async function withPatience<T>(
  patience: Patience,
  reads: () => Promise<T>,
  assertWanted: () => void = () => {},
): Promise<T> {
  const pauses = patience.retryDelaysMs[Symbol.iterator]();
  let busyLeftMs = patience.busyTimeoutMs - BUSY_SLICE_MS;
  for (;;) {
    assertWanted();
    try {
      return await reads();
    } catch (error) {
      assertWanted();
      if (isBusy(error) && busyLeftMs > 0) {
        busyLeftMs -= BUSY_SLICE_MS + BUSY_PAUSE_MS;
        await sleep(BUSY_PAUSE_MS);
        continue;
      }
      const pause = isTransient(error) ? pauses.next() : undefined;
      if (pause === undefined || pause.done) throw error;
      await sleep(pause.value);
    }
  }
}
