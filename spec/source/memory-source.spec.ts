import { expect } from 'chai';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { toMemoryMessage, toMemorySession } from '../support/memory.js';
import { fingerprints, readAll } from '../support/read.js';
import { type ChangingSource, itIsASessionSource } from './source-contract.js';

describe('The memory source', () => {
  itIsASessionSource(async (sessions): Promise<ChangingSource> => {
    const held = sessions.map(toMemorySession);
    const replace = (id: string, change: (session: MemorySession) => MemorySession[]) => {
      const place = held.findIndex((session) => session.id === id);
      held.splice(place, 1, ...held.slice(place, place + 1).flatMap(change));
    };
    return {
      source: createMemorySource(held),
      async addSession(session) {
        held.push(toMemorySession(session));
      },
      async append(id, messages) {
        replace(id, (session) => [
          { ...session, messages: [...session.messages, ...messages.map(toMemoryMessage)] },
        ]);
      },
      async rename(id, title) {
        replace(id, (session) => [{ ...session, title }]);
      },
      async deleteSession(id) {
        replace(id, () => []);
      },
    };
  });

  it('takes the ids that messages bring as their order', async () => {
    const messages = [3, 1, 2].map((id) => ({ id, role: 'user', content: `${id}` }));
    const read = await readAll(createMemorySource([{ id: 'a', messages }]));
    expect(read.map(({ content }) => content)).to.deep.equal(['1', '2', '3']);
  });

  it('changes a fingerprint with any text in the session', async () => {
    const source = (content: string) =>
      createMemorySource([{ id: 'a', messages: [{ role: 'user', content }] }]);
    expect(await fingerprints(source('x'))).to.not.deep.equal(await fingerprints(source('y')));
  });
});
