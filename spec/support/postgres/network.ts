/** What may be between us and a server: sockets of the specs' own. */

import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { Server } from './server.js';

export interface Listener {
  readonly port: number;
  /** Whoever has connected so far. */
  readonly connections: readonly Socket[];
  close(): Promise<void>;
}

/** Somebody listens, and does as he likes with whom he lets in. */
export async function listener(welcome: (client: Socket) => void): Promise<Listener> {
  const connections: Socket[] = [];
  const server = createServer((client) => {
    connections.push(client);
    client.on('error', () => {});
    welcome(client);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    connections,
    async close() {
      for (const connection of connections) connection.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/**
 * A line to a server.
 * @param mayPass is asked of what a client says; once it says no, nothing passes any more
 * @param changed what the server hears instead, of the same length
 */
export function line(
  server: Server,
  mayPass: (said: string) => boolean,
  changed = (said: string) => said,
): Promise<Listener> {
  return listener((client) => {
    const other = connect(server.port, '127.0.0.1');
    let passes = true;
    client.on('data', (data) => {
      const said = data.toString('latin1');
      passes &&= mayPass(said);
      if (passes) other.write(changed(said), 'latin1');
    });
    other.on('data', (data) => {
      if (passes) client.write(data);
    });
    other.on('error', () => client.destroy());
    client.on('close', () => other.destroy());
    // Not destroyed: who listens for its end then knows that the client has heard of it, too.
    other.on('close', () => client.end());
  });
}
