import { once } from 'node:events';
import type { Server } from 'node:http';
import { Hint } from './hint.js';

const DEFAULT_PORT = 9120;
const LOOPBACK = '127.0.0.1';

/**
 * The port to listen on; 0 lets the system choose.
 * @throws Hint when it is no port
 */
export function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Hint(`PORT takes a number from 0 to 65535; got ${JSON.stringify(text)}.`);
}

/**
 * Listens for this machine only. Resolves with the address to open.
 * @throws Hint when the port cannot be had
 */
export async function listen(server: Server, port: number): Promise<string> {
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    throw hintFor(error, port) ?? error;
  }
  const address = server.address();
  return `http://${LOOPBACK}:${typeof address === 'object' ? address?.port : port}`;
}

function hintFor(error: unknown, port: number): Hint | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const other = `Take another one: PORT=${port === DEFAULT_PORT ? DEFAULT_PORT + 1 : DEFAULT_PORT} npm start`;
  if (code === 'EADDRINUSE') return new Hint(`Port ${port} is taken by another program. ${other}`);
  if (code === 'EACCES') return new Hint(`Port ${port} may not be used by this user. ${other}`);
  return undefined;
}
