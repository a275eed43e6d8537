import { expect } from 'chai';
import type { AchievementsOptions } from '#src/index.js';
import { resolveOptions } from '#src/options.js';
import { createService } from '#src/service.js';
import { createMemorySource } from '#src/source/memory-source.js';
import { driverName } from '#src/sqlite/load-driver.js';
import { temporaryHome } from './support/home.js';
import { servedHomes } from './support/served.js';

describe('What would read the histories is named before any of them was read:', () => {
  const home = temporaryHome();
  const source = createMemorySource([]);
  const databaseUrl = 'postgres://nobody@127.0.0.1:1/none';

  const named = async (options: AchievementsOptions) => {
    const service = createService(resolveOptions({ hermesHome: home().path, ...options }));
    try {
      const { driver } = await service.status();
      return driver;
    } finally {
      await service.close();
    }
  };

  it('the driver of SQLite', async () => {
    const sqlite = await driverName();
    expect(sqlite).to.not.equal(null);
    expect(await named({})).to.equal(sqlite);
    expect(await named({ homes: 'profiles' })).to.equal(sqlite);
    expect(await named({ homes: [{ name: 'a' }, { name: 'b', profile: 'b' }] })).to.equal(sqlite);
  });

  it('PostgreSQL, where no history is a file', async () => {
    expect(await named({ databaseUrl })).to.equal('postgres');
    const homes = ['a', 'b'].map((name) => ({ name, databaseUrl, databaseSchema: name }));
    expect(await named({ homes })).to.equal('postgres');
    const file = { name: 'file' };
    for (const mixed of [
      [file, ...homes],
      [...homes, file],
    ])
      expect(await named({ homes: mixed })).to.equal(await driverName());
  });

  it('nothing, where they are the host’s own', async () => {
    expect(await named({ source })).to.equal(null);
    const homes = ['a', 'b'].map((name) => ({ name, source }));
    for (const some of [homes, homes.slice(1)]) expect(await named({ homes: some })).to.equal(null);
  });
});

describe('A list of one home', () => {
  const serve = servedHomes(temporaryHome());

  it('whose history is the host’s own is read there, as are several', async () => {
    const source = createMemorySource([{ id: 's', startedAt: 1_790_000_000, model: null, messages: [] }]);
    const { aggregate, error } = await serve({ homes: [{ name: 'own', source }] }).rescanned();
    expect(error).to.equal(null);
    expect(aggregate).to.include({ session_count: 1 });
  });
});
