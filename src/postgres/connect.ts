/** Makes connections: to the first host that answers, with certificates read anew for each, so that they may be renewed. */

import { readFile } from 'node:fs/promises';
import { env } from 'node:process';
import { createSecureContext } from 'node:tls';
import type { Sql } from 'postgres';
import type { Address, Host } from './address.js';
import { loadPostgres } from './load-postgres.js';
import { closedError, openFirst, type Tls } from './open.js';

/** A connection that is yet to be made, by the first question. */
export interface Connection {
  readonly sql: Sql;
  /**
   * Set while a transaction is open: then the driver is not to connect anew by itself, because what comes next in the
   * transaction would be done outside of any.
   */
  isHeld: boolean;
  /** Breaks it off, whatever runs. */
  destroy(): void;
}

/** A certificate or key that is to be had from a file, and is not. */
export class UnreadableCertificate extends Error {}

/** By which a server's list of its connections names us. */
const APPLICATION = 'hermes-achievements-router';

/** What a server says last when it waits for questions, but for the state of a transaction. */
const READY = Buffer.from('Z\0\0\0\x05I');

/** TABLE: what of the server's certificate each mode has checked. */
const CHECKS = {
  prefer: 'nothing',
  require: 'nothing',
  'verify-ca': 'signature',
  'verify-full': 'all',
} as const;

/** @param connectMs how long a host may take to answer */
export async function connect(address: Address, connectMs: number): Promise<Connection> {
  const postgres = await loadPostgres();
  const { user, password, database } = address;
  const hosts = address.hosts.length > 0 ? address.hosts : hostsOfEnvironment();
  const seconds = address.connectTimeout ?? connectMs / 1_000;
  const ending = new AbortController();
  const tls = hosts.every(({ name }) => name.startsWith('/')) ? undefined : await tlsOf(address);
  const opening = { tls, timeoutMs: seconds * 1_000, signal: ending.signal };
  let isReady = true;
  const options = {
    // Of several it would try the next one without a word about the first; that is done here.
    host: hosts[0]?.name ?? 'localhost',
    port: hosts[0]?.port ?? 5432,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    // It comes with the socket.
    ssl: false,
    max: 1,
    // Statements without a name: those with one belong to a connection, and a pooler hands out another for each transaction.
    prepare: false,
    fetch_types: false,
    max_lifetime: null,
    connect_timeout: seconds,
    connection: { application_name: APPLICATION },
    onnotice() {},
    async socket() {
      // Where a server ends what has just begun, the driver would try for ever.
      if (!isReady || connection.isHeld) throw closedError();
      isReady = false;
      const socket = await openFirst(hosts, opening);
      const look = (said: Buffer) => {
        isReady = said.subarray(-READY.length, -1).equals(READY.subarray(0, -1));
        if (isReady) socket.off('data', look);
      };
      return socket.on('data', look);
    },
  };
  const connection: Connection = { sql: postgres(options), isHeld: false, destroy: () => ending.abort() };
  return connection;
}

function hostsOfEnvironment(): readonly Host[] {
  const { PGHOST, PGPORT } = env;
  return [{ name: PGHOST || 'localhost', port: Number(PGPORT) || 5432 }];
}

async function tlsOf({ tls, rootCertificate, certificate, key }: Address): Promise<Tls | undefined> {
  if (tls === 'disable') return undefined;
  const root = rootCertificate === 'system' ? undefined : rootCertificate;
  const files = await Promise.all([root, certificate, key].map(fileOf));
  try {
    const [ca, cert, own] = files;
    const context = createSecureContext({
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(own === undefined ? {} : { key: own }),
    });
    return { isOptional: tls === 'prefer', checks: CHECKS[tls], context };
  } catch (cause) {
    throw new UnreadableCertificate('A certificate or key is none.', { cause });
  }
}

async function fileOf(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) return undefined;
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UnreadableCertificate('A certificate or key cannot be read.', { cause });
  });
}
