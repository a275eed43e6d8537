/** What goes wrong with a store in PostgreSQL, told so that the user knows what to do. No password, user or query in it. */

import { AchievementsError } from '../errors.js';
import { UnreadableCertificate } from '../postgres/connect.js';
import { byCode, codeOf, isOfTls, SILENT_CODES, UNREACHABLE_CODES } from '../postgres/error-codes.js';
import { NoTls } from '../postgres/open.js';

interface Trouble {
  /** What follows the name of the store. */
  readonly words: string;
  /** True when the next try may go well. */
  readonly passes?: true;
}

const AGAIN = 'It is tried again by itself; if this stays,';

const UNREACHABLE: Trouble = {
  words: `cannot be reached: the server does not answer, or ended the connection. ${AGAIN} see whether it runs, and check host and port in the option store.`,
  passes: true,
};
const SILENT: Trouble = {
  words: `cannot be reached: nothing came from the server for longer than is waited for. ${AGAIN} see whether it runs, and what is between it and this machine.`,
};
const STARTING: Trouble = {
  words: `cannot be reached: the server is being shut down, starts, or switches over to another one. ${AGAIN} see whether it runs.`,
  passes: true,
};
const CREDENTIALS: Trouble = {
  words:
    'may not be entered: the server refused the user or the password. Check both in the option store (or PGUSER and PGPASSWORD), and whether the server lets this user in from here.',
};
const NOT_THERE: Trouble = {
  words:
    'has not the tables of a cabinet. Check the option storeSchema; where no program may make tables, run dist/store/schema.sql of this package there once.',
};
const READ_ONLY: Trouble = {
  words: `may only be read: the server is a standby, or set so. ${AGAIN} name the primary first in the option store.`,
};
const CONFLICT: Trouble = {
  words: `called off what we did, because something else needed the same rows. ${AGAIN} see who holds locks there.`,
  passes: true,
};

/** TABLE: by SQLSTATE, or by its class of two letters; and by what the driver and the system call it. */
const TROUBLES: ReadonlyMap<string, Trouble> = new Map<string, Trouble>([
  ['28', CREDENTIALS],
  ['3D', { words: 'is not there: the server has no database of that name. Check it in the option store.' }],
  ['3F', NOT_THERE],
  ['42P01', NOT_THERE],
  ['42703', NOT_THERE],
  [
    '42501',
    {
      words:
        'may not be written by this user. Grant it CREATE on the database, so that it makes a schema of its own; or run dist/store/schema.sql of this package there once, which grants all that is needed.',
    },
  ],
  ['25006', READ_ONLY],
  // To begin a transaction that writes is a feature that a standby does not have.
  ['0A000', READ_ONLY],
  ['57014', { words: `took too long to answer. ${AGAIN} see what keeps the server busy.` }],
  [
    '55P03',
    { words: `is locked by somebody, and stayed so while we waited. ${AGAIN} see who holds locks there.` },
  ],
  [
    '25P03',
    {
      words: `ended a transaction of ours that waited for too long. ${AGAIN} see what keeps this machine busy.`,
      passes: true,
    },
  ],
  [
    '53300',
    {
      words: `has no connection left for us. ${AGAIN} raise max_connections or the limit of the user, or put a pooler before the server.`,
    },
  ],
  ['53', { words: `has run out of disk space, memory or another resource. ${AGAIN} make room there.` }],
  ['40', CONFLICT],
  ['57', STARTING],
  ...UNREACHABLE_CODES.map((code): [string, Trouble] => [code, UNREACHABLE]),
  ...SILENT_CODES.map((code): [string, Trouble] => [code, SILENT]),
  [
    'ENOTFOUND',
    { words: 'cannot be reached: nothing is known of a host of that name. Check it in the option store.' },
  ],
  [
    'EAI_AGAIN',
    {
      words: `cannot be reached: the name of its host cannot be looked up for now. ${AGAIN} check the network of this machine.`,
      passes: true,
    },
  ],
  [
    '58',
    {
      words: `cannot be read or written: the server reports trouble with its disk. ${AGAIN} check that disk.`,
    },
  ],
  [
    'XX',
    {
      words:
        'is damaged, by what the server reports. Its log says more; have it repaired, or restored from a backup.',
    },
  ],
]);

const TLS: Trouble = {
  words:
    'was not entered: TLS is not as the option store demands. Check sslmode and the files of certificates that it names.',
};
const UNKNOWN: Trouble = {
  words: `could not be used: the server reported an error that we do not know. ${AGAIN} the log has the details.`,
};

/** What the driver threw, as an error for the user. @param label `host/database/schema` */
export function storeError(error: unknown, label: string): AchievementsError {
  if (error instanceof AchievementsError) return error;
  return new AchievementsError(
    'ERR_ACHIEVEMENTS_STATE',
    `The store in PostgreSQL (${label}) ${troubleOf(error).words}`,
    error,
  );
}

/** Whether it may be gone at the next try. */
export function passes(error: unknown): boolean {
  return !(error instanceof AchievementsError) && troubleOf(error).passes === true;
}

/** Whether the store can be read all the same. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof AchievementsError && ['25006', '0A000', '42501'].includes(codeOf(error.cause));
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof UnreadableCertificate || error instanceof NoTls) return TLS;
  const code = codeOf(error);
  return byCode(TROUBLES, code) ?? (isOfTls(code) ? TLS : UNKNOWN);
}
