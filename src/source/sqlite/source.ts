/** The history in Hermes' SQLite file.  */

import type { SqliteDriver } from '../../sqlite/driver.js';
import { type LoadDriver, loadDriver } from '../../sqlite/load-driver.js';
import type { SessionReader, SessionSource } from '../../types.js';
import { noticeOfMove } from '../moved-notice.js';
import {
  BUSY_SLICE_MS,
  type Connection,
  createConnection,
  type Patience,
  withPatience,
} from './connection.js';
import { fromDriver, isIoError, mayBeReadOnlyDirectory } from './errors.js';
import { findDatabase, guardImmutable, immutableUri } from './file.js';
import { ListMemory } from './list-memory.js';
import { noticeOfMount } from './mount.js';
import { createReader, type OpenHistory } from './reader.js';
import {
  COLUMNS_STATEMENT,
  ENCODING_STATEMENT,
  INDEXES_STATEMENT,
  shapeOf,
  TABLE_STATEMENT,
} from './shape.js';
import { storedText } from './text.js';

export interface SqliteSourceOptions extends Partial<Patience> {
  /** The file; links are followed at each opening. */
  readonly databasePath: string;
  /** Of Hermes: its configuration may tell that the file is of the past. */
  readonly home?: string;
  /** The file that lists the mount points; for specs. */
  readonly mounts?: string;
  /** By default `sqlite3`, or what Node brings. */
  readonly loadDriver?: LoadDriver;
}

/** The second keeps the grouping of rows out of temporary files. */
const PRAGMAS = ['PRAGMA query_only = 1', 'PRAGMA temp_store = MEMORY'];

const DEFAULT_PATIENCE: Patience = { busyTimeoutMs: 5_000, retryDelaysMs: [20, 80, 250] };

/**
 * A source that opens the file anew for each scan, because restoring or repairing replaces it. It never writes.
 * `open()` rejects with an AchievementsError that tells what is wrong with the file, and what to do.
 */
export function createSqliteSource(options: SqliteSourceOptions): SessionSource {
  const { databasePath } = options;
  const patience: Patience = {
    busyTimeoutMs: options.busyTimeoutMs ?? DEFAULT_PATIENCE.busyTimeoutMs,
    retryDelaysMs: options.retryDelaysMs ?? DEFAULT_PATIENCE.retryDelaysMs,
  };
  const memory = new ListMemory();
  return {
    async open() {
      const realPath = await findDatabase(databasePath);
      const notices = [
        options.home === undefined ? null : await noticeOfMove(options.home),
        await noticeOfMount(realPath, options.mounts),
      ].filter((notice) => notice !== null);
      const place = { realPath, notice: notices.length === 0 ? null : notices.join(' '), memory };
      const driver = await (options.loadDriver ?? loadDriver)();
      try {
        const opened = await withPatience(patience, () => open(driver, realPath, patience));
        return createReader({ ...opened, ...place, verify: async () => {} });
      } catch (error) {
        if (!mayBeReadOnlyDirectory(error) && !isIoError(error)) throw fromDriver(error);
        return await openImmutable(driver, place, patience, error);
      }
    },
  };
}

/** For a directory in which SQLite may not, or cannot, create its files, while nobody writes. */
async function openImmutable(
  driver: SqliteDriver,
  place: Pick<OpenHistory, 'realPath' | 'notice' | 'memory'>,
  patience: Patience,
  cause: unknown,
): Promise<SessionReader> {
  const { realPath } = place;
  const verify = await guardImmutable(realPath, cause);
  try {
    const opened = await open(driver, immutableUri(realPath), patience);
    return createReader({ ...opened, ...place, verify });
  } catch (error) {
    throw fromDriver(error);
  }
}

type Opened = Pick<OpenHistory, 'driver' | 'connection' | 'aside' | 'shape' | 'text'>;

/** Rejects with the driver's error, and with nothing left open. */
async function open(driver: SqliteDriver, file: string, patience: Patience): Promise<Opened> {
  const connection = await connect(driver, file, patience);
  try {
    const [encoding] = await connection.all(ENCODING_STATEMENT);
    const shape = shapeOf(
      await connection.all(COLUMNS_STATEMENT),
      await connection.all(TABLE_STATEMENT),
      await connection.all(INDEXES_STATEMENT),
    );
    const aside = driver.isThreaded ? await connect(driver, file, patience) : undefined;
    return { driver: driver.name, connection, aside, shape, text: storedText(encoding?.encoding) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function connect(driver: SqliteDriver, file: string, patience: Patience): Promise<Connection> {
  const database = await driver.open(file, 'read', Math.min(patience.busyTimeoutMs, BUSY_SLICE_MS));
  const connection = createConnection(database, patience);
  try {
    for (const pragma of PRAGMAS) await connection.all(pragma);
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}
