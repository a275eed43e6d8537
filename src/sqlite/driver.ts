/** What is asked of an SQLite driver. Both of ours do it; no code lives here. */

export type DriverName = 'sqlite3' | 'node:sqlite';

export interface SqliteDriver {
  readonly name: DriverName;
  /** Whether statements run in other threads than that of their caller. */
  readonly isThreaded: boolean;
  /**
   * Rejects with an error whose `code` is SQLite's (`SQLITE_CANTOPEN`), as all promises of a database do.
   * @param access `read` never writes, and takes a name that begins with `file:` for a URI; `write` makes the file if need be
   * @param busyTimeoutMs how long SQLite itself waits for a lock, which holds its thread; 0: not at all
   */
  open(file: string, access: 'read' | 'write', busyTimeoutMs: number): Promise<SqliteDatabase>;
}

export interface SqliteDatabase {
  prepare(sql: string): Promise<SqliteStatement>;
  /** Runs statements that answer nothing. */
  exec(sql: string): Promise<void>;
  /**
   * Ends what runs as soon as possible; it may take no effect on a statement that has yet to start. A driver that works in
   * the thread of its caller cannot: there each statement runs to its end, and gives the others of the thread a turn before.
   */
  interrupt(): void;
  /** Resolves when nothing of this database runs any more, in whatever thread. Its statements are finalized by then. */
  close(): Promise<void>;
}

export interface SqliteStatement {
  /**
   * All rows. Whole numbers beyond 2^53 come as the nearest number that JavaScript has, and bytes that make no text as U+FFFD.
   * Texts may be cut at a NUL: let those come as JSON, or as bytes.
   */
  all(parameters: readonly SqliteParameter[]): Promise<readonly SqliteRow[]>;
  finalize(): Promise<void>;
}

export type SqliteParameter = string | number | Uint8Array;

export type SqliteRow = Readonly<Record<string, unknown>>;
