/** Makes connections: to the first host that answers, with certificates read anew for each, so that they may be renewed. */

import { readFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { env } from 'node:process';
import type { Sql } from 'postgres';
import type { Address, Host } from './address.js';
import { loadPostgres } from './load-postgres.js';

/** A connection that is yet to be made, by the first question. */
export interface Connection {
  readonly sql: Sql;
  /** Breaks it off, whatever runs. */
  destroy(): void;
  /** What is behind an error of it, where more is known than the driver tells. */
  reasonOf(error: unknown): unknown;
}

/** A certificate or key that is to be had from a file, and is not. */
export class UnreadableCertificate extends Error {}

/** The server was asked for TLS, and speaks none. */
export class NoTls extends Error {}

/** What a server that speaks no TLS answers when it is asked to. */
const NO = 'N'.charCodeAt(0);

/** By which a server's list of its connections names us. */
const APPLICATION = 'hermes-achievements-router';

/** @param connectMs how long a host may take to answer */
export async function connect(address: Address, connectMs: number): Promise<Connection> {
  const postgres = await loadPostgres();
  const { user, password, database } = address;
  const hosts = address.hosts.length > 0 ? address.hosts : hostsOfEnvironment();
  const seconds = address.connectTimeout ?? connectMs / 1_000;
  const isLocal = hosts.every(({ name }) => name.startsWith('/'));
  let socket: Socket | undefined;
  let destroyed = false;
  let refusedTls = false;
  const ssl = isLocal ? false : await tlsOf(address);
  const options = {
    // Of several it would try the next one without a word about the first; that is done here.
    host: hosts[0]?.name ?? 'localhost',
    port: hosts[0]?.port ?? 5432,
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password }),
    ...(database === undefined ? {} : { database }),
    ssl,
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
      if (socket !== undefined) throw closedError();
      socket = await firstToAnswer(hosts, seconds * 1_000);
      if (destroyed) {
        socket.destroy();
        throw closedError();
      }
      if (typeof ssl === 'object')
        socket.once('data', ([answer]: Buffer) => {
          refusedTls = answer === NO;
        });
      return socket;
    },
  };
  return {
    sql: postgres(options),
    destroy() {
      destroyed = true;
      socket?.destroy();
    },
    reasonOf: (error) => (refusedTls ? new NoTls('The server speaks no TLS.', { cause: error }) : error),
  };
}

async function firstToAnswer(hosts: readonly Host[], timeoutMs: number): Promise<Socket> {
  let failure: unknown;
  for (const host of hosts) {
    try {
      return await open(host, timeoutMs);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function open({ name, port }: Host, timeoutMs: number): Promise<Socket> {
  // The driver looks there for the name that a certificate is to have.
  const socket = Object.assign(new Socket(), { host: name, port });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.destroy(timeoutError()), timeoutMs);
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(timer));
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      resolve(socket);
    });
    if (name.startsWith('/')) socket.connect(`${name}/.s.PGSQL.${port}`);
    else socket.connect(port, name);
  });
}

function timeoutError(): Error {
  return Object.assign(new Error('The server did not answer in time.'), { code: 'CONNECT_TIMEOUT' });
}

function closedError(): Error {
  return Object.assign(new Error('The connection was ended.'), { code: 'CONNECTION_CLOSED' });
}

function hostsOfEnvironment(): readonly Host[] {
  const { PGHOST, PGPORT } = env;
  return [{ name: PGHOST || 'localhost', port: Number(PGPORT) || 5432 }];
}

async function tlsOf({ tls, rootCertificate, certificate, key }: Address) {
  if (tls === 'disable') return false;
  if (tls === 'prefer') return tls;
  const own = {
    ...(certificate === undefined ? {} : { cert: await fileOf(certificate) }),
    ...(key === undefined ? {} : { key: await fileOf(key) }),
  };
  if (tls === 'require') return { ...own, rejectUnauthorized: false };
  const trusted =
    rootCertificate === undefined || rootCertificate === 'system'
      ? {}
      : { ca: await fileOf(rootCertificate) };
  return {
    ...own,
    ...trusted,
    rejectUnauthorized: true,
    ...(tls === 'verify-ca' ? { checkServerIdentity: () => undefined } : {}),
  };
}

async function fileOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UnreadableCertificate('A certificate or key cannot be read.', { cause });
  });
}
