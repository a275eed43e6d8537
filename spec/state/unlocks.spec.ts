import { deepStrictEqual } from 'node:assert/strict';
import { expect } from 'chai';
import fc from 'fast-check';
import { recordedAt } from '#src/state/unlock.js';
import {
  decodeUnlocks,
  encodeUnlocks,
  mergeStates,
  NO_UNLOCKS,
  type UnlockState,
  withForeignKeys,
  withUnlocks,
} from '#src/state/unlocks.js';
import type { TierName, Unlock } from '#src/types.js';
import { stateOf, T, unlock } from './support.js';

const TIERS: readonly TierName[] = ['Copper', 'Silver', 'Gold', 'Diamond', 'Olympian'];
const KEYS = [
  ...['unlocked_at', 'recorded_at', 'imported', 'first_tier', 'highest_tier'],
  ...['tiers', 'imported_tiers', 'reached_at', 'dated_at', 'reached_in', 'reached_home', 'evidence'],
];
const evidence = { session_id: 's1', title: 'Title', value: 5 };

function decode(text: string, fallbackTime = T): UnlockState {
  const decoded = decodeUnlocks(text, { fallbackTime });
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.state;
}

function isOk(text: string): boolean {
  return decodeUnlocks(text, { fallbackTime: T }).ok;
}

const ids = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor', '7', ''), fc.string());
const foreign = (known: readonly string[]) =>
  fc
    .array(
      fc.tuple(
        ids.filter((key) => !known.includes(key)),
        fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value))),
      ),
      { maxLength: 3 },
    )
    .map((entries) => new Map(entries));
const tier = fc.option(fc.constantFrom(...TIERS));
const time = fc.integer({ min: 1, max: 12 });
const session = fc.constantFrom('s1', 's2');
const date = fc.record(
  { reached_at: fc.nat(12), recorded_at: time, reached_in: session, imported: fc.constant<true>(true) },
  { requiredKeys: ['reached_at', 'recorded_at'], noNullPrototype: true },
);
const dates = fc
  .dictionary(fc.constantFrom(...TIERS), date, { minKeys: 1, noNullPrototype: true })
  .map((tiers): NonNullable<Unlock['tiers']> => tiers);
/** Of ours, where it has keys that the Python plugin does not know. */
const ours = fc.oneof(
  fc.record(
    { recorded_at: time, imported: fc.constant<true>(true), tiers: dates },
    { requiredKeys: [], noNullPrototype: true },
  ),
  fc.record(
    { recorded_at: time, reached_at: fc.nat(12), reached_in: session, dated_at: time },
    { requiredKeys: ['reached_at'], noNullPrototype: true },
  ),
);
const unlocks: fc.Arbitrary<Unlock> = fc
  .record({
    unlocked_at: time,
    ours,
    first_tier: tier,
    highest_tier: tier,
    evidence: fc.option(
      fc.record({ session_id: fc.string(), title: fc.string(), value: fc.integer({ min: 1 }) }),
    ),
    extra: foreign(KEYS),
  })
  .map(({ extra, ours, ...known }) => ({ ...known, ...ours, ...(extra.size > 0 && { extra }) }));
const stateWith = (resets: fc.Arbitrary<number | null>): fc.Arbitrary<UnlockState> =>
  fc
    .record({
      unlocks: fc.array(fc.tuple(ids, unlocks), { maxLength: 6 }).map((entries) => new Map(entries)),
      odd: fc
        .array(fc.tuple(ids, fc.constantFrom<unknown>(true, 1, 'x', null)), { maxLength: 2 })
        .map((entries) => new Map(entries)),
      resetAt: resets,
      extra: foreign(['unlocks', 'reset_at']),
    })
    // As it comes from a file: nothing from before its own reset.
    .map((state) => decode(encodeUnlocks(state)));
const states = stateWith(fc.option(fc.integer({ min: 1, max: 12 })));
const text = (state: UnlockState) => encodeUnlocks(state);

describe('unlocks', () => {
  describe('as the Python plugin stores them', () => {
    const file = {
      unlocks: {
        let_him_cook: {
          unlocked_at: 1_690_000_000,
          first_tier: 'Silver',
          evidence: { ...evidence, more: 1 },
        },
        multi: { unlocked_at: 1_690_000_001.5, first_tier: null, evidence: null, note: 'kept' },
        of_another_version: { unlocked_at: 1_690_000_002, first_tier: 'Olympian', evidence: null },
      },
      version: 3,
    };

    for (const [how, bom] of [
      ['without', ''],
      ['with', '\ufeff'],
    ]) {
      it(`are read ${how} a byte order mark`, () => {
        const state = decode(bom + JSON.stringify(file, null, 2));
        expect(state.unlocks.get('let_him_cook')).to.deep.equal({
          unlocked_at: 1_690_000_000,
          first_tier: 'Silver',
          highest_tier: 'Silver',
          evidence: { ...evidence, more: 1 },
        });
        expect([...state.unlocks.keys()]).to.deep.equal(['let_him_cook', 'multi', 'of_another_version']);
        expect(state.resetAt).to.equal(null);
      });
    }

    it('are stored with all their keys, and with ours beside them', () => {
      const stored: unknown = JSON.parse(encodeUnlocks(decode(JSON.stringify(file))));
      expect(stored).to.deep.equal({
        version: 3,
        unlocks: {
          let_him_cook: { ...file.unlocks.let_him_cook, highest_tier: 'Silver' },
          multi: { ...file.unlocks.multi, highest_tier: null },
          of_another_version: { ...file.unlocks.of_another_version, highest_tier: 'Olympian' },
        },
      });
    });

    it('may be none at all: an object without unlocks is an empty state', () => {
      expect(decode('{}')).to.deep.equal(NO_UNLOCKS);
      expect(decode('{"version": 3}').extra.get('version')).to.equal(3);
    });
  });

  describe('when odd', () => {
    it('are still unlocks, dated by the file', () => {
      const times = [undefined, null, 'yesterday', '1690000000', -5, 0, 1.7e12, {}, [1], true];
      for (const unlocked_at of times) {
        const decoded = decodeUnlocks(JSON.stringify({ unlocks: { a: { unlocked_at } } }), {
          fallbackTime: T + 0.7,
        });
        expect(decoded.ok && decoded.repaired, JSON.stringify(unlocked_at)).to.equal(true);
        expect(decoded.ok && decoded.state.unlocks.get('a')).to.deep.equal({
          unlocked_at: T,
          first_tier: null,
          highest_tier: null,
          evidence: null,
        });
      }
      const sane = decodeUnlocks('{"unlocks": {"a": {"unlocked_at": 5}}}', { fallbackTime: T });
      expect(sane.ok && sane.repaired).to.equal(false);
    });

    it('lose a tier and evidence that are none, and nothing else', () => {
      const state = decode(
        JSON.stringify({
          unlocks: {
            a: { unlocked_at: 5, first_tier: 'Tin', highest_tier: 7, evidence: 'x' },
            b: {
              unlocked_at: 6,
              first_tier: 'Gold',
              highest_tier: 'Silver',
              evidence: { session_id: 's', value: 2 },
            },
            c: { unlocked_at: 7, evidence: { session_id: 's', title: 't', value: '2' } },
          },
        }),
      );
      expect(state.unlocks.get('a')).to.deep.equal(unlock(5, { first_tier: null, highest_tier: null }));
      expect(state.unlocks.get('b')).to.deep.equal(
        unlock(6, {
          first_tier: 'Gold',
          highest_tier: 'Gold',
          evidence: { session_id: 's', title: 'Untitled', value: 2 },
        }),
      );
      expect(state.unlocks.get('c')?.evidence).to.equal(null);
    });

    it('unlock nothing when they are no objects, but stay in the file', () => {
      const state = decode('{"unlocks": {"a": true, "b": {"unlocked_at": 5}, "c": null, "d": [1]}}');
      expect([...state.unlocks.keys()]).to.deep.equal(['b']);
      expect(JSON.parse(encodeUnlocks(state)))
        .to.have.property('unlocks')
        .that.includes({ a: true, c: null });
      const unlocked = mergeStates(state, stateOf({ a: unlock(9) }));
      expect(unlocked.odd.has('a')).to.equal(false);
      expect(unlocked.unlocks.get('a')?.unlocked_at).to.equal(9);
    });

    it('are harmless under any name', () => {
      const state = decode(
        '{"unlocks": {"__proto__": {"unlocked_at": 5, "__proto__": {"x": 1}}, "constructor": {"unlocked_at": 6}},' +
          '"__proto__": {"polluted": true}, "toString": 1}',
      );
      expect(state.unlocks.get('__proto__')?.unlocked_at).to.equal(5);
      expect(Object.hasOwn(Object.prototype, 'polluted')).to.equal(false);
      const again = decode(encodeUnlocks(state));
      expect(again).to.deep.equal(state);
      expect(again.unlocks.get('__proto__')?.extra?.get('__proto__')).to.deep.equal({ x: 1 });
      expect(again.extra.get('__proto__')).to.deep.equal({ polluted: true });
    });
  });

  describe('that are damaged', () => {
    it('are recognized, wherever the text is cut off', () => {
      const whole = encodeUnlocks(
        stateOf({ a: unlock(5, { evidence }), b: unlock(6) }, { resetAt: 3 }),
      ).trimEnd();
      for (let length = 0; length < whole.length; length++) {
        expect(isOk(whole.slice(0, length)), `${length} characters`).to.equal(false);
      }
      expect(isOk(whole)).to.equal(true);
    });

    it('are recognized by their types', () => {
      const texts = ['', ' ', 'null', '[]', '5', '"x"', 'true', '{"unlocks": []}', '{"unlocks": null}'];
      for (const damaged of [...texts, '{"unlocks": "x"}', '{"unlocks": 0}', '{"unlocks": {}} x']) {
        expect(isOk(damaged), damaged).to.equal(false);
      }
    });

    it('are recognized in another encoding', () => {
      const utf16 = Buffer.from('\ufeff{"unlocks": {}}', 'utf16le');
      expect(isOk(utf16.toString('utf8'))).to.equal(false);
      expect(isOk(utf16.swap16().toString('utf8'))).to.equal(false);
    });

    it('are recognized when they cannot be stored again', () => {
      expect(isOk(`{"x": ${'['.repeat(200_000)}${']'.repeat(200_000)}}`)).to.equal(false);
    });

    it('never make decoding fail', () => {
      fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (any) => typeof isOk(any) === 'boolean'));
      fc.assert(
        fc.property(fc.dictionary(ids, fc.jsonValue()), fc.double(), (any, fallbackTime) => {
          const decoded = decodeUnlocks(JSON.stringify({ unlocks: any }), { fallbackTime });
          expect(decoded.ok && decoded.state.unlocks.size + decoded.state.odd.size).to.equal(
            Object.keys(any).length,
          );
          for (const { unlocked_at } of decoded.ok ? decoded.state.unlocks.values() : []) {
            expect(unlocked_at).to.be.within(1, 4.2e9);
          }
        }),
      );
    });
  });

  describe('merged', () => {
    it('have the earliest time with its tier and evidence, and the highest tier', () => {
      const early = unlock(5, { first_tier: 'Silver', highest_tier: 'Gold', evidence });
      const late = unlock(8, { first_tier: 'Copper', highest_tier: 'Diamond' });
      for (const [a, b] of [
        [early, late],
        [late, early],
      ] as const) {
        expect(mergeStates(stateOf({ x: a }), stateOf({ x: b })).unlocks.get('x')).to.deep.equal({
          unlocked_at: 5,
          first_tier: 'Silver',
          highest_tier: 'Diamond',
          evidence,
        });
      }
    });

    it('rank the tiers as they are reached', () => {
      TIERS.forEach((lower, index) => {
        for (const higher of TIERS.slice(index)) {
          const merged = mergeStates(
            stateOf({ x: unlock(5, { first_tier: null, highest_tier: higher }) }),
            stateOf({ x: unlock(5, { first_tier: null, highest_tier: lower }) }),
          );
          expect(merged.unlocks.get('x')?.highest_tier).to.equal(higher);
        }
      });
    });

    it('have nothing from before the later reset', () => {
      const a = stateOf({ old: unlock(9), same: unlock(10), new: unlock(11), both: unlock(4) });
      const b = stateOf({ both: unlock(12) }, { resetAt: 10, odd: new Map() });
      const merged = mergeStates({ ...a, odd: new Map([['odd', true]]) }, b);
      expect([...merged.unlocks].map(([id, { unlocked_at }]) => [id, unlocked_at])).to.deep.equal([
        ['same', 10],
        ['new', 11],
        ['both', 12],
      ]);
      expect(merged.resetAt).to.equal(10);
      expect(merged.odd.size).to.equal(0);
      expect(mergeStates(merged, { ...NO_UNLOCKS, resetAt: 11 }).resetAt).to.equal(11);
    });

    it('are the same in either order, and with themselves', () => {
      fc.assert(
        fc.property(states, states, (a, b) => {
          expect(text(mergeStates(a, b))).to.equal(text(mergeStates(b, a)));
          expect(text(mergeStates(a, a))).to.equal(text(a));
          expect(text(mergeStates(mergeStates(a, b), b))).to.equal(text(mergeStates(a, b)));
        }),
      );
    });

    it('are the same however three of them are grouped, among states that know the same reset', () => {
      const grouped = fc
        .option(fc.integer({ min: 1, max: 12 }))
        .chain((reset) => fc.tuple(...Array.from({ length: 3 }, () => stateWith(fc.constant(reset)))));
      fc.assert(
        fc.property(grouped, (three) => {
          const [a = NO_UNLOCKS, b = NO_UNLOCKS, c = NO_UNLOCKS] = three;
          expect(text(mergeStates(mergeStates(a, b), c))).to.equal(text(mergeStates(a, mergeStates(b, c))));
        }),
      );
    });

    it('have, of any three states in any order, no unlock from before the last reset', () => {
      fc.assert(
        fc.property(states, states, states, (a, b, c) => {
          const reset = Math.max(a.resetAt ?? 0, b.resetAt ?? 0, c.resetAt ?? 0);
          for (const merged of [mergeStates(mergeStates(a, b), c), mergeStates(a, mergeStates(b, c))]) {
            expect(merged.resetAt ?? 0).to.equal(reset);
            for (const unlock of merged.unlocks.values()) expect(recordedAt(unlock)).to.be.at.least(reset);
          }
        }),
      );
    });

    it('go by when they were recorded, whatever a history tells of them', () => {
      const imported = unlock(2, { recorded_at: 9, imported: true });
      const plugins = unlock(5);
      const merged = mergeStates(stateOf({ x: imported }), stateOf({ x: plugins })).unlocks.get('x');
      expect(merged).to.deep.equal(plugins);
      const reset = { ...NO_UNLOCKS, resetAt: 6 };
      expect(mergeStates(stateOf({ x: imported }), reset).unlocks.get('x')).to.deep.equal(imported);
      expect(mergeStates(stateOf({ x: plugins }), reset).unlocks.size).to.equal(0);
    });

    it('date a tier as the one did that recorded it first', () => {
      const [early, late] = [
        { reached_at: 7, recorded_at: 8, reached_in: 's1' },
        { reached_at: 3, recorded_at: 9 },
      ];
      const a = stateOf({ x: unlock(5, { tiers: { Copper: early, Gold: late } }) });
      const b = stateOf({ x: unlock(6, { tiers: { Copper: late, Silver: late } }) });
      for (const merged of [mergeStates(a, b), mergeStates(b, a)])
        expect(merged.unlocks.get('x')?.tiers).to.deep.equal({ Copper: early, Silver: late, Gold: late });
    });

    it('date a badge without tiers as the one did that recorded it first, whatever came between', () => {
      const early = unlock(5, { recorded_at: 100, reached_at: 50, reached_in: 'a' });
      const late = unlock(4, { recorded_at: 200, reached_at: 40, reached_in: 'b' });
      const undated = unlock(3, { recorded_at: 90 });
      const [first, second, third] = [early, late, undated].map((x) => stateOf({ x }));
      if (first === undefined || second === undefined || third === undefined) return expect.fail();
      const both = mergeStates(second, first).unlocks.get('x');
      expect(both).to.deep.equal(early);
      const all = mergeStates(mergeStates(third, second), first).unlocks.get('x');
      expect(all).to.deep.equal({ ...undated, reached_at: 50, reached_in: 'a', dated_at: 100 });
    });

    it('lose no date without a reset, and invent none', () => {
      const unreset = stateWith(fc.constant(null));
      fc.assert(
        fc.property(unreset, unreset, (a, b) => {
          for (const [id, { tiers = {}, reached_at }] of mergeStates(a, b).unlocks) {
            const both = [a, b].flatMap((state) => state.unlocks.get(id) ?? []);
            for (const tier of TIERS) {
              const known = both.flatMap((unlock) => unlock.tiers?.[tier] ?? []);
              const earliest = Math.min(...known.map(({ recorded_at }) => recorded_at));
              if (known.length === 0) expect(tiers[tier]).to.equal(undefined);
              else {
                expect(known).to.deep.include(tiers[tier]);
                expect(tiers[tier]?.recorded_at).to.equal(earliest);
              }
            }
            const met = both.filter((unlock) => unlock.reached_at !== undefined);
            const seen = (unlock: Unlock) => unlock.dated_at ?? recordedAt(unlock);
            const first = Math.min(...met.map(seen));
            const dates = met.filter((unlock) => seen(unlock) === first).map((unlock) => unlock.reached_at);
            expect([...(dates.length === 0 ? [undefined] : dates)]).to.include(reached_at);
          }
        }),
      );
    });

    it('lose no badge without a reset', () => {
      const unreset = stateWith(fc.constant(null));
      fc.assert(
        fc.property(unreset, unreset, (a, b) => {
          const merged = mergeStates(a, b);
          expect(new Set(merged.unlocks.keys())).to.deep.equal(
            new Set([...a.unlocks.keys(), ...b.unlocks.keys()]),
          );
        }),
      );
    });
  });

  it('are the same after storing and reading', () => {
    fc.assert(
      fc.property(states, (state) => {
        deepStrictEqual(decode(text(state)), state);
        expect(text(decode(text(state)))).to.equal(text(state));
      }),
    );
  });

  it('keep the foreign keys that their owner has by now', () => {
    const mine = stateOf(
      { x: unlock(5, { extra: new Map([['seen', 1]]) }), y: unlock(6) },
      {
        extra: new Map<string, unknown>([
          ['count', 1],
          ['mine', 1],
        ]),
      },
    );
    const owner = stateOf(
      { x: unlock(5, { extra: new Map([['seen', 2]]) }) },
      { extra: new Map([['count', 2]]) },
    );
    const result = withForeignKeys(mergeStates(mine, owner), owner);
    expect(result.extra).to.deep.equal(
      new Map([
        ['count', 2],
        ['mine', 1],
      ]),
    );
    expect(result.unlocks.get('x')?.extra).to.deep.equal(new Map([['seen', 2]]));
    expect(result.unlocks.get('y')).to.deep.equal(unlock(6));
  });

  it('that are new get a time that is not before the last reset', () => {
    const state = withUnlocks(stateOf({ a: unlock(20) }, { resetAt: 10 }), [
      ['a', unlock(30, { highest_tier: 'Gold' })],
      ['b', unlock(7)],
    ]);
    expect(state.unlocks.get('a')).to.deep.equal(unlock(20, { highest_tier: 'Gold' }));
    expect(state.unlocks.get('b')?.unlocked_at).to.equal(10);
  });
});
