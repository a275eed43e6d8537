/** What goes wrong with a history in PostgreSQL, told so that the user knows what to do. No password, user or query in it. */

import { AchievementsError, type ErrorCode } from '../../errors.js';
import { UnreadableCertificate } from '../../postgres/connect.js';
import { byCode, codeOf, isOfTls, SILENT_CODES, UNREACHABLE_CODES } from '../../postgres/error-codes.js';
import { NoTls } from '../../postgres/open.js';

interface Trouble {
  readonly code: ErrorCode;
  /** What follows the name of the history. */
  readonly words: string;
  /** True when the next try may go well. */
  readonly passes?: true;
}

const AGAIN = 'It is tried again by itself; if this stays,';

const UNREACHABLE: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE',
  words: `cannot be reached: the server does not answer, or ended the connection. ${AGAIN} see whether it runs, and check host and port in the option databaseUrl.`,
  passes: true,
};
const SILENT: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE',
  words: `cannot be reached: nothing came from the server for longer than is waited for. ${AGAIN} see whether it runs, and what is between it and this machine.`,
};
const STARTING: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE',
  words: `cannot be reached: the server is being shut down, starts, or switches over to another one. ${AGAIN} see whether it runs.`,
  passes: true,
};
const CREDENTIALS: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS',
  words:
    'may not be entered: the server refused the user or the password. Check both in the option databaseUrl (or PGUSER and PGPASSWORD), and whether the server lets this user in from here; some let nobody in without TLS (sslmode=require).',
};
const NOT_THERE: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_SCHEMA',
  words:
    'holds no tables of Hermes (sessions, messages with the columns that a history has). Check the option databaseSchema, and whether the user may use that schema; if both are right, start Hermes once so that it brings its tables up to date.',
};
const CONFLICT: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
  words: `called off our reading, because what was read changed, or something more urgent needed it. ${AGAIN} raise max_standby_streaming_delay where it is a standby.`,
  passes: true,
};

/** TABLE: by SQLSTATE, or by its class of two letters; and by what the driver and the system call it. */
const TROUBLES: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  ['28', CREDENTIALS],
  [
    '3D',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_MISSING',
      words:
        'cannot be read: the server has no database of that name. Check its name in the option databaseUrl.',
    },
  ],
  ['3F', NOT_THERE],
  ['42P01', NOT_THERE],
  ['42703', NOT_THERE],
  [
    '42501',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_UNREADABLE',
      words:
        'may not be read by this user. Grant it USAGE on the schema and SELECT on the tables sessions and messages.',
    },
  ],
  [
    '57014',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
      words: `took too long to answer, and the reading was called off. ${AGAIN} see what keeps the server busy, and whether statement_timeout is set very short for this user.`,
    },
  ],
  [
    '55P03',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
      words: `is locked by another program, and stayed locked while we waited, as when Hermes brings its tables up to date. ${AGAIN} see who holds the lock.`,
    },
  ],
  [
    '25P03',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
      words: `ended a transaction of ours that waited for too long. ${AGAIN} see what keeps this machine busy.`,
      passes: true,
    },
  ],
  [
    '53300',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_BUSY',
      words: `has no connection left for us. ${AGAIN} raise max_connections or the limit of the user, or put a pooler before the server.`,
    },
  ],
  [
    '53',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_IO',
      words: `could not be read: the server has run out of disk space, memory or another resource. ${AGAIN} make room there.`,
    },
  ],
  ['40001', CONFLICT],
  ['40P01', CONFLICT],
  ['57', STARTING],
  ...UNREACHABLE_CODES.map((code): [string, Trouble] => [code, UNREACHABLE]),
  ...SILENT_CODES.map((code): [string, Trouble] => [code, SILENT]),
  [
    'ENOTFOUND',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE',
      words:
        'cannot be reached: nothing is known of a host of that name. Check it in the option databaseUrl.',
    },
  ],
  [
    'EAI_AGAIN',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_UNREACHABLE',
      words: `cannot be reached: the name of its host cannot be looked up for now. ${AGAIN} check the network of this machine.`,
      passes: true,
    },
  ],
  [
    'XX',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_DAMAGED',
      words:
        'could not be read: the server reports damage, or a mistake of its own. Its log says more; have it repaired, or restored from a backup.',
    },
  ],
  [
    '58',
    {
      code: 'ERR_ACHIEVEMENTS_DATABASE_IO',
      words: `could not be read: the server could not read from its disk. ${AGAIN} check that disk.`,
    },
  ],
]);

const TLS: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS',
  words:
    'was not entered: the certificate of the server does not hold. Check sslmode and sslrootcert in the option databaseUrl; sslmode=verify-full wants one of that very host.',
};
const NO_TLS: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS',
  words:
    'was not entered: the server speaks no TLS, and sslmode in the option databaseUrl demands it. Switch it on there, or choose sslmode=disable where nobody can listen in.',
};
const NO_CERTIFICATE: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_CREDENTIALS',
  words:
    'was not entered: a file named by sslrootcert, sslcert or sslkey cannot be read, or is none. Check them in the option databaseUrl.',
};
const UNKNOWN: Trouble = {
  code: 'ERR_ACHIEVEMENTS_DATABASE_IO',
  words: `could not be read: the server reported an error that we do not know. ${AGAIN} the log has the details.`,
};
const MISTAKE: Trouble = {
  code: 'ERR_ACHIEVEMENTS_SCAN',
  words: 'could not be read because of a mistake in this program. Please report it; the log has the details.',
};

/** What the driver threw, as an error for the user. @param label `host/database/schema` */
export function fromPostgres(error: unknown, label: string): AchievementsError {
  if (error instanceof AchievementsError) return error;
  const { code, words } = troubleOf(error);
  return new AchievementsError(code, `The history in PostgreSQL (${label}) ${words}`, error);
}

/** @param label `host/database/schema` */
export function notThere(label: string, more = ''): AchievementsError {
  return new AchievementsError(
    NOT_THERE.code,
    `The history in PostgreSQL (${label}) ${NOT_THERE.words}${more}`,
  );
}

/** Whether it may be gone at the next try. */
export function passes(error: unknown): boolean {
  return troubleOf(error).passes === true;
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof UnreadableCertificate) return NO_CERTIFICATE;
  if (error instanceof NoTls) return NO_TLS;
  const code = codeOf(error);
  if (code === '') return MISTAKE;
  return byCode(TROUBLES, code) ?? (isOfTls(code) ? TLS : UNKNOWN);
}
