import { expect } from 'chai';
import type { Threshold } from '#src/engine/folding/crossings.js';
import { isHolderOf, isPartOf, isRecord, knownCrossings } from '#src/scan/cabinet/known-crossings.js';
import type { HomeShare } from '#src/state/cabinet/share.js';

type OfHome = Pick<HomeShare, 'fold' | 'recent' | 'recentFrom' | 'firstDays' | 'days'>;

/** @param recent by day, errors */
function home(errors: number, recent: Readonly<Record<string, number>>, more: Partial<OfHome> = {}): OfHome {
  return {
    fold: { totals: { total_errors: errors, session_count: 9 }, best: {}, sets: {}, days: {} },
    recent: Object.fromEntries(Object.entries(recent).map(([day, total]) => [day, { total_errors: total }])),
    recentFrom: 100,
    firstDays: {},
    days: ['50', ...Object.keys(recent)],
    ...more,
  };
}

const errors = (atLeast: number): Threshold => ({ metric: 'total_errors', atLeast });
const different = (atLeast: number): Threshold => ({ metric: 'distinct_model_count', atLeast });

describe('Thresholds of which it is known when they were reached', () => {
  const daysOf = (shares: readonly OfHome[], ...wanted: Threshold[]) => {
    const { days, others } = knownCrossings(shares, wanted);
    return [
      days.map(({ day, before, thresholds }) => [
        day,
        before.totals,
        thresholds.map(({ atLeast }) => atLeast),
      ]),
      others.map(({ atLeast }) => atLeast),
    ];
  };

  it('are found by what all homes added on each of the last days', () => {
    const shares = [home(10, { 101: 2, 103: 3 }), home(7, { 103: 1, 104: 2 })];
    // Nine before; eleven after day 101, fifteen after 103, seventeen after 104.
    expect(daysOf(shares, errors(10), errors(11))).to.deep.equal([
      [[101, { total_errors: 9 }, [10, 11]]],
      [],
    ]);
    expect(daysOf(shares, errors(12))).to.deep.equal([[[103, { total_errors: 11 }, [12]]], []]);
    expect(daysOf(shares, errors(15), errors(17), errors(16))).to.deep.equal([
      [
        [103, { total_errors: 11 }, [15]],
        [104, { total_errors: 15 }, [17, 16]],
      ],
      [],
    ]);
  });

  it('are left to others when they were reached before, and are none when they never were', () => {
    const shares = [home(10, { 101: 2 })];
    expect(daysOf(shares, errors(8), errors(9), errors(10), errors(11))).to.deep.equal([
      [[101, { total_errors: 8 }, [9, 10]]],
      [8],
    ]);
  });

  it('are told by those days alone that all homes have', () => {
    const shares = [home(10, { 99: 1, 101: 2 }, { recentFrom: 90 }), home(1, { 101: 1 })];
    expect(daysOf(shares, errors(8), errors(9))).to.deep.equal([[[101, { total_errors: 8 }, [9]]], [8]]);
  });

  it('are left to others where a session has no time, and where a metric is a record', () => {
    const shares = [home(10, { 101: 2 })];
    expect(daysOf([...shares, home(0, {}, { days: ['undated'] })], errors(10))).to.deep.equal([[], [10]]);
    expect(daysOf([], errors(10))).to.deep.equal([[], [10]]);
    const record: Threshold = { metric: 'max_messages_in_session', atLeast: 3 };
    expect(daysOf(shares, record)).to.deep.equal([[], [3]]);
    expect([record, different(4), errors(1)].map(isRecord)).to.deep.equal([true, false, false]);
  });

  it('are found by the first day of what is told apart, however long ago, with the homes that have to do with it', () => {
    const shares = [
      home(1, {}, { firstDays: { distinct_model_count: { a: 7, b: 50, late: 103 } } }),
      home(10, { 101: 2 }, { firstDays: { distinct_model_count: { b: 40, c: 50 } } }),
      home(
        1,
        {},
        { firstDays: { distinct_model_count: { a: 50, c: 60 }, distinct_provider_count: { c: 60 } } },
      ),
    ];
    const { days, others } = knownCrossings(shares, [different(2), different(3), different(4), different(5)]);
    expect(others).to.deep.equal([]);
    expect(
      days.map(({ day, before, thresholds }) => [day, before.sets.distinct_model_count, thresholds]),
    ).to.deep.equal([
      [40, ['a'], [different(2)]],
      [50, ['a', 'b'], [different(3)]],
      [103, ['a', 'b', 'c'], [different(4)]],
    ]);
    const involved = days.map((day) => shares.map((share) => isPartOf(day, share)));
    expect(involved).to.deep.equal([
      [false, true, false],
      // Some of these have only what was there before: that is found by a look.
      [true, true, true],
      [true, false, false],
    ]);
  });

  it('concern the homes that added something that day, and records those that have one as good', () => {
    const shares = [home(10, { 101: 2, 103: 3 }), home(7, { 103: 1, 104: 2 })];
    const [day] = knownCrossings(shares, [errors(10)]).days;
    if (day === undefined) return expect.fail();
    expect(shares.map((share) => isPartOf(day, share))).to.deep.equal([true, false]);
    const wanted: readonly Threshold[] = [{ metric: 'max_messages_in_session', atLeast: 3 }];
    const holding = (value: number) => {
      const best = { max_messages_in_session: { value, id: 'a', start: 1, title: 'A' } };
      return isHolderOf(wanted, { fold: { totals: {}, best, sets: {}, days: {} } });
    };
    expect([2, 3, 4].map(holding)).to.deep.equal([false, true, true]);
    expect(isHolderOf(wanted, home(1, {}))).to.equal(false);
  });
});
