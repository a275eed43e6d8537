/** How long what takes long is waited for, and what a transaction of ours begins with. Pure. */

/** In milliseconds. */
export interface Limits {
  /** For one statement. */
  readonly statementMs: number;
  /** For a lock that somebody holds, such as a migration. */
  readonly lockMs: number;
  /** Between two statements of a transaction: who sleeps, or has lost its power, lets go of its locks then. */
  readonly pauseMs: number;
  readonly connectMs: number;
  /** How much longer than a statement may take its answer is waited for: the server is to say so itself. */
  readonly graceMs: number;
  /** For the answer to what takes but a moment, with the connection that may have to be made for it. */
  readonly quickMs: number;
  /** Waits before each further try after what passes: a server that starts anew, a read that a standby called off. */
  readonly retryDelaysMs: readonly number[];
  /** A connection without work is closed after this; undefined: it is kept until the client is closed. */
  readonly idleMs: number | undefined;
}

export const LIMITS: Limits = {
  statementMs: 60_000,
  lockMs: 5_000,
  pauseMs: 60_000,
  connectMs: 10_000,
  graceMs: 10_000,
  quickMs: 5_000,
  retryDelaysMs: [100, 400, 1_500],
  idleMs: undefined,
};

/** Each setting holds for the transaction alone, as poolers demand. */
function settings({ statementMs, lockMs, pauseMs }: Limits): string {
  return `SET LOCAL statement_timeout = ${statementMs}; SET LOCAL lock_timeout = ${lockMs};
    SET LOCAL idle_in_transaction_session_timeout = ${pauseMs}; SET LOCAL search_path = pg_catalog`;
}

/**
 * One message. Nothing that others put into a search path is taken for a function of the server; and numbers come with all
 * their digits. What indexes have in order is joined in order: a table of a million sessions is not to be put into files first.
 * And what comes by a cursor is all taken, so the first of it need not come soon.
 */
export function beginReading(limits: Limits): string {
  return `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
    ${settings(limits)}; SET LOCAL extra_float_digits = 3; SET LOCAL enable_hashjoin = off;
    SET LOCAL cursor_tuple_fraction = 1`;
}

/**
 * Each statement sees what was committed before it: who waits for a row reads what the others have made of it. What was
 * committed shall be on the disk, whatever a server is set to.
 */
export function beginWriting(limits: Limits): string {
  return `BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; ${settings(limits)}; SET LOCAL synchronous_commit = on`;
}

/** Settings that older servers refuse, from the second transaction on, when it is known how old the server is. */
export function furtherSettings(version: unknown): string {
  const major = Number.parseInt(String(version), 10);
  // To compile a look at some ten thousand sessions takes longer than the look.
  const jit = major >= 12 ? '; SET LOCAL jit = off' : '';
  return major >= 14 ? `${jit}; SET LOCAL client_connection_check_interval = 1000` : jit;
}

/** Some systems have not what a setting takes, whatever the version. */
export function isRefusedSetting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '22023';
}
