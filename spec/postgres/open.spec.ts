import { expect } from 'chai';
import { openFirst } from '#src/postgres/open.js';
import { listener } from '../support/postgres/network.js';

describe('A connection that was opened', () => {
  it('is left to who asked for it: what goes wrong with it from then on is told nobody else', async () => {
    const there = await listener(() => {});
    const { signal } = new AbortController();
    const hosts = [{ name: '127.0.0.1', port: there.port }];
    const socket = await openFirst(hosts, { tls: undefined, timeoutMs: 5_000, signal });
    try {
      expect(socket.listenerCount('error')).to.equal(0);
    } finally {
      socket.destroy();
      await there.close();
    }
  });
});
