import { expect } from 'chai';
import { AchievementsError } from '#src/errors.js';
import type { Database } from '#src/store/database.js';
import { joinHomes } from '#src/store/registry.js';
import { ServerClock } from '#src/store/server-clock.js';
import { rejection } from '../support/rejection.js';

const LOST = new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'The server stopped answering.');

const desk = { id: 'y', name: 'desk', place: 'another place' };

/** A store that knows of the desk alone. @param last with the first statement that includes this it is lost */
function storeWith(last?: string) {
  const asked: string[] = [];
  const database: Database = {
    label: 'of the spec',
    clock: new ServerClock(() => 0),
    met() {},
    glance: async () => [],
    read: (work) => work(async () => [[desk.id, desk.name, desk.place, 't', 'f']]),
    ask: async () => [['0']],
    write: (work) =>
      work(async (statement) => {
        asked.push(statement);
        if (last !== undefined && statement.includes(last)) throw LOST;
        return [];
      }),
    close: async () => {},
  };
  return { database, asked };
}

describe('Homes that join a store', () => {
  const laptop = { id: 'x', name: 'laptop', place: 'a place', titles: true, isShared: false };

  for (const [title, last] of [
    ['who cannot first say how they count, which locks the cabinet', 'UPDATE $schema.cabinet'],
    ['who cannot first say which of theirs have left', 'UPDATE $schema.home SET has_left = true'],
  ] as const) {
    it(`are not written by ${title}`, async () => {
      const { database, asked } = storeWith(last);
      expect(await rejection(joinHomes(database, [laptop], [desk], 1), LOST.code)).to.equal(LOST);
      expect(asked.at(-1)).to.include(last);
    });
  }

  it('are known there by their ids', async () => {
    const { database } = storeWith();
    expect((await joinHomes(database, [laptop], [], 1)).map(({ id }) => id)).to.deep.equal([laptop.id]);
  });
});
