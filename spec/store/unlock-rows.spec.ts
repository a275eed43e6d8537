import { expect } from 'chai';
import fc from 'fast-check';
import { AchievementsError } from '#src/errors.js';
import {
  decodeUnlocks,
  encodeUnlocks,
  mergeStates,
  NO_UNLOCKS,
  type UnlockState,
} from '#src/state/unlocks.js';
import type { Database } from '#src/store/database.js';
import { mergeUnlocks, readUnlocks, resetUnlocks } from '#src/store/unlock-rows.js';
import { postgresServer, withPostgres } from '../support/postgres/server.js';
import { rejection } from '../support/rejection.js';
import { type TestStore, testStore } from './support.js';

const tier = fc.constantFrom('Copper', 'Silver', 'Gold', null);
const entry = fc.record({
  unlocked_at: fc.integer({ min: 1_700_000_000, max: 1_700_000_009 }),
  first_tier: tier,
  highest_tier: tier,
  odd: fc.constantFrom('é', '\0', '\ud800', '\u{1f600}', "'", '\\'),
});
const state: fc.Arbitrary<UnlockState> = fc
  .record({
    unlocks: fc.dictionary(fc.constantFrom('a', 'b', '__proto__', 'é\0', "it's"), entry),
    reset_at: fc.option(fc.integer({ min: 1_700_000_000, max: 1_700_000_005 }), { nil: undefined }),
    note: fc.constantFrom('x', '\0y'),
  })
  .map((file) => {
    const decoded = decodeUnlocks(JSON.stringify(file), { fallbackTime: 1 });
    return decoded.ok ? decoded.state : NO_UNLOCKS;
  });

withPostgres('unlocks in a store', () => {
  const server = postgresServer();
  let store: TestStore;
  let processes: readonly Database[];

  before(() => {
    store = testStore(server(), 'unlocks');
    processes = [store.open(), store.open(), store.open()];
  });
  after(() => store.close());

  const empty = async () => {
    await processes[0]?.ask('SELECT 1');
    await store.sql(`DELETE FROM $schema.unlock; UPDATE $schema.unlocks SET stamp = '', rest = '{}'`);
  };
  const kept = async () => (await processes[0]?.read(readUnlocks)) ?? expect.fail();
  const merge = (place: number, one: UnlockState) => mergeUnlocks(processes[place % 3] ?? expect.fail(), one);

  it('are what files would have merged, whoever writes at the same time', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(state, { minLength: 1, maxLength: 4 }), async (states) => {
        await empty();
        await Promise.all(states.map((one, place) => merge(place, one)));
        const found = (await kept()).state;
        // Twice, since a reset that came late forgets what was merged before it.
        const expected = [...states, ...states].reduce((all, one) => mergeStates(all, one), NO_UNLOCKS);
        const ids = (one: UnlockState) =>
          [...one.unlocks].map(([id, { highest_tier: highest }]) => [id, highest]).sort();
        expect(found.resetAt).to.equal(expected.resetAt);
        for (const one of states) await merge(0, one);
        expect(ids((await kept()).state)).to.deep.equal(ids(expected));
      }),
      { numRuns: 40 },
    );
  });

  it('come back as they were, and are written once', async () => {
    await fc.assert(
      fc.asyncProperty(state, async (one) => {
        await empty();
        const first = await merge(0, one);
        const again = await merge(1, one);
        expect(encodeUnlocks((await kept()).state)).to.equal(encodeUnlocks(one));
        expect([again.written, again.stamp]).to.deep.equal([false, first.stamp]);
        expect([...again.before.keys()]).to.have.members([...one.unlocks.keys()]);
      }),
      { numRuns: 30 },
    );
  });

  it('were new to one of those who wrote them at once', async () => {
    await empty();
    const one = decodeUnlocks('{"unlocks":{"a":{"unlocked_at":1700000000}}}', { fallbackTime: 1 });
    if (!one.ok) throw new Error(one.reason);
    const all = await Promise.all([0, 1, 2, 3, 4, 5].map((place) => merge(place, one.state)));
    expect(all.filter(({ before }) => !before.has('a'))).to.have.length(1);
  });

  it('are not wiped because somebody has written nonsense among them', async () => {
    await empty();
    await store.sql(
      `INSERT INTO $schema.unlock VALUES ('"a"', '{"unlocked_at":1700000000}'), ('"b"', 'nonsense')`,
    );
    expect([...(await kept()).state.unlocks.keys()]).to.deep.equal(['a']);
    await merge(0, NO_UNLOCKS);
    expect(await store.sql('SELECT count(*)::int FROM $schema.unlock')).to.deep.equal([[2]]);
  });

  it('are not reset by who cannot lock them first', async () => {
    const lost = new AchievementsError('ERR_ACHIEVEMENTS_STATE', 'The server stopped answering.');
    const asked: string[] = [];
    const query = async (statement: string) => {
      asked.push(statement);
      throw lost;
    };
    expect(await rejection(resetUnlocks(query, NO_UNLOCKS), lost.code)).to.equal(lost);
    expect(asked).to.have.length(1);
  });

  it('are there or not when the server fails in the middle, and what went wrong is told', async () => {
    await empty();
    await store.sql(`ALTER TABLE $schema.unlocks ADD CONSTRAINT full_disk CHECK (stamp = '')`);
    const one = decodeUnlocks('{"unlocks":{"a":{"unlocked_at":1700000000}}}', { fallbackTime: 1 });
    if (one.ok) await rejection(merge(0, one.state), 'ERR_ACHIEVEMENTS_STATE');
    await store.sql('ALTER TABLE $schema.unlocks DROP CONSTRAINT full_disk');
    expect((await kept()).state.unlocks.size).to.equal(0);
  });
});
