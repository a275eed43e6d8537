import { expect } from 'chai';
import { createMemorySource, type MemorySession } from '#src/source/memory-source.js';
import { toMemoryMessage, toMemorySession } from '../support/memory.js';
import { fingerprints, listAll, readAll } from '../support/read.js';
import { type ChangingSource, itIsASessionSource } from './source-contract.js';

const T = 1_790_000_000;

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

  it('lists the newest session first, and among equals the smaller id in code point order', async () => {
    const ids = ['b', 'a', 'B', '\u{1f600}', '\uff5e', ''];
    const sessions = [
      { id: 'without a start', startedAt: null, messages: [] },
      { id: 'old', startedAt: T, messages: [] },
      ...ids.map((id) => ({ id, startedAt: T + 1, messages: [] })),
      { id: 'new', startedAt: T + 2, messages: [] },
    ];
    expect((await listAll(createMemorySource(sessions))).map(({ id }) => id)).to.deep.equal([
      'new',
      ...['', 'B', 'a', 'b', '\uff5e', '\u{1f600}'],
      'old',
      'without a start',
    ]);
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
