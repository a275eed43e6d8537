import { expect } from 'chai';
import fc from 'fast-check';
import { CATALOG } from '#src/engine/badges/catalog.js';
import { historyOf, latestOf, type Place, pageOf } from '#src/engine/badges/history.js';
import { rankOf } from '#src/engine/badges/tiers.js';
import type { TierName, Unlock } from '#src/types.js';

const at = (reached_at: number, recorded_at: number, reached_in?: string) => ({
  reached_at,
  recorded_at,
  ...(reached_in !== undefined && { reached_in }),
});
const base = {
  first_tier: 'Copper',
  highest_tier: 'Gold',
  evidence: null,
} as const satisfies Partial<Unlock>;

function of(unlocks: Readonly<Record<string, Unlock>>) {
  return new Map(Object.entries(unlocks));
}

const told = (unlocks: Readonly<Record<string, Unlock>>) =>
  historyOf(of(unlocks)).map(({ id, tier, previous_tier, reached_at, recorded_at }) => [
    id,
    previous_tier,
    tier,
    reached_at,
    recorded_at,
  ]);

describe('The history of unlocks', () => {
  it('has, of a first scan, an item for each tier, as it was reached', () => {
    const imported: Unlock = {
      ...base,
      first_tier: 'Gold',
      unlocked_at: 10,
      recorded_at: 100,
      imported: true,
      tiers: { Copper: at(10, 100, 's1'), Silver: at(20, 100, 's2'), Gold: at(20, 100, 's2') },
    };
    expect(historyOf(of({ let_him_cook: imported }))).to.deep.equal([
      {
        id: 'let_him_cook',
        name: 'Let Him Cook',
        tier: 'Gold',
        previous_tier: 'Silver',
        reached_at: 20,
        recorded_at: 100,
        session: { session_id: 's2' },
      },
      {
        id: 'let_him_cook',
        name: 'Let Him Cook',
        tier: 'Silver',
        previous_tier: 'Copper',
        reached_at: 20,
        recorded_at: 100,
        session: { session_id: 's2' },
      },
      {
        id: 'let_him_cook',
        name: 'Let Him Cook',
        tier: 'Copper',
        previous_tier: null,
        reached_at: 10,
        recorded_at: 100,
        session: { session_id: 's1' },
      },
    ]);
  });

  it('has, of each later scan, one item for a badge, however far it came', () => {
    const unlock: Unlock = {
      ...base,
      unlocked_at: 100,
      recorded_at: 100,
      first_tier: 'Silver',
      highest_tier: 'Olympian',
      tiers: {
        ...{ Copper: at(90, 100), Silver: at(95, 100) },
        ...{ Gold: at(190, 200), Diamond: at(199, 200), Olympian: at(300, 301) },
      },
    };
    expect(told({ let_him_cook: unlock })).to.deep.equal([
      ['let_him_cook', 'Diamond', 'Olympian', 300, 301],
      ['let_him_cook', 'Silver', 'Diamond', 199, 200],
      ['let_him_cook', null, 'Silver', 95, 100],
    ]);
    const first = { ...unlock, imported: true } as const;
    expect(told({ let_him_cook: first }).map(([, , tier]) => tier)).to.deep.equal([
      'Olympian',
      'Diamond',
      'Silver',
      'Copper',
    ]);
  });

  it('has a climb by itself that was seen in the same second as the unlock', () => {
    const unlock: Unlock = {
      ...{ ...base, unlocked_at: 100, recorded_at: 100, first_tier: 'Silver', highest_tier: 'Diamond' },
      tiers: { Copper: at(90, 100), Silver: at(95, 100), Gold: at(97, 100), Diamond: at(98, 100) },
    };
    expect(told({ let_him_cook: unlock })).to.deep.equal([
      ['let_him_cook', 'Silver', 'Diamond', 98, 100],
      ['let_him_cook', null, 'Silver', 95, 100],
    ]);
    const first = { ...unlock, imported: true } as const;
    expect(told({ let_him_cook: first })).to.deep.equal([
      ['let_him_cook', 'Silver', 'Diamond', 98, 100],
      ['let_him_cook', 'Copper', 'Silver', 95, 100],
      ['let_him_cook', null, 'Copper', 90, 100],
    ]);
    // It is news, whenever its session was.
    expect(latestOf(of({ let_him_cook: first }))[0]?.at).to.equal(100);
  });

  it('has an item for each tier that a first scan has found of a badge that was unlocked elsewhere', () => {
    const found = (reached: number) => ({ ...at(reached, 100), imported: true as const });
    const unlock: Unlock = {
      ...{ unlocked_at: 7, first_tier: 'Copper', highest_tier: 'Gold', evidence: null },
      tiers: { Copper: at(3, 7), Silver: found(20), Gold: found(30) },
    };
    expect(told({ let_him_cook: unlock })).to.deep.equal([
      ['let_him_cook', 'Silver', 'Gold', 30, 100],
      ['let_him_cook', 'Copper', 'Silver', 20, 100],
      ['let_him_cook', null, 'Copper', 3, 7],
    ]);
    expect(latestOf(of({ let_him_cook: unlock }))[0]?.at).to.equal(30);
  });

  it('tells of a badge without tiers when its last condition was met', () => {
    const unlock: Unlock = {
      ...base,
      unlocked_at: 9,
      recorded_at: 50,
      reached_at: 9,
      reached_in: 's',
      first_tier: null,
    };
    expect(historyOf(of({ full_send: unlock }))).to.deep.equal([
      {
        ...{ id: 'full_send', name: 'Full Send', tier: null, previous_tier: null },
        ...{ reached_at: 9, recorded_at: 50, session: { session_id: 's' } },
      },
    ]);
  });

  it('tells of what an older file knows only that it was unlocked, and when', () => {
    const old: Unlock = { unlocked_at: 7, first_tier: 'Silver', highest_tier: 'Gold', evidence: null };
    expect(told({ let_him_cook: old, full_send: { ...old, first_tier: null } })).to.deep.equal([
      ['let_him_cook', null, 'Silver', 7, 7],
      ['full_send', null, null, 7, 7],
    ]);
    // Sessions are gone: Gold was seen, and nobody can tell when.
    const dated: Unlock = { ...old, tiers: { Copper: at(3, 7) } };
    expect(told({ let_him_cook: dated })).to.deep.equal([['let_him_cook', null, 'Silver', 7, 7]]);
  });

  it('has what another one dated later at the time of the earlier record', () => {
    const merged: Unlock = { ...base, unlocked_at: 7, tiers: { Copper: at(3, 90), Silver: at(5, 90) } };
    expect(told({ let_him_cook: merged })).to.deep.equal([
      ['let_him_cook', 'Copper', 'Silver', 5, 90],
      ['let_him_cook', null, 'Copper', 3, 7],
    ]);
  });

  it('knows nothing of badges that are not in the catalog, nor of secrets that are not unlocked', () => {
    expect(historyOf(of({ retired: { ...base, unlocked_at: 7 } }))).to.deep.equal([]);
  });

  it('is ordered by record, then by date, then by tier, the latest first, and then as the catalog is', () => {
    const names = ['marathon_operator', 'let_him_cook', 'full_send', 'pixel_goblin'];
    const place = (id: string) => CATALOG.findIndex((badge) => badge.id === id);
    const tiers = fc.dictionary(
      fc.constantFrom<TierName>('Copper', 'Silver', 'Gold', 'Diamond'),
      fc.record({ reached_at: fc.nat(3), recorded_at: fc.integer({ min: 1, max: 3 }) }),
      { noNullPrototype: true },
    );
    const unlock = fc.record({
      ...{
        unlocked_at: fc.integer({ min: 1, max: 3 }),
        first_tier: fc.constantFrom<TierName | null>('Copper', null),
      },
      ...{ evidence: fc.constant(null), tiers, imported: fc.constant<true>(true) },
    });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...names), unlock),
        fc.integer({ min: 1, max: 4 }),
        (all, limit) => {
          const items = historyOf(of(all));
          const key = (item: (typeof items)[number]) => [
            ...[-item.recorded_at, -item.reached_at, -rankOf(item.tier)],
            place(item.id),
          ];
          const keys = items.map(key);
          const inOrder = (a: readonly number[], b: readonly number[]) =>
            a.reduce((order, number, place) => order || number - (b[place] ?? 0), 0);
          expect(keys).to.deep.equal(keys.toSorted(inOrder));
          expect(latestOf(of(all)).map(({ item }) => item.id)).to.have.members(Object.keys(all));

          const pages = [];
          let after: Place | undefined;
          do {
            const { items: page, next } = pageOf(items, limit, after);
            pages.push(...page);
            expect(page.length).to.be.at.most(limit);
            if (next !== undefined) expect(page).to.have.length(limit);
            after = next;
          } while (after !== undefined);
          expect(pages).to.deep.equal(items);
        },
      ),
    );
  });

  it('goes on where it was, whatever has come on top meanwhile', () => {
    const unlock = (time: number): Unlock => ({ unlocked_at: time, first_tier: null, evidence: null });
    const before = historyOf(of({ full_send: unlock(1), let_him_cook: unlock(2) }));
    const { next } = pageOf(before, 1, undefined);
    const after = historyOf(of({ full_send: unlock(1), let_him_cook: unlock(2), pixel_goblin: unlock(3) }));
    expect(pageOf(after, 9, next).items.map(({ id }) => id)).to.deep.equal(['full_send']);
  });
});

describe('What came last', () => {
  const latest = (unlocks: Readonly<Record<string, Unlock>>) =>
    latestOf(of(unlocks)).map(({ item: { id, tier }, at }) => [id, tier, at]);
  const unlock = (time: number): Unlock => ({ unlocked_at: time, first_tier: null, evidence: null });

  it('is by unlock time, those of one moment in catalog order', () => {
    const unlocks = { pixel_goblin: unlock(5), full_send: unlock(7), let_him_cook: unlock(5) };
    expect(latest(unlocks).map(([id]) => id)).to.deep.equal(['full_send', 'let_him_cook', 'pixel_goblin']);
  });

  it('has a badge where its latest climb puts it', () => {
    const climbed: Unlock = { ...base, unlocked_at: 3, tiers: { Copper: at(2, 3), Silver: at(8, 9) } };
    expect(latest({ full_send: unlock(7), let_him_cook: climbed })).to.deep.equal([
      ['let_him_cook', 'Silver', 9],
      ['full_send', null, 7],
    ]);
  });

  it('has what a first scan found among the rest by when it was reached', () => {
    const imported: Unlock = {
      ...base,
      ...{ first_tier: 'Silver', unlocked_at: 3, recorded_at: 100, imported: true },
      tiers: { Copper: at(3, 100), Silver: at(6, 100) },
    };
    expect(latest({ full_send: unlock(7), let_him_cook: imported, pixel_goblin: unlock(5) })).to.deep.equal([
      ['full_send', null, 7],
      ['let_him_cook', 'Silver', 6],
      ['pixel_goblin', 'Copper', 5],
    ]);
  });
});
