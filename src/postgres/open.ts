/** Opens connections to servers, secured as asked for. The driver does it, too, but checks an address of numbers against no name. */

import { once } from 'node:events';
import { isIP, Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type SecureContext } from 'node:tls';
import type { Host } from './address.js';

/** How TLS is to be. */
export interface Tls {
  /** Whether it may be done without where the server speaks none. */
  readonly isOptional: boolean;
  /** What is looked at in the certificate of the server: who signed it, and whose it is. */
  readonly checks: 'nothing' | 'signature' | 'all';
  readonly context: SecureContext;
}

/** How a connection is opened. */
export interface Opening {
  /** Undefined: without. */
  readonly tls: Tls | undefined;
  /** How long a host may take to answer. */
  readonly timeoutMs: number;
  /** Ends it, also when it is open. */
  readonly signal: AbortSignal;
}

/** The server was asked for TLS, and speaks none. */
export class NoTls extends Error {}

const REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const [YES, NO] = Buffer.from('SN');

/** To the first host that answers. Rejects with what went wrong with the last one. */
export async function openFirst(hosts: readonly Host[], opening: Opening): Promise<Socket> {
  let failure: unknown;
  for (const host of hosts) {
    try {
      return await open(host, opening);
    } catch (error) {
      failure = error;
      if (opening.signal.aborted) break;
    }
  }
  throw failure;
}

export function closedError(): Error {
  return Object.assign(new Error('The connection was ended.'), { code: 'CONNECTION_CLOSED' });
}

async function open({ name, port }: Host, { tls, timeoutMs, signal }: Opening): Promise<Socket> {
  const plain = new Socket();
  let socket = plain;
  const end = () => socket.destroy(closedError());
  const timer = setTimeout(() => socket.destroy(timeoutError()), timeoutMs);
  signal.addEventListener('abort', end);
  socket.once('close', () => signal.removeEventListener('abort', end));
  try {
    if (signal.aborted) throw closedError();
    if (name.startsWith('/')) socket.connect(`${name}/.s.PGSQL.${port}`);
    else socket.connect(port, name);
    await next(plain, 'connect');
    if (tls === undefined || !(await speaksTls(plain, tls))) return plain;
    // From now on the other one tells of it.
    plain.on('error', () => {});
    socket = secured(plain, name, tls);
    await next(socket, 'secureConnect');
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function speaksTls(socket: Socket, { isOptional }: Tls): Promise<boolean> {
  socket.write(REQUEST);
  const [answer] = await next(socket, 'data');
  const [said, more] = Buffer.isBuffer(answer) ? answer : [];
  // Whatever came along would be taken for something that was said in secrecy.
  if (more !== undefined || (said !== YES && said !== NO)) throw closedError();
  if (said === NO && !isOptional) throw new NoTls('The server speaks no TLS.');
  return said === YES;
}

function secured(socket: Socket, name: string, { context, checks }: Tls): Socket {
  return connectTls({
    socket,
    secureContext: context,
    ...(isIP(name) === 0 ? { servername: name } : {}),
    rejectUnauthorized: checks !== 'nothing',
    checkServerIdentity: (_, certificate) =>
      checks === 'all' ? checkServerIdentity(name, certificate) : undefined,
  });
}

/** What an event tells. Rejects when there is an error instead, or the end. */
async function next(socket: Socket, event: string): Promise<readonly unknown[]> {
  const settled = new AbortController();
  const { signal } = settled;
  const ended = async () => {
    await once(socket, 'close', { signal });
    throw closedError();
  };
  try {
    return await Promise.race([once(socket, event, { signal }), ended()]);
  } finally {
    settled.abort();
  }
}

function timeoutError(): Error {
  return Object.assign(new Error('The server did not answer in time.'), { code: 'CONNECT_TIMEOUT' });
}
