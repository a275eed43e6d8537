import { once } from 'node:events';
import type { Server } from 'node:http';
import { Hint } from '../exit.js';

export const DEFAULT_PORT = 9120;
const LOOPBACK = '127.0.0.1';

/** What a port is, in words. */
export const PORT_TAKES = 'a number from 0 to 65535';

/** The port to listen on; 0 lets the system choose. Undefined when the text is no port. */
export function readPort(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  return port <= 65_535 ? port : undefined;
}

/**
 * Listens for this machine only. Resolves with the address to open.
 * @param startOn the command line that starts this on another port
 * @throws Hint when the port cannot be had
 */
export async function listen(
  server: Server,
  port: number,
  startOn: (port: number) => string,
): Promise<string> {
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    throw hintFor(error, port, startOn) ?? error;
  }
  const address = server.address();
  return `http://${LOOPBACK}:${typeof address === 'object' ? address?.port : port}`;
}

function hintFor(error: unknown, port: number, startOn: (port: number) => string): Hint | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const other = `Take another one: ${startOn(port === DEFAULT_PORT ? DEFAULT_PORT + 1 : DEFAULT_PORT)}`;
  if (code === 'EADDRINUSE') return new Hint(`Port ${port} is taken by another program. ${other}`);
  if (code === 'EACCES') return new Hint(`Port ${port} may not be used by this user. ${other}`);
  return undefined;
}
