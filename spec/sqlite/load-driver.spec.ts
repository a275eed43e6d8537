import { expect } from 'chai';
import type { SqliteDriver } from '#src/sqlite/driver.js';
import { loadDriver } from '#src/sqlite/load-driver.js';
import { rejection } from '../support/rejection.js';

describe('The driver of SQLite', () => {
  const named = (name: SqliteDriver['name']): SqliteDriver => ({
    name,
    isThreaded: name === 'sqlite3',
    open: () => Promise.reject(new Error('not here')),
  });
  const without = () => Promise.reject(new Error('Could not locate the bindings file in /some/where'));

  it('is sqlite3 where its native binary loads', async () => {
    const { name } = await loadDriver({
      sqlite3: async () => named('sqlite3'),
      nodeSqlite: () => named('node:sqlite'),
    });
    expect(name).to.equal('sqlite3');
    expect((await loadDriver()).name).to.equal('sqlite3');
  });

  it('is else what Node brings', async () => {
    const { name } = await loadDriver({ sqlite3: without, nodeSqlite: () => named('node:sqlite') });
    expect(name).to.equal('node:sqlite');
  });

  it('is missing when neither is there, which says how to get one', async () => {
    const { message } = await rejection(
      loadDriver({ sqlite3: without, nodeSqlite: () => undefined }),
      'ERR_ACHIEVEMENTS_DRIVER',
    );
    expect(message)
      .to.match(/npm rebuild sqlite3/)
      .and.to.match(/Python 3, make and a C\+\+ compiler/)
      .and.to.match(/Node 22\.15 or newer/)
      .and.to.not.include('/some/where');
  });
});
