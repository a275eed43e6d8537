import { expect } from 'chai';
import fc from 'fast-check';
import { evaluateAll } from '#src/engine/snapshot.js';
import { rankOf, recordedRank, TIER_NAMES } from '#src/engine/tiers.js';
import { mergeUnlocks, recordUnlocks } from '#src/engine/unlocks.js';
import type { Evidence, Unlock, Unlocks } from '#src/types.js';
import { totalsOf } from '../support/totals.js';

const whole = { partial: false };
const evidence: Evidence = { session_id: 's', title: 'T', value: 700 };
const cooked = totalsOf({ max_tool_calls_in_session: 700 }, { max_tool_calls_in_session: evidence });

function record(totals: typeof cooked, unlocks: Unlocks, now: number) {
  return recordUnlocks(evaluateAll(totals, unlocks, whole), unlocks, now);
}

function idsOf(unlocks: Unlocks): string[] {
  return Object.keys(unlocks).sort();
}

function sorted(unlocks: Unlocks): [string, Unlock][] {
  return Object.entries(unlocks).sort(([a], [b]) => (a < b ? -1 : 1));
}

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
/** As a file gives them: every id is an own key. */
const unlocksArbitrary: fc.Arbitrary<Unlocks> = fc
  .uniqueArray(fc.tuple(ids, unlock), { selector: ([id]) => id })
  .map((entries) => Object.fromEntries(entries));

describe('recordUnlocks', () => {
  it('writes time in whole seconds, first tier, highest tier and evidence of a first unlock', () => {
    const { unlocks, news } = record(cooked, {}, 1234.9);
    expect(unlocks).to.deep.equal({
      let_him_cook: { unlocked_at: 1234, first_tier: 'Silver', highest_tier: 'Silver', evidence },
    });
    expect(news).to.deep.equal([
      { type: 'unlock', id: 'let_him_cook', name: 'Let Him Cook', tier: 'Silver' },
    ]);
  });

  it('writes no tier for a multi-condition badge', () => {
    const totals = totalsOf({ install_error_events: 25, install_success_events: 10 });
    expect(record(totals, {}, 1).unlocks).to.deep.equal({
      dependency_hell_tourist: { unlocked_at: 1, first_tier: null, highest_tier: null, evidence: null },
    });
  });

  it('returns the very same unlocks when there is nothing to write', () => {
    const { unlocks } = record(cooked, {}, 1);
    const again = record(cooked, unlocks, 2);
    expect(again.unlocks).to.equal(unlocks);
    expect(again.news).to.deep.equal([]);
  });

  it('leaves an old file without highest tiers alone until a tier above the first is reached', () => {
    const old: Unlocks = {
      let_him_cook: { unlocked_at: 1, first_tier: 'Silver', evidence: null, note: 'kept' },
    };
    expect(record(cooked, old, 2).unlocks).to.equal(old);
    const { unlocks, news } = record(totalsOf({ max_tool_calls_in_session: 1200 }), old, 2);
    expect(unlocks).to.deep.equal({
      let_him_cook: {
        unlocked_at: 1,
        first_tier: 'Silver',
        highest_tier: 'Gold',
        evidence: null,
        note: 'kept',
      },
    });
    expect(news).to.deep.equal([{ type: 'tier', id: 'let_him_cook', name: 'Let Him Cook', tier: 'Gold' }]);
  });

  it('never lowers a tier', () => {
    const old: Unlocks = {
      let_him_cook: { unlocked_at: 1, first_tier: 'Copper', highest_tier: 'Diamond', evidence: null },
    };
    expect(record(cooked, old, 2).unlocks).to.equal(old);
    expect(record(totalsOf(), old, 2).unlocks).to.equal(old);
  });

  it('keeps ids that the catalog does not know, however they are called', () => {
    const odd: Unlocks = JSON.parse('{"__proto__": {"unlocked_at": 1}, "retired": {"unlocked_at": 2}}');
    const { unlocks } = record(cooked, odd, 3);
    expect(idsOf(unlocks)).to.deep.equal(['__proto__', 'let_him_cook', 'retired']);
  });

  it('records nothing of partial counts', () => {
    const unlocks = {};
    expect(recordUnlocks(evaluateAll(cooked, unlocks, { partial: true }), unlocks, 1).unlocks).to.equal(
      unlocks,
    );
  });

  it('does not change what it was given, loses no id, moves no time and lowers no tier', () => {
    const counts = fc.constantFrom(0, 199, 200, 700, 1200, 5000, 9000);
    fc.assert(
      fc.property(unlocksArbitrary, counts, (before, count) => {
        const text = JSON.stringify(before);
        const { unlocks } = record(totalsOf({ max_tool_calls_in_session: count }), before, 99);
        expect(JSON.stringify(before)).to.equal(text);
        for (const [id, old] of Object.entries(before)) {
          const now = Object.getOwnPropertyDescriptor(unlocks, id)?.value;
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

describe('mergeUnlocks', () => {
  const early: Unlock = { unlocked_at: 1, first_tier: 'Copper', evidence: null };
  const late: Unlock = { unlocked_at: 2, first_tier: 'Silver', highest_tier: 'Gold', evidence, from: 'late' };

  it('takes the earliest time with its first tier, the highest tier, and evidence from where there is some', () => {
    const merged = { unlocked_at: 1, first_tier: 'Copper', highest_tier: 'Gold', evidence, from: 'late' };
    expect(mergeUnlocks({ x: early }, { x: late })).to.deep.equal({ x: merged });
    expect(mergeUnlocks({ x: late }, { x: early })).to.deep.equal({ x: merged });
  });

  it('keeps the evidence of the earlier unlock where both have one', () => {
    const own = { ...evidence, session_id: 'own' };
    expect(mergeUnlocks({ x: late }, { x: { ...early, evidence: own } })).to.have.nested.property(
      'x.evidence',
      own,
    );
  });

  it('counts a first tier of the later unlock among the highest', () => {
    const plain: Unlock = { unlocked_at: 2, first_tier: 'Silver', evidence: null };
    expect(mergeUnlocks({ x: early }, { x: plain })).to.deep.equal({
      x: { ...early, highest_tier: 'Silver' },
    });
  });

  it('adds no highest tier below the first one', () => {
    const first: Unlock = { unlocked_at: 1, first_tier: 'Gold', evidence: null };
    const lower: Unlock = { unlocked_at: 2, first_tier: 'Copper', highest_tier: 'Silver', evidence: null };
    expect(mergeUnlocks({ x: lower }, { x: first })).to.deep.equal({ x: { ...first, highest_tier: 'Gold' } });
  });

  it('gives a multi-condition badge no tier', () => {
    const first: Unlock = { unlocked_at: 1, first_tier: null, evidence: null };
    const second: Unlock = { unlocked_at: 2, first_tier: null, highest_tier: null, evidence: null };
    expect(mergeUnlocks({ x: first }, { x: second })).to.deep.equal({ x: { ...first, highest_tier: null } });
  });

  it('returns the very same unlocks when nothing is added', () => {
    const unlocks: Unlocks = { x: early, y: late };
    expect(mergeUnlocks(unlocks, {})).to.equal(unlocks);
    expect(mergeUnlocks(unlocks, { x: { ...early } })).to.equal(unlocks);
  });

  it('does not care which comes first', () => {
    fc.assert(
      fc.property(unlocksArbitrary, unlocksArbitrary, (a, b) => {
        expect(sorted(mergeUnlocks(a, b))).to.deep.equal(sorted(mergeUnlocks(b, a)));
      }),
      { numRuns: 1000 },
    );
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(unlocksArbitrary, unlocksArbitrary, (a, b) => {
        const merged = mergeUnlocks(a, b);
        expect(mergeUnlocks(merged, a)).to.equal(merged);
        expect(mergeUnlocks(merged, b)).to.equal(merged);
        expect(mergeUnlocks(merged, merged)).to.equal(merged);
      }),
      { numRuns: 1000 },
    );
  });

  it('never loses an id, a tier or an earlier time', () => {
    fc.assert(
      fc.property(unlocksArbitrary, unlocksArbitrary, (a, b) => {
        const merged = new Map(Object.entries(mergeUnlocks(a, b)));
        expect([...merged.keys()].sort()).to.deep.equal([...new Set([...idsOf(a), ...idsOf(b)])].sort());
        for (const [id, old] of [...Object.entries(a), ...Object.entries(b)]) {
          const now = merged.get(id) ?? expect.fail(`lost ${id}`);
          expect(now.unlocked_at).to.be.at.most(old.unlocked_at);
          expect(recordedRank(now)).to.be.at.least(recordedRank(old));
          if (old.evidence !== null) expect(now.evidence).to.not.equal(null);
        }
      }),
    );
  });
});
