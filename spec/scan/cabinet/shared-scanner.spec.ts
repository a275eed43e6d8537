import { expect } from 'chai';
import { createSharedScanner } from '#src/scan/cabinet/shared-scanner.js';
import { createMemorySource } from '#src/source/memory-source.js';
import { testStore } from '../../store/support.js';
import { temporaryHome } from '../../support/home.js';
import { postgresServer, withPostgres } from '../../support/postgres/server.js';
import { utc } from '../../support/records.js';
import { scanOnce } from '../../support/scan-once.js';

withPostgres('Histories of the host’s own, scanned into a store', () => {
  const server = postgresServer();
  const home = temporaryHome();

  it('are counted, each under the name of its home, and their sessions are found there', async () => {
    const store = testStore(server(), 'sources');
    const sources = ['laptop', 'server'].map((name) => ({
      name,
      titles: true,
      source: createMemorySource([
        {
          id: `of ${name}`,
          startedAt: 1_790_000_000,
          model: null,
          messages: [{ role: 'user', content: 'hello' }],
        },
      ]),
    }));
    const scanner = createSharedScanner({
      store: store.place,
      stateDir: home().stateDir,
      timeZone: { name: 'UTC', localTime: utc },
      list: async () => expect.fail('there is no list'),
      sources,
      database: store.open(),
      start: async () => expect.fail('functions cannot go to another process'),
    });
    try {
      const { sessions, homes = [] } = await scanOnce(scanner);
      expect(sessions).to.equal(2);
      expect(homes.map(({ name, error }) => ({ name, error }))).to.have.deep.members([
        { name: 'laptop', error: null },
        { name: 'server', error: null },
      ]);
      expect(await scanner.find('of server')).to.include({ id: 'of server' });
    } finally {
      await scanner.close();
      await store.close();
    }
  });
});
