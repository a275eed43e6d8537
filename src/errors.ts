/** Every error that users see: what it is called, how it answers over HTTP. Messages say what is wrong and what to do. */

interface ErrorKind {
  /** HTTP status of the problem answer. */
  readonly status: number;
  readonly title: string;
}

/** Codes are stable: programs compare them. */
export const ERRORS = {
  ERR_ACHIEVEMENTS_OPTION: { status: 500, title: 'Wrong option' },
  ERR_ACHIEVEMENTS_DATABASE_MISSING: { status: 503, title: 'No history yet' },
  ERR_ACHIEVEMENTS_DATABASE_EMPTY: { status: 503, title: 'History is empty' },
  ERR_ACHIEVEMENTS_DATABASE_NOT_A_FILE: { status: 503, title: 'History is not a file' },
  ERR_ACHIEVEMENTS_DATABASE_NOT_SQLITE: { status: 503, title: 'History is not a database' },
  ERR_ACHIEVEMENTS_DATABASE_SCHEMA: { status: 503, title: 'History has an unknown shape' },
  ERR_ACHIEVEMENTS_DATABASE_UNREADABLE: { status: 503, title: 'History may not be read' },
  ERR_ACHIEVEMENTS_DATABASE_BUSY: { status: 503, title: 'History is busy' },
  ERR_ACHIEVEMENTS_DATABASE_DAMAGED: { status: 503, title: 'History is damaged' },
  ERR_ACHIEVEMENTS_DATABASE_IO: { status: 503, title: 'History cannot be read' },
  ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE: { status: 503, title: 'History cannot be reached' },
  ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS: { status: 503, title: 'History refuses us' },
  ERR_ACHIEVEMENTS_DRIVER: { status: 503, title: 'Database driver is missing' },
  ERR_ACHIEVEMENTS_LEASE: { status: 503, title: 'Another process scans' },
  ERR_ACHIEVEMENTS_STATE: { status: 500, title: 'State cannot be saved' },
  ERR_ACHIEVEMENTS_SCAN: { status: 500, title: 'Scan failed' },
  ERR_ACHIEVEMENTS_SCANNING: { status: 503, title: 'Still counting' },
  ERR_ACHIEVEMENTS_CLOSED: { status: 503, title: 'Shutting down' },
  ERR_ACHIEVEMENTS_PARAMETER: { status: 400, title: 'Wrong parameter' },
  ERR_ACHIEVEMENTS_CROSS_SITE: { status: 403, title: 'Cross-site write refused' },
  ERR_ACHIEVEMENTS_HOST: { status: 403, title: 'Host name not allowed' },
  ERR_ACHIEVEMENTS_PROFILE: { status: 404, title: 'No such profile here' },
  ERR_ACHIEVEMENTS_METHOD: { status: 405, title: 'Method not allowed' },
  ERR_ACHIEVEMENTS_GONE: { status: 410, title: 'Gone' },
  ERR_ACHIEVEMENTS_PAGE: { status: 500, title: 'Files of the page are missing' },
  ERR_ACHIEVEMENTS_INTERNAL: { status: 500, title: 'Something broke' },
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a message made for the user: no path, no query, no stack in it. The cause is for the log only. */
export class AchievementsError extends Error {
  override readonly name = 'AchievementsError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Any thrown value as an AchievementsError; one that is not ours becomes `fallback`, with its details kept from the user. */
export function toAchievementsError(error: unknown, code: ErrorCode, fallback: string): AchievementsError {
  return error instanceof AchievementsError ? error : new AchievementsError(code, fallback, error);
}
