import { expect } from 'chai';
import fc from 'fast-check';
import { evaluateAll } from '#src/engine/badges/snapshot.js';
import { rankOf, TIER_NAMES } from '#src/engine/badges/tiers.js';
import { recordUnlocks } from '#src/engine/badges/unlocks.js';
import type { Evidence, Unlock, Unlocks } from '#src/types.js';
import { totalsOf } from '../../support/totals.js';

const evidence: Evidence = { session_id: 's', title: 'T', value: 700 };
const cooked = totalsOf({ max_tool_calls_in_session: 700 }, { max_tool_calls_in_session: evidence });

function record(totals: typeof cooked, unlocks: Unlocks, now: number) {
  return recordUnlocks(evaluateAll(totals, unlocks), unlocks, now);
}

function of(unlocks: Readonly<Record<string, Unlock>>): Unlocks {
  return new Map(Object.entries(unlocks));
}

const none: Unlocks = new Map();

const tier = fc.constantFrom(...TIER_NAMES, null);
const time = fc.integer({ min: 0, max: 5 });
/** As written by us, or, without a highest tier, by an earlier version. */
const unlock: fc.Arbitrary<Unlock> = fc
  .record(
    {
      unlocked_at: time,
      first_tier: tier,
      highest_tier: tier,
      evidence: fc.option(
        fc.record({ session_id: fc.constantFrom('a', 'b'), title: fc.constant('T'), value: time }),
      ),
    },
    { requiredKeys: ['unlocked_at', 'first_tier', 'evidence'], noNullPrototype: true },
  )
  .filter((u) => u.highest_tier === undefined || rankOf(u.highest_tier) >= rankOf(u.first_tier));
const ids = fc.constantFrom('let_him_cook', 'full_send', 'unknown', '__proto__', 'constructor', 'toString');
const unlocksArbitrary: fc.Arbitrary<Unlocks> = fc
  .uniqueArray(fc.tuple(ids, unlock), { selector: ([id]) => id })
  .map((entries) => new Map(entries));

describe('recordUnlocks', () => {
  it('writes time in whole seconds, first tier, highest tier and evidence of a first unlock', () => {
    const { unlocks, news } = record(cooked, none, 1234.9);
    expect(unlocks).to.deep.equal(
      of({ let_him_cook: { unlocked_at: 1234, first_tier: 'Silver', highest_tier: 'Silver', evidence } }),
    );
    expect(news).to.deep.equal([
      { type: 'unlock', id: 'let_him_cook', name: 'Let Him Cook', tier: 'Silver' },
    ]);
  });

  it('writes no tier for a multi-condition badge', () => {
    const totals = totalsOf({ install_error_events: 25, install_success_events: 10 });
    expect(record(totals, none, 1).unlocks).to.deep.equal(
      of({
        dependency_hell_tourist: { unlocked_at: 1, first_tier: null, highest_tier: null, evidence: null },
      }),
    );
  });

  it('returns the very same unlocks when there is nothing to write', () => {
    const { unlocks } = record(cooked, none, 1);
    const again = record(cooked, unlocks, 2);
    expect(again.unlocks).to.equal(unlocks);
    expect(again.news).to.deep.equal([]);
  });

  it('leaves an old file without highest tiers alone until a tier above the first is reached', () => {
    const extra = new Map([['note', 'kept']]);
    const old = of({ let_him_cook: { unlocked_at: 1, first_tier: 'Silver', evidence: null, extra } });
    expect(record(cooked, old, 2).unlocks).to.equal(old);
    const { unlocks, news } = record(totalsOf({ max_tool_calls_in_session: 1200 }), old, 2);
    expect(unlocks).to.deep.equal(
      of({
        let_him_cook: { unlocked_at: 1, first_tier: 'Silver', highest_tier: 'Gold', evidence: null, extra },
      }),
    );
    expect(news).to.deep.equal([{ type: 'tier', id: 'let_him_cook', name: 'Let Him Cook', tier: 'Gold' }]);
  });

  it('never lowers a tier', () => {
    const old = of({
      let_him_cook: { unlocked_at: 1, first_tier: 'Copper', highest_tier: 'Diamond', evidence: null },
    });
    expect(record(cooked, old, 2).unlocks).to.equal(old);
    expect(record(totalsOf(), old, 2).unlocks).to.equal(old);
  });

  it('keeps ids that the catalog does not know, however they are called', () => {
    const unlock: Unlock = { unlocked_at: 1, first_tier: null, evidence: null };
    const odd: Unlocks = new Map([
      ['__proto__', unlock],
      ['retired', unlock],
    ]);
    const { unlocks } = record(cooked, odd, 3);
    expect([...unlocks.keys()]).to.deep.equal(['__proto__', 'retired', 'let_him_cook']);
  });

  it('does not change what it was given, loses no id, moves no time and lowers no tier', () => {
    const counts = fc.constantFrom(0, 199, 200, 700, 1200, 5000, 9000);
    fc.assert(
      fc.property(unlocksArbitrary, counts, (before, count) => {
        const copy = structuredClone(before);
        const { unlocks } = record(totalsOf({ max_tool_calls_in_session: count }), before, 99);
        expect(before).to.deep.equal(copy);
        for (const [id, old] of before) {
          const now = unlocks.get(id) ?? expect.fail(`lost ${id}`);
          expect(now).to.deep.include({ unlocked_at: old.unlocked_at, first_tier: old.first_tier });
          expect(rankOf(now.highest_tier ?? now.first_tier)).to.be.at.least(rankOf(old.highest_tier));
        }
        expect(record(totalsOf({ max_tool_calls_in_session: count }), unlocks, 100).unlocks).to.equal(
          unlocks,
        );
      }),
    );
  });
});
