import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import type { Database } from '#src/store/database.js';
import { joinHomes } from '#src/store/registry.js';
import { ServerClock } from '#src/store/server-clock.js';
import { rejection } from '../support/rejection.js';

const LOST = new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'The server stopped answering.');

describe('Homes that join a store', () => {
  it('are not written by who cannot first say how they count, which locks the cabinet', async () => {
    const asked: string[] = [];
    const empty: Database = {
      label: 'of the spec',
      clock: new ServerClock(() => 0),
      met() {},
      glance: async () => [],
      read: (work) => work(async () => []),
      ask: async () => [['0']],
      write: (work) =>
        work(async (statement) => {
          asked.push(statement);
          throw LOST;
        }),
      close: async () => {},
    };
    const home = { id: 'x', name: 'laptop', place: 'a place', titles: true, isShared: false };
    expect(await rejection(joinHomes(empty, [home], [], 1), LOST.code)).to.equal(LOST);
    expect(asked)
      .to.have.length(1)
      .and.to.satisfy(([one = '']) => one.includes('UPDATE $schema.cabinet'));
  });
});
