import { expect } from 'chai';
import fc from 'fast-check';
import { type ReachedBy, undated } from '#src/engine/badges/dating.js';
import { evaluateAll } from '#src/engine/badges/snapshot.js';
import { rankOf, TIER_NAMES } from '#src/engine/badges/tiers.js';
import { recordUnlocks } from '#src/engine/badges/unlocks.js';
import type { Evidence, TierName, Unlock, Unlocks } from '#src/types.js';
import { totalsOf } from '../../support/totals.js';

const evidence: Evidence = { session_id: 's', title: 'T', value: 700 };
const cooked = totalsOf({ max_tool_calls_in_session: 700 }, { max_tool_calls_in_session: evidence });

function record(totals: typeof cooked, unlocks: Unlocks, now: number) {
  return recordUnlocks(evaluateAll(totals, unlocks), unlocks, {
    now,
    first: false,
    reachedBy: () => undefined,
  });
}

function of(unlocks: Readonly<Record<string, Unlock>>): Unlocks {
  return new Map(Object.entries(unlocks));
}

const none: Unlocks = new Map();

function datedAt(at: number, ...tiers: TierName[]) {
  return Object.fromEntries(tiers.map((tier) => [tier, { reached_at: at, recorded_at: at }]));
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
const unlocksArbitrary: fc.Arbitrary<Unlocks> = fc
  .uniqueArray(fc.tuple(ids, unlock), { selector: ([id]) => id })
  .map((entries) => new Map(entries));

describe('recordUnlocks', () => {
  it('writes time in whole seconds, first tier, highest tier and evidence of a first unlock', () => {
    const { unlocks, news } = record(cooked, none, 1234.9);
    expect(unlocks).to.deep.equal(
      of({
        let_him_cook: {
          unlocked_at: 1234,
          recorded_at: 1234,
          first_tier: 'Silver',
          highest_tier: 'Silver',
          tiers: datedAt(1234, 'Copper', 'Silver'),
          evidence,
        },
      }),
    );
    expect(news).to.deep.equal([
      { type: 'unlock', id: 'let_him_cook', name: 'Let Him Cook', tier: 'Silver' },
    ]);
  });

  it('writes no tier for a multi-condition badge', () => {
    const totals = totalsOf({ install_error_events: 25, install_success_events: 10 });
    expect(record(totals, none, 1).unlocks).to.deep.equal(
      of({
        dependency_hell_tourist: {
          unlocked_at: 1,
          recorded_at: 1,
          first_tier: null,
          highest_tier: null,
          reached_at: 1,
          evidence: null,
        },
      }),
    );
  });

  it('returns the very same unlocks when there is nothing to write', () => {
    const { unlocks } = record(cooked, none, 1);
    const again = record(cooked, unlocks, 2);
    expect(again.unlocks).to.equal(unlocks);
    expect(again.news).to.deep.equal([]);
  });

  it('dates in an old file what it has not dated, and changes nothing else of it until a higher tier is reached', () => {
    const extra = new Map([['note', 'kept']]);
    const old = of({ let_him_cook: { unlocked_at: 1, first_tier: 'Silver', evidence: null, extra } });
    const dated = record(cooked, old, 2).unlocks;
    const tiers = datedAt(1, 'Copper', 'Silver');
    expect(dated).to.deep.equal(
      of({ let_him_cook: { unlocked_at: 1, first_tier: 'Silver', tiers, evidence: null, extra } }),
    );
    expect(record(cooked, dated, 3).unlocks).to.equal(dated);
    const { unlocks, news } = record(totalsOf({ max_tool_calls_in_session: 1200 }), old, 2);
    expect(unlocks).to.deep.equal(
      of({
        let_him_cook: {
          unlocked_at: 1,
          first_tier: 'Silver',
          highest_tier: 'Gold',
          tiers: { ...tiers, ...datedAt(2, 'Gold') },
          evidence: null,
          extra,
        },
      }),
    );
    expect(news).to.deep.equal([{ type: 'tier', id: 'let_him_cook', name: 'Let Him Cook', tier: 'Gold' }]);
  });

  it('tells of a climb that an old file has seen when its session was, and never of a time to come', () => {
    const old = of({
      let_him_cook: { unlocked_at: 10, first_tier: 'Copper', highest_tier: 'Gold', evidence: null },
    });
    const at: Readonly<Record<number, number>> = { 200: 4.5, 500: 20, 1200: 99 };
    const reachedBy: ReachedBy = (_, atLeast) => ({ at: at[atLeast] ?? 0, id: 's' });
    const seen = { now: 50, first: true, reachedBy };
    const { unlocks } = recordUnlocks(
      evaluateAll(totalsOf({ max_tool_calls_in_session: 1200 }), old),
      old,
      seen,
    );
    expect(unlocks.get('let_him_cook')).to.deep.include({
      unlocked_at: 10,
      tiers: {
        Copper: { reached_at: 4, recorded_at: 10, reached_in: 's' },
        Silver: { reached_at: 20, recorded_at: 20, reached_in: 's', imported: true },
        Gold: { reached_at: 99, recorded_at: 50, reached_in: 's', imported: true },
      },
    });
    const climbed = evaluateAll(totalsOf({ max_tool_calls_in_session: 3000 }), old);
    const dates = recordUnlocks(climbed, old, seen).unlocks.get('let_him_cook')?.tiers;
    expect(dates?.Diamond).to.deep.equal({ reached_at: 0, recorded_at: 50, reached_in: 's', imported: true });
    const later = recordUnlocks(climbed, old, { ...seen, first: false }).unlocks.get('let_him_cook')?.tiers;
    expect(later?.Diamond).to.deep.equal({ reached_at: 0, recorded_at: 50, reached_in: 's' });
  });

  it('of a first scan has the time at which the first tier was reached', () => {
    const reachedBy: ReachedBy = (_, atLeast) => (atLeast === 200 ? { at: 77.9, id: 'first' } : undefined);
    const record = (totals: typeof cooked, part: object) =>
      recordUnlocks(evaluateAll(totals, none), none, { now: 900, first: true, reachedBy, ...part }).unlocks;
    expect(record(cooked, {}).get('let_him_cook')).to.deep.include({
      unlocked_at: 77,
      recorded_at: 900,
      imported: true,
      tiers: {
        Copper: { reached_at: 77, recorded_at: 900, reached_in: 'first' },
        Silver: { reached_at: 900, recorded_at: 900 },
      },
    });
    expect(record(cooked, { first: false }).get('let_him_cook'))
      .to.deep.include({ unlocked_at: 900, recorded_at: 900 })
      .and.not.have.property('imported');
    const both = totalsOf({ install_error_events: 25, install_success_events: 10 });
    const met: ReachedBy = (metric) => ({ at: metric === 'install_error_events' ? 5 : 7.5, id: metric });
    expect(record(both, { reachedBy: met }).get('dependency_hell_tourist')).to.deep.include({
      unlocked_at: 7,
      recorded_at: 900,
      reached_at: 7,
      reached_in: 'install_success_events',
    });
  });

  it('of several conditions met at the same time is by the later session in the order of sessions, whichever is asked first', () => {
    const both = totalsOf({ install_error_events: 25, install_success_events: 10 });
    for (const [error, success] of [
      ['a', 'b'],
      ['b', 'a'],
    ] as const) {
      const met: ReachedBy = (metric) => ({ at: 5, id: metric === 'install_error_events' ? error : success });
      const seen = { now: 900, first: true, reachedBy: met };
      const { unlocks } = recordUnlocks(evaluateAll(both, none), none, seen);
      expect(unlocks.get('dependency_hell_tourist')).to.include({ reached_at: 5, reached_in: 'b' });
    }
  });

  it('of an old file is dated by a session that started in the very second of the unlock, and by no later one', () => {
    const old = of({ let_him_cook: { unlocked_at: 10, first_tier: 'Silver', evidence: null } });
    const reachedBy: ReachedBy = (_, atLeast) => ({ at: atLeast === 200 ? 10 : 11, id: 's' });
    const seen = { now: 50, first: true, reachedBy };
    expect(
      recordUnlocks(evaluateAll(cooked, old), old, seen).unlocks.get('let_him_cook')?.tiers,
    ).to.deep.equal({
      Copper: { reached_at: 10, recorded_at: 10, reached_in: 's' },
      Silver: { reached_at: 10, recorded_at: 10 },
    });
  });

  it('that nobody can be asked about has no date, and the next scan finds one', () => {
    const seen = { now: 5, first: true, reachedBy: undefined };
    const { unlocks } = recordUnlocks(evaluateAll(cooked, none), none, seen);
    expect(unlocks.get('let_him_cook')).to.include({ unlocked_at: 5 }).and.not.have.property('tiers');
    expect(undated(cooked, unlocks)).to.deep.equal([
      { metric: 'max_tool_calls_in_session', atLeast: 200 },
      { metric: 'max_tool_calls_in_session', atLeast: 500 },
    ]);
    expect(undated(cooked, record(cooked, unlocks, 9).unlocks)).to.deep.equal([]);
  });

  it('never lowers a tier', () => {
    const old = of({
      let_him_cook: { unlocked_at: 1, first_tier: 'Copper', highest_tier: 'Diamond', evidence: null },
    });
    expect(record(cooked, old, 2).unlocks.get('let_him_cook')).to.include({ highest_tier: 'Diamond' });
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
