import { expect } from 'chai';
import { restoreUnlocks } from '#src/cache/keep/restore.js';
import type { Unlock } from '#src/types.js';
import { stateOf, T, unlock } from '../../state/support.js';

const evidence = { session_id: 's', title: 'First', value: 5 };
const shown = (...unlocks: readonly [string, Unlock][]) => new Map(unlocks);

describe('Unlocks, restored from a snapshot,', () => {
  it('are the very same when it shows nothing that they lack', () => {
    const state = stateOf({ a: unlock(T, { evidence, highest_tier: 'Gold' }), b: unlock(T) });
    const other = { session_id: 'later', title: 'Later', value: 9 };
    const shows = shown(['a', unlock(T, { evidence: other, first_tier: 'Gold', highest_tier: 'Gold' })]);
    expect(restoreUnlocks(state, shows)).to.equal(state);
    expect(restoreUnlocks(state, shown(['b', unlock(T + 1)]))).to.equal(state);
  });

  it('have those back that are gone', () => {
    const { unlocks } = restoreUnlocks(stateOf({ a: unlock(T) }), shown(['b', unlock(T + 5)]));
    expect([...unlocks.keys()]).to.have.members(['a', 'b']);
  });

  it('have their earlier time and their higher tier back, and keep their evidence', () => {
    const state = stateOf({ a: unlock(T + 900, { evidence }), b: unlock(T, { first_tier: null }) });
    const gold = { first_tier: 'Gold', highest_tier: 'Gold' } as const;
    const { unlocks } = restoreUnlocks(state, shown(['a', unlock(T, gold)], ['b', unlock(T, gold)]));
    expect(unlocks.get('a')).to.deep.equal(unlock(T, { evidence, highest_tier: 'Gold' }));
    expect(unlocks.get('b')).to.include({ unlocked_at: T, highest_tier: 'Gold' });
  });

  it('have back when something was reached, and keep what they know of that', () => {
    const dated = unlock(T, { recorded_at: T, reached_at: T - 50 });
    const bare = unlock(T, { recorded_at: T });
    const { unlocks } = restoreUnlocks(stateOf({ a: bare }), shown(['a', dated]));
    expect(unlocks.get('a')).to.include({ reached_at: T - 50 });
    for (const state of [stateOf({ a: dated }), stateOf({ a: { ...dated, reached_at: T - 90 } })])
      for (const other of [dated, bare]) expect(restoreUnlocks(state, shown(['a', other]))).to.equal(state);
  });

  it('have nothing back from before a reset', () => {
    const state = stateOf({ a: unlock(T + 9) }, { resetAt: T + 5 });
    expect(restoreUnlocks(state, shown(['a', unlock(T)], ['b', unlock(T)]))).to.equal(state);
  });
});
